"""Each sampler alone is uniform, also where the engine would not choose it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence

import pytest

from core.domain.draw.chance import Chance
from core.domain.draw.counting import Counting
from core.domain.draw.crossing import Crossing
from core.domain.draw.masks import transposed
from core.domain.draw.matching import maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.sampling import Sampling
from core.domain.draw.sequential import Sequential
from core.domain.draw.switching import Switching
from core.domain.draw.walk import walk
from tests.unit.draw.brute import Case, masks, names, perfect_matchings
from tests.unit.draw.uniformity import (
    LEAST_P,
    check_uniform,
    p_of_chi_square,
    p_of_uniform,
)

P = names(9)


def circulant(size: int, *distances: int) -> Case:
    """Everybody may give to those so many places on."""
    apart = set(range(size)) - set(distances)
    return Case(P[:size], [(P[n], P[(n + by) % size]) for n in range(size) for by in apart])


def staircase(size: int, step: int) -> Case:
    """The later giver has the more options: far from evenly spread."""
    pairs = itertools.product(range(size), repeat=2)
    return Case(P[:size], [(P[by], P[to]) for by, to in pairs if to > by + step])


def rules_of(case: Case) -> Rules:
    return Rules.build(case.people, case.exclusions, case.groups)


CASES = {
    "four": Case(P[:4]),
    "five": Case(P[:5]),
    "couples": Case(P[:5], groups=[P[:2], P[2:4]]),
    "one_way": Case(P[:5], [(P[0], P[1]), (P[0], P[2]), (P[3], P[4])]),
    "three_options_of_seven": circulant(7, 1, 2, 4),
    "three_options_of_eight": circulant(8, 1, 2, 4),
    "two_options_of_eight": circulant(8, 1, 3),
    "staircase": staircase(6, 2),
    "teams": Case(P[:6], [(P[0], P[3]), (P[4], P[1])], [P[:3], P[3:6]]),
}

Draws = Callable[[Sequence[int], Chance], Iterator[object]]


def by_counting(rows: Sequence[int], chance: Chance) -> Iterator[object]:
    counting = Counting.of(rows, range(len(rows)))
    assert counting is not None
    while True:
        yield row_of(counting.draw(chance))


def by_sequential(rows: Sequence[int], chance: Chance) -> Iterator[object]:
    everybody = range(len(rows))
    sequential = Sequential.over(rows, transposed(rows), everybody, everybody)
    while True:
        if drawn := sequential.attempt(chance):
            yield row_of(drawn)


def by_walk(rows: Sequence[int], chance: Chance) -> Iterator[object]:
    start = maximum_matching(rows).recipient_of
    while True:
        yield row_of(walk(rows, range(len(rows)), start, chance))


def row_of(drawn: dict[int, int]) -> tuple[int, ...]:
    return tuple(drawn[giver] for giver in range(len(drawn)))


ALONE = {
    f"{draws.__name__}-{name}": (draws, case)
    for draws, case_names in (
        (by_counting, CASES),
        (by_sequential, ("four", "couples", "one_way", "teams", "two_options_of_eight")),
    )
    for name, case in CASES.items()
    if name in case_names
}


@pytest.mark.parametrize(("draws", "case"), ALONE.values(), ids=ALONE.keys())
def test_counting_and_sequential_are_uniform(draws: Draws, case: Case) -> None:
    possible = list(perfect_matchings(case.options))

    drawn = draws(masks(case.options), Chance(b"alone"))

    check_uniform(drawn, possible)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_walk_is_near_to_uniform(case: Case) -> None:
    possible = list(perfect_matchings(case.options))

    drawn = itertools.islice(by_walk(masks(case.options), Chance(b"walk")), 2_000)

    counts = dict.fromkeys(possible, 0)
    for row in drawn:
        counts[row] += 1
    assert p_of_uniform(list(counts.values())) > LEAST_P


@pytest.mark.parametrize("case", [CASES["five"], CASES["couples"]], ids=["five", "couples"])
def test_switching_is_uniform(case: Case) -> None:
    possible = list(perfect_matchings(case.options))
    switching, chance = Switching.over(rules_of(case)), Chance(b"whole")
    assert switching is not None

    drawn = filter(None, (switching.draw(chance) for _ in itertools.count()))

    check_uniform(map(tuple, drawn), possible)


def test_blocks_without_rules_of_their_own_are_shuffled_uniformly() -> None:
    case = Case(P[:6], groups=[P[:3], P[3:6]])
    rows = masks(case.options)
    sampling = Sampling.of(rows, transposed(rows), maximum_matching(rows))
    chance = Chance(b"blocks")

    samples = (sampling.draw(chance) for _ in itertools.count())

    assert next(samples).samplers == {"shuffle"}
    possible = list(perfect_matchings(case.options))
    check_uniform((tuple(sample.recipients) for sample in samples), possible)


CROSSED = {
    "five": Case(P[:5]),
    "half": Case(P[:6], [(P[0], P[3]), (P[4], P[1])], [P[:3], P[3:6]]),
    "a_group_and_others": Case(P[:5], [(P[0], P[4])], [P[:2], P[2:4]]),
}


@pytest.mark.parametrize("case", CROSSED.values(), ids=CROSSED.keys())
def test_crossing_is_uniform(case: Case) -> None:
    possible = list(perfect_matchings(case.options))
    crossing, chance = Crossing.over(rules_of(case)), Chance(b"crossing")
    assert crossing is not None

    drawn = filter(None, (crossing.draw(chance) for _ in itertools.count()))

    check_uniform(map(tuple, drawn), possible)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_an_attempt_of_sequential_gives_every_draw_the_chance_that_it_claims(case: Case) -> None:
    rows, everybody = masks(case.options), range(len(case.people))
    sequential = Sequential.over(rows, transposed(rows), everybody, everybody)
    counts = dict.fromkeys(perfect_matchings(case.options), 0)
    attempts, chance = 20_000, Chance(b"attempts")

    for drawn in filter(None, (sequential.attempt(chance) for _ in range(attempts))):
        counts[row_of(drawn)] += 1

    mean = attempts / bound_on_draws(case)
    value = sum((count - mean) ** 2 for count in counts.values()) / mean
    assert p_of_chi_square(value, len(counts)) > LEAST_P


def bound_on_draws(case: Case) -> float:
    """U of the sampler's docstring: the product of g(options) over all givers."""
    bounds = [1.0]
    for _ in case.people:
        bounds.append(bounds[-1] * math.exp(1 / (math.e * bounds[-1])))
    return math.prod(bounds[len(options) - 1] for options in case.options)
