"""All draws of a shape are equally likely, or near to it where the way there is a walk."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from itertools import count

import pytest

from core.domain.draw import Shape
from core.domain.draw.chance import Chance
from core.domain.draw.circle import laid_at_random
from core.domain.draw.model import Rules
from core.domain.draw.paths import Paths
from core.domain.draw.reinsertion import Reinsertion
from core.domain.draw.rings import around, may_draw
from core.domain.draw.shapes import outside, reciprocal, shaped
from core.domain.draw.turning import turned
from core.domain.draw.wandering import Wanderer
from tests.unit.draw.shaping import (
    SHAPES,
    SMALL,
    all_of,
    check_alike,
    circles,
    couples,
    drawing,
    rounds,
    rules_for,
)
from tests.unit.draw.uniformity import check_uniform


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rules", SMALL.values(), ids=SMALL.keys())
def test_all_draws_of_a_shape_are_equally_likely(rules: Rules, shape: Shape) -> None:
    chance = Chance(b"uniform")
    draw_any = drawing(rules, chance)
    assert draw_any is not None

    def drawn() -> Iterator[tuple[int, ...]]:
        while True:
            sampled = shaped(rules, shape, chance, draw_any)
            assert sampled.is_exact
            yield tuple(sampled.recipients)

    check_uniform(drawn(), sorted(all_of(rules, shape)))


def test_random_circles_and_counted_ones_are_uniform_alone() -> None:
    rules = SMALL["six, one of them shunned"]
    possible = sorted(all_of(rules, Shape.ONE_CIRCLE))
    chance = Chance(b"alone")
    paths = Paths.over(rules.rows, rules.columns)
    assert paths is not None
    assert paths.count == len(possible)

    check_uniform((tuple(laid_at_random(rules, chance) or ()) for _ in count()), possible)
    check_uniform((tuple(paths.draw(chance)) for _ in count()), possible)


@pytest.mark.parametrize("groups", [[], [range(3)]], ids=["pairs", "a team too"])
def test_the_ways_into_a_circle_are_counted_right(groups: list[range]) -> None:
    rules = rules_for(6, [(0, 3), (3, 0), (1, 4), (4, 5), (2, 5), (5, 1)], groups)
    reinsertion = Reinsertion.over(rules)
    assert reinsertion is not None
    bad = {circle: rules.broken(circle) for circle in circles(6)}
    ways: Counter[tuple[int, ...]] = Counter()
    for circle, givers in bad.items():
        for giver, before in itertools.product(givers, range(6)):
            moved = circle[giver]
            if before in (giver, moved) or {before, moved} & set(givers):
                continue
            after = list(circle)
            after[giver], after[before], after[moved] = circle[moved], moved, circle[before]
            if len(bad[tuple(after)]) == len(givers) - 1:
                ways[tuple(after)] += 1

    for circle, givers in bad.items():
        assert reinsertion.ways_into(circle, givers) == ways[circle]


class Bounded(Reinsertion):
    """Among few people nothing is rare, so that C has to be the largest c there is."""

    def spare(self, bad: int) -> int:
        return (5, 6)[bad]


@pytest.mark.parametrize("start", [1, 2])
def test_reinsertion_goes_from_stratum_to_stratum_uniformly(start: int) -> None:
    rules = rules_for(7, [(4, 6), (2, 1), (4, 0), (5, 3), (5, 1), (4, 2), (3, 2)])
    bounded = Bounded(rules, forbidden=7, row=3, column=2)
    strata: dict[int, list[tuple[int, ...]]] = {}
    for circle in circles(7):
        strata.setdefault(len(rules.broken(circle)), []).append(circle)
    aim = strata[start - 1]
    ways = [bounded.ways_into(circle, rules.broken(circle)) for circle in aim]
    assert min(ways) == 7 - bounded.spare(start - 1) < max(ways)
    chance = Chance(b"strata")

    reached = []
    while len(reached) < 150 * len(aim):
        recipients = list(strata[start][chance.below(len(strata[start]))])
        if bounded.step(recipients, rules.broken(recipients), chance):
            reached.append(tuple(recipients))

    check_alike(reached, aim)


def test_reinsertion_leaves_room_for_chance() -> None:
    rules = rules_for(400, couples(400) + rounds(400, 3))
    reinsertion = Reinsertion.over(rules)
    assert reinsertion is not None
    chance = Chance(b"room")
    for _ in range(30):
        circle = around(chance.permutation(400))
        bad = rules.broken(circle)
        ways = reinsertion.ways_into(circle, bad)
        assert reinsertion.forbidden - ways < reinsertion.spare(len(bad)) * 3 // 4


@pytest.mark.parametrize("kind", ["departments of three", "six, one of them shunned"])
def test_turns_reach_all_circles_alike(kind: str) -> None:
    rules = SMALL[kind]
    possible = sorted(all_of(rules, Shape.ONE_CIRCLE))
    may, chance = may_draw(rules), Chance(b"turns")

    samples = range(200 * len(possible))
    ends = [tuple(turned(possible[0], may, 150, chance)) for _ in samples]

    check_alike(ends, possible)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["departments of three", "tight seven"])
def test_excursions_reach_all_draws_of_a_shape_alike(kind: str, shape: Shape) -> None:
    rules = SMALL[kind]
    possible = sorted(all_of(rules, shape))
    flaws = outside if shape is Shape.ONE_CIRCLE else reciprocal
    chance = Chance(b"excursions")

    visited = []
    wanderer = Wanderer.over(rules.rows, list(possible[0]))
    for _ in range(150 * len(possible)):
        for _ in range(60):
            wanderer.move(chance.below(rules.size), flaws, [], chance)
        visited.append(tuple(wanderer.recipients))

    check_alike(visited, possible)
