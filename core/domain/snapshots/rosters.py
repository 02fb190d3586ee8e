"""What came of a file of people."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.invitations import Invited


@dataclass(frozen=True)
class RosterSaved:
    """`team_count`: so many teams draw nobody of their own from now on; None where that was not
    asked for. `exclusion_count`: so many exclusions are new."""

    invited: Invited
    team_count: int | None = None
    exclusion_count: int = 0
