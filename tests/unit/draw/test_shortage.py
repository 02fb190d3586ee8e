"""Why there is no draw: people who prove it, the fewest of them."""

from __future__ import annotations

from random import Random

import pytest

from core.domain.draw import DrawImpossible, draw, drawability
from tests.unit.draw.brute import (
    Case,
    can_all_be_paired,
    mirrored,
    names,
    random_case,
    smallest_violator,
)


def reason(case: Case) -> DrawImpossible:
    with pytest.raises(DrawImpossible) as raised:
        draw(case.people, seed=b"", past=case.past, **case.rules)
    return raised.value


def positions(case: Case, people: tuple[str, ...]) -> set[int]:
    return {case.givers.index(name) for name in people}


def short_side(case: Case, why: DrawImpossible) -> tuple[list[set[int]], set[int], set[int]]:
    """The options of the side that is too many, they themselves, and all their partners."""
    givers, recipients = positions(case, why.givers), positions(case, why.recipients)
    if len(givers) > len(recipients):
        return case.options, givers, recipients
    return mirrored(case.options), recipients, givers


def check_reason(case: Case, why: DrawImpossible) -> None:
    """They prove it, none of them could be spared, and `confined` are all in the same straits."""
    options, people, partners = short_side(case, why)
    assert set().union(*(options[one] for one in people)) == partners
    assert len(people) == len(partners) + 1
    assert all(can_all_be_paired([options[one] for one in people - {left}]) for left in people)
    confined = {one for one, own in enumerate(options) if own <= partners}
    assert positions(case, why.confined) == confined >= people
    for listed in (why.givers, why.recipients, why.confined):
        assert list(listed) == sorted(set(listed))


@pytest.mark.parametrize("part", range(4))
def test_the_reason_is_a_smallest_one(part: int) -> None:
    chance = Random(200 + part)

    for case in (random_case(chance) for _ in range(400)):
        if can_all_be_paired(case.options):
            continue
        why = reason(case)

        check_reason(case, why)
        smallest = min(map(smallest_violator, (case.options, mirrored(case.options))))
        assert max(len(why.givers), len(why.recipients)) == smallest


@pytest.mark.parametrize("part", range(4))
def test_the_reason_proves_it_among_more_people_too(part: int) -> None:
    chance = Random(300 + part)
    impossible = 0

    while impossible < 100:
        case = crowded(chance)
        if not can_all_be_paired(case.options):
            check_reason(case, reason(case))
            impossible += 1


def crowded(chance: Random) -> Case:
    """13 to 40 people; most of them have a few options, often the same."""
    people = names(chance.randint(13, 40))
    few = chance.sample(people, chance.randint(2, len(people)))
    pairs = []
    for giver in people:
        options = chance.sample(few, min(len(few), chance.randint(1, 4)))
        if chance.random() < 0.7:
            pairs += [(giver, to) for to in people if to not in options]
    return Case(people, pairs, [chance.sample(people, chance.randint(1, 5))])


P = names(20)
REASONS = {
    "nobody_may_give_to_somebody": (
        Case(P[:6], [(name, P[5]) for name in P[:5]]), (), (P[5],), (P[5],)
    ),
    "somebody_may_give_to_nobody": (
        Case(P[:4], [(P[1], P[n]) for n in (0, 2, 3)]), (P[1],), (), (P[1],)
    ),
    "two_of_two": (Case(P[:2], [(P[0], P[1])]), (P[0],), (), (P[0],)),
    "a_group_of_more_than_half": (Case(P[:5], groups=[P[:3]]), P[:3], P[3:5], P[:3]),
    "sales_has_eleven_of_twenty": (Case(P, groups=[P[:11]]), P[:10], P[11:], P[:11]),
    "sales_has_thirteen_of_twenty": (Case(P, groups=[P[:13]]), P[:8], P[13:], P[:13]),
    "two_may_only_give_to_one": (
        Case(P[:6], [(by, to) for by in P[:2] for to in P[:5]]), P[:2], P[5:6], P[:2]
    ),
    "everybody_is_in_one_group": (Case(P[:3], groups=[P[:3]]), P[:1], (), P[:3]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "givers", "recipients", "confined"), REASONS.values(), ids=REASONS.keys()
)
def test_the_reason_is_the_shorter_one(
    case: Case, givers: tuple[str, ...], recipients: tuple[str, ...], confined: tuple[str, ...]
) -> None:
    why = reason(case)

    assert (why.givers, why.recipients) == (tuple(givers), tuple(recipients))
    assert why.confined == tuple(confined)


@pytest.mark.parametrize("name", REASONS)
def test_the_verdict_gives_the_same_reason(name: str) -> None:
    case, givers, recipients, confined = REASONS[name]

    why = drawability(case.people, **case.rules).impossible

    assert why is not None
    assert (why.givers, why.recipients) == (tuple(givers), tuple(recipients))
    assert why.confined == tuple(confined)


def test_whoever_has_nobody_at_all_is_the_reason_however_many_fall_short() -> None:
    few = {**dict.fromkeys(range(8), P[11:13]), 8: [], 9: P[12:13], 10: P[12:13]}
    pairs = [(P[by], to) for by, options in few.items() for to in P[:13] if to not in options]

    assert reason(Case(P[:13], pairs)).givers == (P[8],)


def test_the_past_is_never_the_reason() -> None:
    rounds = [dict(zip(P[:3], row, strict=True)) for row in ((P[1], P[2], P[0]),) * 5]
    case = Case(P[:3], [(P[0], P[1]), (P[0], P[2])], past=rounds)

    check_reason(case, reason(case))
    assert reason(case).givers == (P[0],)
