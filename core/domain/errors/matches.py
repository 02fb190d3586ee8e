"""Looking at a match, and having it sent."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors.exchanges import WrongStatus
from core.domain.errors.root import SantaError


@dataclass(eq=False)
class NoMatchNow(WrongStatus):
    """Nobody has a match to look at: names have not been drawn, or it was cancelled."""


class NothingToRetry(SantaError):
    """Every match has been sent or is on its way."""


class MatchReplaced(SantaError):
    """A message tells of a match that its reader does not have any more."""


class NoMatchFor(SantaError):
    """This person has no match in this exchange."""


class StillOnItsWay(SantaError):
    """This person's match has not been sent yet, so it cannot be sent again."""
