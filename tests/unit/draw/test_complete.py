"""What can be drawn is drawn: against trying everything, and on the shapes of offices."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.draw import Draw, DrawImpossible, check_draw, draw, drawability
from tests.unit.draw.brute import (
    Case,
    can_all_be_paired,
    names,
    perfect_matchings,
    random_case,
    row_of,
    seed_of,
)

# Deterministic, so that a slow machine or an unlucky day changes nothing.
thorough = settings(max_examples=200, deadline=None, derandomize=True, database=None)


def drawn(case: Case, seed: bytes = b"") -> Draw:
    return draw(case.people, seed=seed, past=case.past, **case.rules)


def check_drawn(case: Case, result: Draw) -> None:
    assert list(result.assignments) == case.givers
    row = row_of(result.assignments)
    assert case.allows(row)
    assert result.repeats == case.repeats(row)


@pytest.mark.parametrize("part", range(8))
def test_random_small_draws_are_found_exactly_when_there_are_any(part: int) -> None:
    chance = Random(part)
    drawable = 0

    for number in range(500):
        case = random_case(chance)
        if can_all_be_paired(case.options):
            check_drawn(case, drawn(case, seed_of(number)))
            drawable += 1
        else:
            with pytest.raises(DrawImpossible):
                drawn(case)

    assert 100 < drawable < 400


@pytest.mark.parametrize("part", range(4))
def test_the_verdict_without_drawing_is_the_same(part: int) -> None:
    chance = Random(100 + part)

    for _ in range(250):
        case = random_case(chance)
        fewest = min(map(len, case.options))
        first_two = list(itertools.islice(perfect_matchings(case.options), 2))

        found = drawability(case.people, **case.rules)

        assert found.is_drawable == can_all_be_paired(case.options) == (found.impossible is None)
        assert found.is_forced == (len(first_two) == 1)
        assert found.fewest_count == fewest
        assert found.fewest == tuple(
            giver
            for giver, options in zip(case.givers, case.options, strict=True)
            if len(options) == fewest
        )


@st.composite
def cases(draw_from: st.DrawFn) -> Case:
    people = names(draw_from(st.integers(2, 40)))
    anybody = st.sampled_from([*people, "U-LEFT"])
    pairs = draw_from(st.lists(st.tuples(anybody, anybody), max_size=len(people) * 4))
    groups = draw_from(st.lists(st.lists(anybody, max_size=len(people) // 2), max_size=3))
    past = draw_from(st.lists(st.permutations(people), max_size=3))
    rounds = [dict(zip(people, row, strict=True)) for row in past]
    return Case(draw_from(st.permutations(people)), pairs, groups, rounds)


@thorough
@given(cases(), st.binary(min_size=1, max_size=32))
def test_larger_draws_keep_every_rule(case: Case, seed: bytes) -> None:
    if can_all_be_paired(case.options):
        result = drawn(case, seed)

        check_drawn(case, result)
        check_draw(result.assignments, case.people, **case.rules)
    else:
        assert not drawability(case.people, **case.rules).is_drawable


def teams(*sizes: int) -> list[list[str]]:
    ends = list(itertools.accumulate(sizes, initial=0))
    people = names(ends[-1])
    return [people[start:end] for start, end in itertools.pairwise(ends)]


def shifts(size: int, distances: range) -> list[dict[str, str]]:
    """Latin rows: rounds in which everybody gave to the person so many places on."""
    people = names(size)
    return [{people[n]: people[(n + by) % size] for n in range(size)} for by in distances]


OFFICES = {
    "fifty_couples": Case(names(100), groups=teams(*[2] * 50)),
    "couples_after_three_years": Case(
        names(50), groups=teams(*[2] * 25), past=shifts(50, range(2, 5))
    ),
    "ten_teams_of_ten": Case(names(100), groups=teams(*[10] * 10)),
    "four_departments_of_fifteen": Case(names(60), groups=teams(15, 15, 15, 15)),
    "two_halves": Case(names(40), groups=teams(20, 20)),
    "one_department_is_half": Case(names(40), groups=teams(20)),
    "one_department_is_half_of_a_thousand": Case(names(1000), groups=teams(500)),
    "teams_that_share_people": Case(
        names(60), groups=[names(60)[n : n + 12] for n in range(0, 60, 8)]
    ),
    "teams_of_unlike_size": Case(names(100), groups=teams(48, 30, 12, 6, 4)),
    "a_thousand_free": Case(names(1000)),
}


@pytest.mark.parametrize("case", OFFICES.values(), ids=OFFICES.keys())
def test_offices_are_drawn(case: Case) -> None:
    for number in range(3):
        result = drawn(case, seed_of(number))

        check_drawn(case, result)
        assert not any(result.repeats)


@pytest.mark.parametrize("size", [3, 5, 8, 12, 20, 40])
@pytest.mark.parametrize("left", [1, 2, 3])
def test_nobody_repeats_while_a_latin_square_is_not_full(size: int, left: int) -> None:
    left = min(left, size - 1)
    case = Case(names(size), past=shifts(size, range(1, size - left)))

    result = drawn(case)

    check_drawn(case, result)
    assert not any(result.repeats)


@pytest.mark.parametrize("size", [2, 3, 8, 9, 12, 30, 100])
def test_the_only_draw_is_found(size: int) -> None:
    # Each may give to the next, and to those whom anybody before may: only the first has no choice.
    people = Random(size).sample(names(size), size)
    following = people[1:] + people[:1]
    pairs = [(people[by], following[to]) for by in range(size) for to in range(by + 1, size)]

    result = draw(people, pairs, seed=b"any")

    assert result.assignments == dict(zip(people, following, strict=True))
    assert drawability(people, pairs).is_forced


def staircase(size: int) -> tuple[list[str], list[list[str]], dict[str, str]]:
    """Two halves, each giving to the other, such that a(i) and b(j) are in one group whenever
    i < j: so a(0) is left with b(0), then a(1) with b(1), and so on."""
    half = size // 2
    people = Random(size).sample(names(size), size)
    a, b = people[:half], people[half:]
    groups, waiting = [a, b], [(0, half)]
    while waiting:
        low, high = waiting.pop()
        if high - low > 1:
            middle = (low + high) // 2
            groups.append(a[low:middle] + b[middle:high])
            waiting += [(low, middle), (middle, high)]
    return people, groups, dict(zip(a + b, b + a, strict=True))


@pytest.mark.parametrize("size", [4, 10, 100, 1_000, 20_000])
def test_a_chain_in_which_each_choice_forces_the_next_is_drawn(size: int) -> None:
    people, groups, expected = staircase(size)

    result = draw(people, groups=groups, seed=b"any")

    assert result.assignments == expected
    assert result.is_exact


@pytest.mark.parametrize("people", [[], ["U1"]], ids=["nobody", "one"])
def test_fewer_than_two_people_cannot_draw(people: list[str]) -> None:
    with pytest.raises(ValueError, match="two people"):
        draw(people, seed=b"")
    with pytest.raises(ValueError, match="two people"):
        drawability(people)


def test_who_takes_part_twice_is_named() -> None:
    with pytest.raises(ValueError, match="U00001"):
        draw(["U00001", "U00000", "U00002", "U00001"], seed=b"")


def test_rules_about_people_who_left_are_ignored() -> None:
    people = names(2)
    exclusions = [(people[0], "U-LEFT"), ("U-LEFT", people[1]), ("U-LEFT", "U-LEFT")]
    past = [{people[0]: "U-LEFT", "U-LEFT": people[0]}]

    result = draw(people, exclusions, seed=b"", groups=[[people[0], "U-LEFT"], []], past=past)

    assert result.assignments == {people[0]: people[1], people[1]: people[0]}
    assert result.repeats == (0,)


def test_excluding_oneself_changes_nothing() -> None:
    people = names(5)
    themselves = list(zip(people, people, strict=True))

    assert draw(people, themselves, seed=b"") == draw(people, seed=b"")


@pytest.mark.parametrize("part", range(2))
def test_who_is_sure_of_their_recipient_is_named(part: int) -> None:
    chance = Random(200 + part)
    some = 0

    for _ in range(150):
        case = random_case(chance, most=6)
        found = drawability(case.people, **case.rules)
        valid = Case(case.people, case.exclusions, case.groups).draws
        sure = [
            giver
            for giver, had in zip(case.givers, zip(*valid, strict=False), strict=bool(valid))
            if len({*had}) == 1
        ]
        assert list(found.forced) == sure
        some += 0 < len(sure) < len(case.givers)

    assert some > 5


def test_groups_may_come_one_by_one() -> None:
    people = names(6)

    result = draw(people, seed=b"any", groups=(group for group in (people[:3],)))  # type: ignore[arg-type]

    assert not set(people[:3]) & {result.assignments[giver] for giver in people[:3]}


def test_a_number_is_no_seed() -> None:
    with pytest.raises(TypeError):
        draw(names(4), seed=5)  # type: ignore[arg-type]
