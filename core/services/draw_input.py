"""What a draw is made from, as the exchange stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import exclusions, participants
from core.domain.snapshots import Exclusion
from core.domain.types import ExclusionKind, UserId


@dataclass(frozen=True)
class DrawInput:
    """Those who joined, and what the exclusions say about them.

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
    pairs = {pair(one) for one in stated if one.kind == ExclusionKind.ONE_WAY}
    groups = {group(one, everyone) for one in stated if one.kind != ExclusionKind.ONE_WAY}
    return DrawInput(
        people=tuple(sorted(everyone)),
        exclusions=stated,
        pairs=frozenset(one for one in pairs if everyone.issuperset(one)),
        groups=tuple(sorted(one for one in groups if len(one) > 1)),
    )


def pair(exclusion: Exclusion) -> tuple[str, str]:
    giver, recipient = exclusion.people
    return giver, recipient


def group(exclusion: Exclusion, everyone: frozenset[UserId]) -> tuple[str, ...]:
    return tuple(sorted(everyone.intersection(exclusion.people)))
