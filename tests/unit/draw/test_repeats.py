"""Past rounds are avoided; where that cannot be, as few pairs as possible come back, and none of a
newer round while one of an older would do."""

from __future__ import annotations

from random import Random

import pytest

from core.domain.draw import Draw, draw
from tests.unit.draw.brute import Case, names, random_case, row_of, seed_of

P = names(8)


def drawn(case: Case, number: int = 0) -> Draw:
    return draw(case.people, seed=seed_of(number), past=case.past, **case.rules)


def crowded_past(chance: Random) -> Case:
    """Six people at most, with more rounds than they can all avoid."""
    case = random_case(chance, most=6)
    rounds = [
        dict(zip(case.givers, chance.sample(case.givers, len(case.givers)), strict=True))
        for _ in range(chance.randint(1, 5))
    ]
    return Case(case.people, case.exclusions, case.groups, rounds)


@pytest.mark.parametrize("part", range(4))
def test_the_fewest_pairs_come_back(part: int) -> None:
    chance = Random(400 + part)
    repeating = 0

    for number in range(400):
        case = crowded_past(chance)
        if case.draws:
            result = drawn(case, number)

            assert row_of(result.assignments) in case.draws
            assert result.repeats == case.repeats(case.draws[0])
            repeating += any(result.repeats)

    assert repeating > 40


def test_an_old_round_comes_back_rather_than_a_new_one() -> None:
    there, back = {P[0]: P[1], P[1]: P[2], P[2]: P[0]}, {P[0]: P[2], P[1]: P[0], P[2]: P[1]}

    assert drawn(Case(P[:3], past=[there, back])).repeats == (0, 3)
    assert drawn(Case(P[:3], past=[back, there])).assignments == there


def test_one_pair_of_a_new_round_outweighs_all_of_an_old_one() -> None:
    newest = {P[0]: P[1]}
    oldest = {P[0]: P[2], P[1]: P[3], P[2]: P[1], P[3]: P[0]}
    exclusions = [(P[0], P[3]), (P[1], P[0]), (P[1], P[2]), (P[2], P[3]), (P[2], P[0])]

    result = drawn(Case(P[:4], exclusions, past=[newest, oldest]))

    assert result.assignments == oldest
    assert result.repeats == (0, 4)


def test_a_pair_of_two_rounds_counts_in_both() -> None:
    pairs = {P[0]: P[1], P[1]: P[0]}

    assert drawn(Case(P[:2], past=[pairs, {}, pairs])).repeats == (2, 0, 2)


def test_past_pairs_that_the_rules_forbid_anyway_change_nothing() -> None:
    case = Case(P[:5], [(P[0], P[1])], past=[{P[0]: P[1], P[2]: P[2], "U-LEFT": P[3]}])

    assert drawn(case).assignments == drawn(Case(P[:5], [(P[0], P[1])])).assignments


@pytest.mark.parametrize("size", [50, 200])
def test_of_many_people_only_those_repeat_who_have_to(size: int) -> None:
    people = names(size)
    newest = {people[n]: people[(n + 1) % size] for n in range(size)}
    exclusions = [(people[0], name) for name in people[2:]]
    exclusions += [(people[5], name) for name in people if name != people[6]]

    result = draw(people, exclusions, seed=b"", past=[newest])

    assert result.repeats == (2,)
    assert result.assignments[people[0]] == people[1]
    assert result.assignments[people[5]] == people[6]
