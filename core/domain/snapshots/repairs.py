"""What came of people who left, or were let in, after the draw."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.exclusions import Drawability
from core.domain.types import UserId


@dataclass(frozen=True)
class Repaired:
    """`changed_count`: so many who had a match have another one now, and are told; whose that is,
    nobody learns. None where even the number would tell. `left` and `joined` are whom it was for.
    """

    exchange: Exchange
    changed_count: int | None
    left: UserId | None = None
    joined: UserId | None = None


@dataclass(frozen=True)
class Parting:
    """Whether somebody who takes part is out. `is_out` false: it cannot be done without an
    organizer, and they have been told."""

    exchange: Exchange
    is_out: bool


@dataclass(frozen=True)
class Outlook:
    """How an exchange would stand without `left` and with `joined`: for organizers."""

    exchange: Exchange
    drawability: Drawability
    left: UserId | None = None
    joined: UserId | None = None


@dataclass(frozen=True)
class Dropout:
    """For organizers: somebody has left, would like to, or has no account any more. `takes_part`:
    they are still in it. `drawability`: how the others stand without them, where that is why."""

    exchange: Exchange
    user_id: UserId
    takes_part: bool
    drawability: Drawability | None = None
