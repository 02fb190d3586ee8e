"""All valid draws are equally likely: through the front door, on shapes small enough to list every
draw, and by pairs on larger ones."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from core.domain.draw import draw
from core.domain.draw.chance import Chance
from core.domain.draw.engine import sampler
from core.domain.draw.model import Rules
from tests.unit.draw.brute import (
    Case,
    Pair,
    Row,
    names,
    pair_counts,
    perfect_matchings,
    random_case,
    row_of,
    seed_of,
)
from tests.unit.draw.uniformity import EACH, check_uniform

P = names(14)


def shifts(size: int, *distances: int) -> list[dict[str, str]]:
    """Rounds in which everybody gave to the person so many places on."""
    return [{P[n]: P[(n + by) % size] for n in range(size)} for by in distances]


def only(options: list[set[int]]) -> list[Pair]:
    """The exclusions that leave to each giver just these."""
    size = range(len(options))
    return [(P[by], P[to]) for by in size for to in size if to not in options[by]]


RING_OF_EIGHT = [
    {(n + 1) % 8, (n + 3) % 8, (n + 4) % 8} if n % 2 else {(n + 1) % 8, (n + 2) % 8}
    for n in range(8)
]
COUPLES = [P[:2], P[2:4], P[4:6]]
TEAMS = [P[:3], P[3:6], P[6:9]]

SHAPES = {
    "three": Case(P[:3]),
    "four": Case(P[:4]),
    "five": Case(P[:5]),
    "two_couples_and_one": Case(P[:5], groups=COUPLES[:2]),
    "one_past_round": Case(P[:5], past=shifts(5, 1)),
    "one_way_exclusions": Case(P[:5], [(P[0], P[1]), (P[0], P[2]), (P[3], P[4])]),
    "two_teams_and_exclusions": Case(P[:6], [(P[0], P[3]), (P[4], P[1])], TEAMS[:2]),
    "overlapping_groups": Case(
        P[:7], [(P[0], P[3]), (P[1], P[5]), (P[6], P[2])], [P[:3], P[2:5], P[4:7]]
    ),
    "one_excludes_many_and_one_is_excluded_by_many": Case(
        P[:6], [pair for n in range(1, 5) for pair in ((P[0], P[n]), (P[n], P[3]))]
    ),
    "two_halves_in_blocks_of_past_rounds": Case(
        P[:8], groups=[P[:4], P[4:8]], past=shifts(8, 4, 3)
    ),
    "independent_blocks": Case(
        P[:7], only([{2, 3}, {2, 3}, {0, 1}, {0, 1}, {5, 6}, {4, 6}, {4, 5}])
    ),
    "eight_with_few_options": Case(P[:8], only(RING_OF_EIGHT)),
    "three_teams_after_four_rounds": Case(P[:9], groups=TEAMS, past=shifts(9, 3, 4, 5, 7)),
    "one_has_to_repeat": Case(P[:6], [(P[0], P[n]) for n in (2, 3, 5)], COUPLES[:1], shifts(6, 4)),
    "the_older_of_two_rounds_comes_back": Case(
        P[:7], [(P[0], P[n]) for n in (3, 6)], TEAMS[:1], shifts(7, 4, 5)
    ),
}


#: Of each valid draw, where a whole draw is made for each sample.
FEW = 100


def prepared(case: Case) -> Iterator[Row]:
    """One draw after the other, as from the front door, but for looking at the rules each time."""
    rules = Rules.build(case.people, case.exclusions, case.groups)
    rounds = [rules.round(recipients) for recipients in case.past]
    draw_one = sampler(rules, rounds, Chance(b"prepared"))
    assert draw_one is not None
    while True:
        yield tuple(case.givers[to] for to in draw_one().recipients)


@pytest.mark.parametrize("case", SHAPES.values(), ids=SHAPES.keys())
def test_all_valid_draws_are_equally_likely(case: Case) -> None:
    check_uniform(prepared(case), case.draws, EACH)


@pytest.mark.parametrize("case", SHAPES.values(), ids=SHAPES.keys())
def test_every_seed_makes_a_draw_that_is_as_likely_as_any(case: Case) -> None:
    seeds = map(seed_of, itertools.count())

    results = (draw(case.people, seed=seed, past=case.past, **case.rules) for seed in seeds)

    check_uniform((row_of(result.assignments) for result in results), case.draws, FEW)


def test_the_shapes_are_served_by_all_exact_samplers() -> None:
    served = {
        draw(case.people, seed=b"", past=case.past, **case.rules).sampler
        for case in SHAPES.values()
    }

    parts = {part for samplers in served for part in samplers.split("+")}
    assert parts >= {"switching", "counting", "sequential", "shuffle", "forced"}


def scattered(size: int, share: float, number: int) -> Case:
    """Everybody must not draw this share of the others, at random."""
    chance = Random(number)
    pairs = itertools.permutations(P[:size], 2)
    return Case(P[:size], [pair for pair in pairs if chance.random() < share])


LARGER = {
    "couples_after_a_round": Case(P[:12], groups=[P[n : n + 2] for n in range(0, 12, 2)],
                                  past=shifts(12, 3)),
    "teams_of_four": Case(P[:12], groups=[P[:4], P[4:8], P[8:12]]),
    "couples_and_singles": Case(P[:14], groups=[P[n : n + 2] for n in range(0, 8, 2)]),
    "overlapping_groups": Case(P[:12], groups=[P[:5], P[4:8], P[7:10]]),
    "a_third_excluded": scattered(12, 0.3, 1),
    "half_excluded": scattered(13, 0.5, 2),
    "departments_that_cross": Case(P[:12], groups=[P[:6], P[6:12]], past=shifts(12, 5, 7)),
}  # fmt: skip


@pytest.mark.parametrize("case", LARGER.values(), ids=LARGER.keys())
def test_every_pair_is_as_likely_as_the_draws_that_hold_it(case: Case) -> None:
    samples = 3_000
    total, holding = pair_counts(case.avoiding_the_past().options)

    drawn = Counter[Pair]()
    for row in itertools.islice(prepared(case), samples):
        drawn.update(zip(case.givers, row, strict=True))

    for by, giver in enumerate(case.givers):
        for to, recipient in enumerate(case.givers):
            share = holding[by][to] / total
            spread = math.sqrt(samples * share * (1 - share))
            assert abs(drawn[giver, recipient] - samples * share) <= 4.5 * spread


def test_the_exact_counts_are_those_of_listing_every_draw() -> None:
    for number in range(20):
        options = random_case(Random(number), most=6).options
        listed = list(perfect_matchings(options))

        total, holding = pair_counts(options)

        everybody = range(len(options))
        assert total == len(listed)
        assert holding == [
            [sum(row[by] == to for row in listed) for to in everybody] for by in everybody
        ]
