"""Draws of a shape: found, proved impossible, or given up after a stated effort."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

import pytest

from core.domain.draw import DrawImpossible, Shape, ShapeNotFound, draw
from core.domain.draw.chance import Chance
from core.domain.draw.circle import laid_at_random
from core.domain.draw.matching import maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.paths import Paths
from core.domain.draw.reinsertion import Reinsertion
from core.domain.draw.rings import around, may_draw
from core.domain.draw.sampling import Sample, Sampler, Sampling
from core.domain.draw.shapes import Effort, outside, reciprocal, shaped
from core.domain.draw.turning import join, turned
from core.domain.draw.wandering import Wanderer, list_without_reciprocals
from tests.unit.draw.brute import Case, names, row_of, seed_of
from tests.unit.draw.uniformity import LEAST_P, check_uniform, p_of_uniform

SHAPES = [Shape.NO_RECIPROCAL, Shape.ONE_CIRCLE]

Pairs = Iterable[tuple[int, int]]


def name(position: int) -> str:
    return f"U{position:06d}"


def rules_for(size: int, pairs: Pairs = (), groups: Sequence[Iterable[int]] = ()) -> Rules:
    return Rules.build(
        list(map(name, range(size))),
        [(name(giver), name(to)) for giver, to in pairs],
        [list(map(name, group)) for group in groups],
    )


def drawing(rules: Rules, chance: Chance) -> Callable[[], Sample] | None:
    matching = maximum_matching(rules.rows)
    if not matching.is_perfect:
        return None
    sampling = Sampling.of(rules.rows, rules.columns, matching)
    return lambda: sampling.draw(chance)


def sample_of(rules: Rules, shape: Shape, seed: int, effort: Effort | None = None) -> Sample:
    chance = Chance(seed.to_bytes(32, "big"))
    draw_any = drawing(rules, chance)
    assert draw_any is not None
    return shaped(rules, shape, chance, draw_any, effort)


def has_shape(recipients: Sequence[int], shape: Shape) -> bool:
    return not (outside(recipients) if shape is Shape.ONE_CIRCLE else reciprocal(recipients))


def all_of(rules: Rules, shape: Shape) -> set[tuple[int, ...]]:
    """By looking at every permutation."""
    return {
        recipients
        for recipients in itertools.permutations(range(rules.size))
        if not rules.broken(recipients) and has_shape(recipients, shape)
    }


def assert_valid(rules: Rules, shape: Shape, recipients: Sequence[int]) -> None:
    assert sorted(recipients) == list(range(rules.size))
    assert not rules.broken(recipients)
    assert has_shape(recipients, shape)


def check_alike(drawn: Sequence[tuple[int, ...]], possible: Sequence[tuple[int, ...]]) -> None:
    """By chi-square alone, for what takes too long to be drawn as often as `check_uniform` asks."""
    counts = Counter(drawn)
    assert set(counts) == set(possible)
    assert p_of_uniform(list(counts.values())) > LEAST_P


def random_pairs(chance: random.Random, size: int, share: float) -> list[tuple[int, int]]:
    pairs = itertools.permutations(range(size), 2)
    return [pair for pair in pairs if chance.random() < share]


def couples(size: int) -> list[tuple[int, int]]:
    return [(one, one ^ 1) for one in range(size - size % 2)]


def rounds(size: int, count: int) -> list[tuple[int, int]]:
    chance = random.Random(count)
    pairs = []
    for _ in range(count):
        order = list(range(size))
        chance.shuffle(order)
        pairs += list(zip(order, order[1:] + order[:1], strict=True))
    return pairs


def teams(size: int, each: int) -> list[range]:
    return [range(first, first + each) for first in range(0, size, each)]


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


SMALL = {
    "five in a chain": rules_for(5, [(0, 1), (1, 2), (2, 3)]),
    "five, two couples among them": rules_for(5, couples(5)),
    "departments of three": rules_for(6, groups=teams(6, 3)),
    "six, one of them shunned": rules_for(6, [(0, 5), (1, 5), (2, 5), (3, 1), (5, 2)]),
    "tight seven": rules_for(
        7, [(a, b) for a in range(7) for b in range(7) if (3 * a + 5 * b) % 7 in (0, 2, 4)]
    ),
}


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


def circles(size: int) -> list[tuple[int, ...]]:
    return [tuple(around([0, *order])) for order in itertools.permutations(range(1, size))]


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
