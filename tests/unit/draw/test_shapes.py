"""Draws of a shape: found, proved impossible, or given up after a stated effort."""

from __future__ import annotations

import itertools
import random

import pytest

from core.domain.draw import DrawImpossible, Shape, ShapeNotFound, draw
from core.domain.draw.chance import Chance
from core.domain.draw.matching import maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.reinsertion import Reinsertion
from core.domain.draw.rings import may_draw
from core.domain.draw.sampling import Sampler
from core.domain.draw.shapes import Effort
from core.domain.draw.turning import join
from core.domain.draw.wandering import list_without_reciprocals
from tests.unit.draw.brute import Case, names, row_of, seed_of
from tests.unit.draw.shaping import (
    SHAPES,
    SMALL,
    all_of,
    assert_valid,
    couples,
    has_shape,
    name,
    random_pairs,
    rounds,
    rules_for,
    sample_of,
    teams,
)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_found_exactly_when_there_is_one(shape: Shape) -> None:
    chance = random.Random(f"complete {shape}")
    found = refused = 0
    for seed in range(800):
        size = chance.choice([2, 3, 4, 5, 6, 6])
        rules = rules_for(size, random_pairs(chance, size, chance.random()))
        if not maximum_matching(rules.rows).is_perfect:
            continue
        if possible := all_of(rules, shape):
            sampled = sample_of(rules, shape, seed)
            assert tuple(sampled.recipients) in possible
            assert sampled.is_exact
            found += 1
        else:
            with pytest.raises(DrawImpossible) as impossible:
                sample_of(rules, shape, seed)
            assert impossible.value.shape is shape
            refused += 1
    assert found > 100
    assert refused > 5


def test_everything_without_reciprocals_is_listed_once() -> None:
    for rules in SMALL.values():
        listed, are_all = list_without_reciprocals(rules.rows, 100_000)

        assert are_all
        assert sorted(map(tuple, listed)) == sorted(all_of(rules, Shape.NO_RECIPROCAL))
        assert list_without_reciprocals(rules.rows, 3) == ([], False)


MUST_WORK = {
    "three": rules_for(3),
    "couples of 50": rules_for(50, couples(50)),
    "departments that cross": rules_for(20, groups=teams(20, 10)),
    "large departments that cross": rules_for(200, groups=teams(200, 100)),
    "dense, 30 %": rules_for(100, random_pairs(random.Random(30), 100, 0.3)),
    "dense, 50 %": rules_for(100, random_pairs(random.Random(50), 100, 0.5)),
    "1,000 in couples": rules_for(1000, couples(1000)),
    "1,000, three rounds": rules_for(1000, couples(1000) + rounds(1000, 3)),
    "1,000 in teams": rules_for(1000, groups=teams(1000, 10)),
    "groups that overlap": Rules(
        tuple(map(name, range(30))), list(range(30)), overlapping=(tuple(range(8)), (7, 8, 9, 10))
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rules", MUST_WORK.values(), ids=MUST_WORK.keys())
def test_ordinary_offices_have_every_shape(rules: Rules, shape: Shape) -> None:
    assert_valid(rules, shape, sample_of(rules, shape, 7).recipients)


def test_a_circle_among_1000_with_many_exclusions() -> None:
    rules = rules_for(1000, random_pairs(random.Random(1), 1000, 0.3))

    sampled = sample_of(rules, Shape.ONE_CIRCLE, 1)

    assert_valid(rules, Shape.ONE_CIRCLE, sampled.recipients)
    assert sampled.samplers == {Sampler.TURNING}
    assert not sampled.is_exact


def test_a_circle_of_more_people_than_fit_into_masks() -> None:
    size = 30_000
    rules = rules_for(size, couples(size) + rounds(size, 3))
    reinsertion = Reinsertion.over(rules)
    assert reinsertion is not None

    ring = reinsertion.draw(Chance(b"large"))

    assert ring is not None
    assert_valid(rules, Shape.ONE_CIRCLE, ring)


def test_where_no_draw_has_the_shape_that_is_proved() -> None:
    two = rules_for(2)
    apart = rules_for(40, itertools.chain(
        itertools.product(range(20), range(20, 40)), itertools.product(range(20, 40), range(20))
    ))  # fmt: skip
    only_each_other = rules_for(
        60, [(0, to) for to in range(2, 60)] + [(1, to) for to in range(2, 60)]
    )

    for rules, shape in (
        (two, Shape.NO_RECIPROCAL),
        (apart, Shape.ONE_CIRCLE),
        (only_each_other, Shape.NO_RECIPROCAL),
        (only_each_other, Shape.ONE_CIRCLE),
    ):
        with pytest.raises(DrawImpossible) as raised:
            sample_of(rules, shape, 1)
        assert raised.value.shape is shape
        assert raised.value.givers == ()


def test_a_search_that_ends_says_what_was_tried() -> None:
    """Two halves that meet in one person: whoever leaves a half cannot come back."""
    halves = itertools.product(range(20), range(21, 41))
    rules = rules_for(41, [pair for a, b in halves for pair in ((a, b), (b, a))])

    with pytest.raises(ShapeNotFound) as raised:
        sample_of(rules, Shape.ONE_CIRCLE, 1, Effort(draws=2, excursions=20, nodes=500))

    assert raised.value.shape is Shape.ONE_CIRCLE
    assert (
        raised.value.effort == "2 draws, 20 random changes to each, and 500 steps of a full search"
    )


@pytest.mark.parametrize("share", [0.5, 0.8, 0.9])
def test_middling_exchanges_of_any_density_are_served(share: float) -> None:
    chance = random.Random(f"middling {share}")
    for seed in range(3):
        size = chance.randint(14, 40)
        order = list(range(size))
        chance.shuffle(order)
        kept = set(zip(order, order[1:] + order[:1], strict=True))
        rules = rules_for(size, set(random_pairs(chance, size, share)) - kept)
        for shape in SHAPES:
            assert_valid(rules, shape, sample_of(rules, shape, seed).recipients)


def test_rings_that_cannot_be_joined_stay_apart() -> None:
    rules = rules_for(4, [(a, b) for a in range(4) for b in range(4) if a // 2 != b // 2])

    assert not join([1, 0, 3, 2], may_draw(rules))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_order_of_the_input_makes_no_difference(shape: Shape) -> None:
    people = list(map(name, range(20)))
    exclusions = [(name(a), name(b)) for a, b in couples(20) + rounds(20, 2)]
    groups = [people[3:7], people[9:12]]

    first = draw(people, exclusions, seed=bytes(32), groups=groups, shape=shape)
    again = draw(people[::-1], exclusions[::-1], seed=bytes(32), groups=groups[::-1], shape=shape)

    assert first == again


@pytest.mark.parametrize("shape", [Shape.ONE_CIRCLE, Shape.NO_RECIPROCAL])
def test_as_few_past_pairs_come_back_as_the_shape_allows_for(shape: Shape) -> None:
    chance = random.Random(5)
    repeated = 0
    for number in range(250):
        people = names(chance.randint(3, 6))
        exclusions = [tuple(chance.choices(people, k=2)) for _ in range(chance.randint(0, 6))]
        past = [
            dict(zip(people, chance.sample(people, len(people)), strict=True))
            for _ in range(chance.randint(1, 4))
        ]
        case = Case(people, exclusions, past=past)
        shapely = [
            row
            for row in Case(people, exclusions).draws
            if has_shape(list(map(case.givers.index, row)), shape)
        ]
        if not shapely:
            continue

        result = draw(people, exclusions, seed=seed_of(number), past=past, shape=shape)

        assert row_of(result.assignments) in shapely
        assert result.repeats == min(map(case.repeats, shapely))
        repeated += any(result.repeats)

    assert repeated > 40
