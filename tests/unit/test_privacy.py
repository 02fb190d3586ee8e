"""What organizers learn of private exclusions: that names can or cannot be drawn, and a number."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.rules import is_private, may_see
from core.domain.snapshots import Drawability, Exclusion
from core.domain.types import ExclusionId, ExclusionKind, UserId
from core.services.draw_input import draw_input_of, pair
from core.services.drawability import drawability_of
from tests.unit.draw.brute import Case, perfect_matchings

ORGANIZER = UserId("U-ORGANIZER")
PEOPLE = tuple(UserId(f"U{number}") for number in range(6))


def exclusion(people: tuple[UserId, ...], set_by: UserId, kind: ExclusionKind) -> Exclusion:
    return Exclusion(ExclusionId(f"{kind}{people}{set_by}"), kind, people, set_by)


def test_whom_somebody_would_rather_not_draw_themselves_is_private() -> None:
    ana, ben = PEOPLE[:2]
    own = exclusion((ana, ben), ana, ExclusionKind.ONE_WAY)
    others = [
        exclusion((ana, ben), ben, ExclusionKind.ONE_WAY),
        exclusion((ana, ben), ORGANIZER, ExclusionKind.ONE_WAY),
        exclusion((ana, ben), ana, ExclusionKind.MUTUAL),
    ]

    assert is_private(own)
    assert not any(map(is_private, others))
    assert may_see(own, ana, is_organizer=False)
    assert not may_see(own, ORGANIZER, is_organizer=True)
    assert may_see(others[1], ORGANIZER, is_organizer=True)
    assert not may_see(others[1], ana, is_organizer=False)


@st.composite
def offices(draw: st.DrawFn) -> tuple[list[UserId], list[Exclusion]]:
    """Three to six people, what organizers have set, and what people have for themselves."""
    people = list(PEOPLE[: draw(st.integers(3, 6))])
    pairs = st.sampled_from(list(itertools.permutations(people, 2)))
    public = draw(st.lists(pairs, unique=True, max_size=6))
    private = draw(st.lists(pairs, unique=True, max_size=16))
    kinds = st.sampled_from([ExclusionKind.ONE_WAY, ExclusionKind.MUTUAL])
    known = [exclusion(one, ORGANIZER, draw(kinds)) for one in public]
    return people, [*known, *(exclusion(one, one[0], ExclusionKind.ONE_WAY) for one in private)]


@given(offices())
@settings(max_examples=400, deadline=None)
def test_all_else_follows_from_what_organizers_see(
    office: tuple[list[UserId], list[Exclusion]],
) -> None:
    people, stated = office
    state = drawability_of(draw_input_of(people, stated))
    known = drawability_of(draw_input_of(people, [one for one in stated if not is_private(one)]))
    removed = known.relax.exclusions if known.relax else ()
    least = fewest_private(people, [one for one in stated if one not in removed])

    assert state.private_count == least
    if not known.is_drawable:
        assert replace(state, private_count=0) == known
    elif least:
        assert state == Drawability(len(people), is_drawable=False, private_count=least)
    else:
        assert state == known


def fewest_private(people: list[UserId], stated: list[Exclusion]) -> int:
    """By trying every draw that what is public allows."""
    public = [one for one in stated if not is_private(one)]
    groups = [one.people for one in public if one.kind == ExclusionKind.MUTUAL]
    pairs = [pair(one) for one in public if one.kind == ExclusionKind.ONE_WAY]
    case = Case(people, pairs, groups)
    private = {pair(one) for one in stated if is_private(one)}
    broken = (
        sum((giver, case.givers[to]) in private for giver, to in zip(case.givers, row, strict=True))
        for row in perfect_matchings(case.options)
    )
    return min(broken)
