"""Whether an exchange could be drawn as it stands, and what to remove if not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.domain.draw import DrawImpossible, drawability
from core.domain.rules import MIN_PEOPLE
from core.domain.snapshots import Drawability, Exclusion
from core.domain.types import UserId
from core.services.draw_input import DrawInput
from core.services.privacy import in_the_way, public
from core.services.relaxing import relaxation


def drawability_of(given: DrawInput) -> Drawability:
    """For organizers: private exclusions decide whether it can be drawn, and of nothing else."""
    count = len(given.people)
    if count < MIN_PEOPLE:
        return Drawability(count, is_drawable=False, is_too_few=True)
    known = public(given)
    found = drawability(known.people, known.pairs, groups=known.groups)
    if found.impossible:
        state = _impossible(known, found.impossible)
        return replace(state, private_count=len(private_in_the_way(given, state)))
    if private := in_the_way(given):
        return Drawability(count, is_drawable=False, private_count=len(private))
    return Drawability(
        count,
        is_drawable=True,
        is_forced=found.is_forced,
        forced=_people(found.forced),
        fewest=_people(found.fewest),
        fewest_count=found.fewest_count,
    )


def private_in_the_way(given: DrawInput, state: Drawability) -> tuple[Exclusion, ...]:
    """The fewest private exclusions that have to go, after all that `state`, which is impossible,
    says of the public ones."""
    if state.relax is None and state.givers + state.recipients:
        return ()
    return in_the_way(given, without=state.relax.exclusions if state.relax else ())


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
