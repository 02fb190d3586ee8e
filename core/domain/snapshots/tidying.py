"""A message that lies in Slack already, and whose buttons may have stopped working."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors import SantaError
from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.invitations import Invitation


@dataclass(frozen=True)
class Tidied:
    """`why`: what whoever presses a button that does not work any more is told. `invitation`: how
    they stand, where the message asks them to take part."""

    exchange: Exchange
    why: SantaError
    invitation: Invitation | None = None
