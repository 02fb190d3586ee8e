"""What to give up when there is no draw."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest

from core.domain.draw import DrawImpossible, Relax, draw, drawability
from tests.unit.draw.brute import Case, Pair, names

Item = Pair | frozenset[str]


def relax_of(case: Case) -> Relax | None:
    impossible = drawability(case.people, case.exclusions, groups=case.groups).impossible
    return impossible.relax if impossible else None


def without(case: Case, items: Sequence[Item]) -> Case:
    """The case after `items` are given up, all mentions of each."""
    return Case(
        case.people,
        [pair for pair in case.exclusions if pair not in items],
        [group for group in case.groups if frozenset(group) not in items],
    )


def given_up(relax: Relax) -> list[Item]:
    return [*relax.exclusions, *map(frozenset, relax.groups)]


def is_drawable(case: Case) -> bool:
    return drawability(case.people, case.exclusions, groups=case.groups).is_drawable


def some_case(random: Random) -> Case:
    people = names(random.randint(2, 7))
    size = len(people)
    pairs = [
        (random.choice(people), random.choice(people)) for _ in range(random.randint(0, size * 4))
    ]
    groups = [random.sample(people, random.randint(2, size)) for _ in range(random.randint(0, 4))]
    return Case(people, pairs, groups)


@pytest.mark.parametrize("start", range(4))
def test_giving_up_what_is_named_is_enough_and_nothing_smaller_would_do(start: int) -> None:
    random = Random(start)
    proved = 0
    for _ in range(120):
        case = some_case(random)
        relax = relax_of(case)
        if relax is None:
            continue
        gone = given_up(relax)
        rules: list[Item] = sorted({pair for pair in case.exclusions if pair[0] != pair[1]})
        rules += sorted({frozenset(group) for group in case.groups}, key=sorted)
        assert set(gone) <= set(rules)
        assert is_drawable(without(case, gone))
        assert relax.is_smallest
        smaller = combinations(rules, min(len(gone) - 1, 2))
        assert not any(is_drawable(without(case, items)) for items in smaller)
        proved += 1

    assert proved > 40


def test_a_department_that_is_too_large_is_what_to_give_up() -> None:
    people = names(20)
    couples = [people[at : at + 2] for at in range(0, 20, 2)]

    relax = relax_of(Case(people, groups=[people[:11], *couples]))

    assert relax == Relax((), (tuple(people[:11]),), is_smallest=True)


def test_one_exclusion_is_enough_when_nobody_may_draw_somebody() -> None:
    people = names(30)
    nobody = [(giver, people[4]) for giver in people]

    relax = relax_of(Case(people, nobody))

    assert relax is not None
    assert relax.is_smallest
    assert [pair[1] for pair in relax.exclusions] == [people[4]]


def test_as_many_exclusions_as_people_are_left_out() -> None:
    people = names(40)
    few = [(giver, to) for giver in people[:7] for to in people if to not in people[10:13]]

    relax = relax_of(Case(people, few))

    assert relax is not None
    assert (len(relax.exclusions), relax.is_smallest) == (4, True)


def test_what_is_forbidden_twice_is_given_up_twice() -> None:
    ana_and_ben = names(2)

    relax = relax_of(Case(ana_and_ben, [("U00000", "U00001")], [ana_and_ben]))

    assert relax == Relax((("U00000", "U00001"),), (tuple(ana_and_ben),), is_smallest=True)


def test_very_many_groups_are_answered_without_a_promise() -> None:
    random = Random(3)
    people = names(60)
    case = Case(people, groups=[random.sample(people, 25) for _ in range(300)])

    relax = relax_of(case)

    assert relax is not None
    assert not relax.is_smallest
    assert is_drawable(without(case, given_up(relax)))


def test_a_draw_that_is_refused_names_the_same() -> None:
    case = Case(names(9), groups=[names(6)])

    with pytest.raises(DrawImpossible) as refusal:
        draw(case.people, seed=b"1", groups=case.groups)

    assert refusal.value.relax == relax_of(case)
