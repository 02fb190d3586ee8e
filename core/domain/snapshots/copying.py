"""An earlier exchange, to be held once more."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.copying import Moved
from core.domain.snapshots.exchanges import Exchange


@dataclass(frozen=True)
class Template:
    """`exchange` is the earlier one; `moved`, what of it changes with the time. `took_part`:
    whether whoever copies it did. Of the others who did, `people_count` are invited, as far as they
    still may; `exclusion_count` exclusions come along."""

    exchange: Exchange
    moved: Moved
    took_part: bool
    people_count: int
    exclusion_count: int
