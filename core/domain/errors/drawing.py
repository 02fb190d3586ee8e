"""Drawing names."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors.root import SantaError
from core.domain.types import UserId


@dataclass(eq=False)
class NotDrawable(SantaError):
    """There is no valid draw: see `core.domain.snapshots.Drawability` for what the people mean."""

    joined_count: int
    is_too_few: bool = False
    givers: tuple[UserId, ...] = ()
    recipients: tuple[UserId, ...] = ()
