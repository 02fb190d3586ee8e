"""Whether an exchange could be drawn as it stands, and what to remove if not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import exclusions, participants
from core.domain.draw import DrawImpossible, Relax, drawability
from core.domain.rules import MIN_PEOPLE
from core.domain.snapshots import Drawability, Exclusion, Relaxation
from core.domain.types import ExclusionKind, UserId


@dataclass(frozen=True)
class DrawInput:
    """What the draw is made from: those who joined, and what the exclusions say about them.

    Several exclusions may say the same about those who joined, and some say nothing.
    """

    people: tuple[UserId, ...]
    exclusions: tuple[Exclusion, ...]
    pairs: frozenset[tuple[str, str]]
    groups: tuple[tuple[str, ...], ...]


def draw_input(session: Session, exchange: models.Exchange) -> DrawInput:
    people = participants.joined(session, exchange)
    rows = exclusions.of_exchange(session, exchange)
    return draw_input_of(people, [exclusions.snapshot(row) for row in rows])


def draw_input_of(people: Collection[UserId], stated: Iterable[Exclusion]) -> DrawInput:
    everyone = frozenset(people)
    stated = tuple(stated)
    pairs = {_pair(one) for one in stated if one.kind == ExclusionKind.ONE_WAY}
    groups = {_group(one, everyone) for one in stated if one.kind != ExclusionKind.ONE_WAY}
    return DrawInput(
        people=tuple(sorted(everyone)),
        exclusions=stated,
        pairs=frozenset(pair for pair in pairs if everyone.issuperset(pair)),
        groups=tuple(sorted(group for group in groups if len(group) > 1)),
    )


def _pair(exclusion: Exclusion) -> tuple[str, str]:
    giver, recipient = exclusion.people
    return giver, recipient


def _group(exclusion: Exclusion, everyone: frozenset[UserId]) -> tuple[str, ...]:
    return tuple(sorted(everyone.intersection(exclusion.people)))


def drawability_of(given: DrawInput) -> Drawability:
    count = len(given.people)
    if count < MIN_PEOPLE:
        return Drawability(count, is_drawable=False, is_too_few=True)
    found = drawability(given.people, given.pairs, groups=given.groups)
    if found.impossible:
        return impossible(given, found.impossible)
    return Drawability(
        count,
        is_drawable=True,
        is_forced=found.is_forced,
        fewest=_people(found.fewest),
        fewest_count=found.fewest_count,
    )


def impossible(given: DrawInput, why: DrawImpossible) -> Drawability:
    return Drawability(
        len(given.people),
        is_drawable=False,
        givers=_people(why.givers),
        recipients=_people(why.recipients),
        confined=_people(why.confined),
        relax=_relaxation(given, why.relax) if why.relax else None,
    )


def _relaxation(given: DrawInput, relax: Relax) -> Relaxation:
    """Every exclusion that says what has to be given up."""
    everyone = frozenset(given.people)
    pairs, groups = frozenset(relax.exclusions), frozenset(relax.groups)

    def is_in_the_way(one: Exclusion) -> bool:
        if one.kind == ExclusionKind.ONE_WAY:
            return _pair(one) in pairs
        return _group(one, everyone) in groups

    return Relaxation(tuple(filter(is_in_the_way, given.exclusions)), relax.is_smallest)


def _people(names: Iterable[str]) -> tuple[UserId, ...]:
    return tuple(UserId(name) for name in names)
