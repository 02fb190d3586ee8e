"""Whether an exchange could be drawn as it stands, and what to remove if not."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.draw import DrawImpossible, drawability
from core.domain.rules import MIN_PEOPLE
from core.domain.snapshots import Drawability
from core.domain.types import UserId
from core.services.draw_input import DrawInput
from core.services.relaxing import relaxation


def drawability_of(given: DrawInput) -> Drawability:
    count = len(given.people)
    if count < MIN_PEOPLE:
        return Drawability(count, is_drawable=False, is_too_few=True)
    found = drawability(given.people, given.pairs, groups=given.groups)
    if found.impossible:
        return _impossible(given, found.impossible)
    return Drawability(
        count,
        is_drawable=True,
        is_forced=found.is_forced,
        forced=_people(found.forced),
        fewest=_people(found.fewest),
        fewest_count=found.fewest_count,
    )


def _impossible(given: DrawInput, why: DrawImpossible) -> Drawability:
    return Drawability(
        len(given.people),
        is_drawable=False,
        givers=_people(why.givers),
        recipients=_people(why.recipients),
        confined=_people(why.confined),
        relax=relaxation(given, why, why.relax) if why.relax else None,
    )


def _people(names: Iterable[str]) -> tuple[UserId, ...]:
    return tuple(UserId(name) for name in names)
