"""What will happen, row by row, once it is known who the people of a roster are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from core.domain.errors import PersonRefused, RefusedAs
from core.domain.rules import check_may_take_part
from core.domain.types import (
    ExclusionKind,
    NewExclusion,
    Origin,
    OriginKind,
    Person,
    TeamId,
    UserId,
)
from core.rosters.roster import Roster, Row

ONE_WAY = ExclusionKind.ONE_WAY


class Outcome(StrEnum):
    INVITED = "invited"
    #: The row says why itself: see its problems.
    WRONG = "wrong"
    NOT_FOUND = "not_found"
    SAME_PERSON = "same_person"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    GUEST = "guest"
    STRANGER = "stranger"


@dataclass(frozen=True)
class ResolvedRow:
    """What one row comes to. `first_line`: where the same person was given first, by another
    address. `excludes`: whom they will not draw; `unknown`: the exclusions that come to nothing,
    because nobody is found who can take part."""

    row: Row
    outcome: Outcome
    user_id: UserId | None = None
    first_line: int | None = None
    excludes: tuple[UserId, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Team:
    """The name as it was written first; all of them are invited."""

    name: str
    people: tuple[UserId, ...]

    @property
    def origin(self) -> Origin:
        """Capitals make no other team."""
        return Origin(OriginKind.TEAM, self.name.casefold(), self.name)


@dataclass(frozen=True)
class Resolution:
    """`has_teams`: the file has a column for them, so that an empty cell says something, too."""

    rows: tuple[ResolvedRow, ...]
    has_teams: bool = False

    @property
    def invited(self) -> tuple[UserId, ...]:
        """Nobody twice, in the order of the file."""
        return tuple(row.user_id for row in self._invited if row.user_id)

    @property
    def exclusions(self) -> tuple[NewExclusion, ...]:
        """As the rows say: two people who exclude one another make one mutual exclusion."""
        pairs = dict.fromkeys(
            (row.user_id, other) for row in self._invited for other in row.excludes if row.user_id
        )
        return tuple(
            NewExclusion(
                ExclusionKind.MUTUAL if (other, giver) in pairs else ONE_WAY, (giver, other)
            )
            for giver, other in pairs
            if (other, giver) not in pairs or giver < other
        )

    @cached_property
    def all_teams(self) -> tuple[Team, ...]:
        """In the order of the file, also those of one."""
        names: dict[str, str] = {}
        people: dict[str, list[UserId]] = {}
        for row in self._invited:
            if row.row.team and row.user_id:
                key = row.row.team.casefold()
                names.setdefault(key, row.row.team)
                people.setdefault(key, []).append(row.user_id)
        return tuple(Team(names[key], tuple(members)) for key, members in people.items())

    @property
    def teams(self) -> tuple[Team, ...]:
        """Nobody has to be kept apart in a team of one."""
        return tuple(team for team in self.all_teams if len(team.people) > 1)

    @property
    def _invited(self) -> tuple[ResolvedRow, ...]:
        return tuple(row for row in self.rows if row.outcome == Outcome.INVITED)


def resolve(
    roster: Roster,
    by_email: Mapping[str, Person],
    by_id: Mapping[str, Person],
    team_id: TeamId,
) -> Resolution:
    """Who is invited to an exchange of the workspace `team_id`, and whom they exclude. The mappings
    hold those of `roster.addresses` whom Slack knows; e-mail addresses in lower case."""
    known = {**by_email, **by_id}
    lines: dict[UserId, int] = {}
    rows = tuple(_resolved(row, known, team_id, lines) for row in roster.rows)
    return Resolution(rows, roster.has_teams)


def _resolved(
    row: Row, known: Mapping[str, Person], team_id: TeamId, lines: dict[UserId, int]
) -> ResolvedRow:
    """`lines`: where each person was given first, for the rows to come as well."""
    if row.is_wrong:
        return ResolvedRow(row, Outcome.WRONG)
    person = known.get(row.address)
    if person is None:
        return ResolvedRow(row, Outcome.NOT_FOUND)
    first_line = lines.setdefault(person.user_id, row.line)
    if first_line != row.line:
        return ResolvedRow(row, Outcome.SAME_PERSON, person.user_id, first_line)
    if refused := _refused(person, team_id):
        return ResolvedRow(row, Outcome(refused), person.user_id)
    found = {address: known.get(address) for address in row.exclusions}
    able = {
        address: other.user_id
        for address, other in found.items()
        if other is not None and not _refused(other, team_id)
    }
    excludes = dict.fromkeys(other for other in able.values() if other != person.user_id)
    unknown = tuple(address for address in row.exclusions if address not in able)
    return ResolvedRow(row, Outcome.INVITED, person.user_id, None, tuple(excludes), unknown)


def _refused(person: Person, team_id: TeamId) -> RefusedAs | None:
    try:
        check_may_take_part(person, team_id)
    except PersonRefused as refusal:
        return refusal.reason
    return None
