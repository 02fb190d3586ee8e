"""Who gave to whom, once it is no secret any more."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import UserId


@dataclass(frozen=True)
class Revealed:
    """Who gave to one recipient. `giver_id` is None where no message says so: a click does."""

    exchange: Exchange
    giver_id: UserId | None


@dataclass(frozen=True)
class Circle:
    """Part `part` of `parts` of what the channel reads: each chain is of people, everyone followed
    by whom they gave to. None where they would be too many; `count` is how many gave."""

    exchange: Exchange
    chains: tuple[tuple[UserId, ...], ...]
    part: int
    parts: int
    count: int
