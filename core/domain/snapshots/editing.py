"""What came of changing an exchange."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange


@dataclass(frozen=True)
class Edited:
    """The exchange as it is now, and which of its fields are different: see
    `core.domain.editing.EditField`."""

    exchange: Exchange
    fields: tuple[str, ...] = ()
