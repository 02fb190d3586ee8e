"""Rules to be drawn in a shape, all draws that have it, and whether one has."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from core.domain.draw import Shape
from core.domain.draw.chance import Chance
from core.domain.draw.matching import maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.rings import around
from core.domain.draw.sampling import Sample, Sampling
from core.domain.draw.shapes import Effort, outside, reciprocal, shaped
from tests.unit.draw.uniformity import LEAST_P, p_of_uniform

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


SMALL = {
    "five in a chain": rules_for(5, [(0, 1), (1, 2), (2, 3)]),
    "five, two couples among them": rules_for(5, couples(5)),
    "departments of three": rules_for(6, groups=teams(6, 3)),
    "six, one of them shunned": rules_for(6, [(0, 5), (1, 5), (2, 5), (3, 1), (5, 2)]),
    "tight seven": rules_for(
        7, [(a, b) for a in range(7) for b in range(7) if (3 * a + 5 * b) % 7 in (0, 2, 4)]
    ),
}


def circles(size: int) -> list[tuple[int, ...]]:
    return [tuple(around([0, *order])) for order in itertools.permutations(range(1, size))]
