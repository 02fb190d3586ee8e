"""What saving a file would do, for whoever looks it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from core.domain.snapshots import Exchange
from core.domain.types import UserId
from core.rosters.resolving import Outcome, Resolution, ResolvedRow


class Standing(StrEnum):
    """How somebody whom a file names stands to the exchange. Who declines does so quietly: they
    stand among all who were asked before."""

    NEW = "new"
    JOINED = "joined"
    ASKED = "asked"
    #: The organizer who has sent the file.
    SELF = "self"


@dataclass(frozen=True)
class Review:
    """`standings` are of all who can take part, by whether saving invites them."""

    exchange: Exchange
    roster_id: str
    resolution: Resolution
    standings: Mapping[UserId, Standing]

    @cached_property
    def rows(self) -> tuple[ResolvedRow, ...]:
        """Those that are wrong first, then those with something to be known, then all others; each
        in the order of the file."""
        return tuple(sorted(self.resolution.rows, key=_rank))

    @property
    def wrong_count(self) -> int:
        return sum(row.outcome != Outcome.INVITED for row in self.resolution.rows)

    def count(self, standing: Standing) -> int:
        return sum(found == standing for found in self.standings.values())


def _rank(row: ResolvedRow) -> int:
    if row.outcome != Outcome.INVITED:
        return 0
    return 1 if row.unknown or row.row.problems else 2
