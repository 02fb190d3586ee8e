"""People who come and go after the draw."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors.root import SantaError


@dataclass(eq=False)
class NotRepairable(SantaError):
    """Names have been drawn, and with these people there are no valid assignments: fields as in
    `NotDrawable`."""

    joined_count: int
    is_too_few: bool = False


class TakesNoPart(SantaError):
    """Somebody about whom a message asks is out meanwhile."""


class TakesPartAlready(SantaError):
    """Somebody is to be let in who is in."""


class NobodyToRepairFor(SantaError):
    """Nobody is to leave and nobody to be let in."""


class ChangesTooFast(SantaError):
    """Others change the same exchange again and again at the same moment."""
