"""Whether an exchange could be drawn as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import exclusions, participants
from core.domain.draw import DrawImpossible, find_feasibility
from core.domain.rules import MIN_PEOPLE
from core.domain.snapshots import Drawability
from core.domain.types import ExclusionKind, UserId


@dataclass(frozen=True)
class DrawInput:
    """What the draw is made from."""

    people: tuple[UserId, ...]
    exclusions: frozenset[tuple[str, str]]
    groups: tuple[tuple[str, ...], ...]


def draw_input(session: Session, exchange: models.Exchange) -> DrawInput:
    people = participants.joined(session, exchange)
    pairs, groups = [], []
    for row in exclusions.of_exchange(session, exchange):
        names = tuple(person.user_id for person in row.people)
        if row.kind == ExclusionKind.ONE_WAY:
            pairs.append((names[0], names[1]))
        else:
            groups.append(names)
    return DrawInput(tuple(sorted(people)), frozenset(pairs), tuple(groups))


def drawability_of(given: DrawInput) -> Drawability:
    count = len(given.people)
    if count < MIN_PEOPLE:
        return Drawability(count, is_drawable=False, is_too_few=True)
    found = find_feasibility(given.people, given.exclusions, given.groups)
    if isinstance(found, DrawImpossible):
        return impossible(count, found)
    return Drawability(count, is_drawable=True, is_forced=found.is_forced)


def impossible(joined_count: int, why: DrawImpossible) -> Drawability:
    return Drawability(
        joined_count,
        is_drawable=False,
        givers=tuple(UserId(name) for name in why.givers),
        recipients=tuple(UserId(name) for name in why.recipients),
    )
