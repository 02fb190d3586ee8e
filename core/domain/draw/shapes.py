"""Shapes: draws of which the whole must look like something, beyond the rules for each pair.

Whether there is one is hard to tell in general (a circle by the allowed pairs is a Hamiltonian
circuit), so that there are three ends: found, proved impossible, or given up after an effort that
is counted. Uniform draws that are refused until one has the shape are uniform among those that
have it; only where that takes too long does something else choose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress, count
from operator import eq

from core.domain.draw.blocks import find_blocks
from core.domain.draw.chance import Chance
from core.domain.draw.circle import is_connected, laid_at_random
from core.domain.draw.masks import transposed
from core.domain.draw.matching import Matching
from core.domain.draw.model import Rules
from core.domain.draw.paths import Costs, Paths
from core.domain.draw.reinsertion import Reinsertion
from core.domain.draw.results import DrawImpossible, Shape, ShapeNotFound
from core.domain.draw.rings import may_draw, rings
from core.domain.draw.sampling import Sample, Sampler
from core.domain.draw.turning import join, turned
from core.domain.draw.wandering import Flaws, Wanderer, inverse, list_without_reciprocals

#: Up to here every circle can be counted.
COUNTABLE = 13
#: And up to here every draw without a reciprocal pair can be listed.
LISTABLE = 8
#: One draw in n / e is a circle, or so. Drawing until one comes is worth it up to this many people,
#: when a draw costs little more than a shuffle; otherwise up to the second number times the square
#: of the share of the pairs that are allowed, since a draw costs more the fewer they are.
REDRAWN, REDRAWN_DEARLY = 400, 210
CHEAP = frozenset((Sampler.SWITCHING, Sampler.SHUFFLE, Sampler.FORCED))
#: Where nobody has more options than this on average, circles may be few enough to be counted.
FEW_OPTIONS = 8
#: Beyond this many people options are not kept as masks.
MASKED = 20_000
#: A walk among rings makes no more turns than this.
MAX_TURNS = 2_000_000
#: Up to this many people, a walk among rings alternates this many times between its two kinds.
WANDERED, ROUNDS = 100, 8


@dataclass(frozen=True)
class Effort:
    """What is spent before a shape counts as not found. `excursions`: from each of `draws` draws;
    `nodes`: beginnings of draws that are looked at to list them all, or ends of paths."""

    draws: int
    excursions: int
    nodes: int

    @classmethod
    def for_people(cls, size: int) -> Effort:
        """About a second."""
        return cls(2 + 100 // size, 500 + 2 * size, 1000 + 1_000_000 // size)

    def __str__(self) -> str:
        return (
            f"{self.draws} draws, {self.excursions} random changes to each, "
            f"and {self.nodes} steps of a full search"
        )


def shaped(
    rules: Rules,
    shape: Shape,
    chance: Chance,
    draw_any: Callable[[], Sample],
    effort: Effort | None = None,
) -> Sample:
    """A draw by `rules` that has `shape`; `draw_any` gives a new draw by them, of which there must
    be one. Raises `DrawImpossible` when it is proved that none has the shape, and `ShapeNotFound`
    when none was found with `effort`."""
    seeking = _Seeking(rules, shape, chance, draw_any, effort or Effort.for_people(rules.size))
    return seeking.one_circle() if shape is Shape.ONE_CIRCLE else seeking.no_reciprocal()


def cheapest_shaped(rules: Rules, shape: Shape, chance: Chance, costs: Costs) -> Sample | None:
    """One of the draws of `shape` that cost the least, where people are so few that all can be
    looked at; otherwise None. Raises `DrawImpossible` when none has the shape."""
    if shape is Shape.ONE_CIRCLE:
        if rules.size > COUNTABLE:
            return None
        return _one_counted(Paths.over(rules.rows, rules.columns, costs=costs), shape, chance)
    if rules.size > LISTABLE:
        return None
    listed, _ = list_without_reciprocals(rules.rows, 1 << 2 * LISTABLE)
    prices = [_cost(recipients, costs) for recipients in listed]
    least = [one for one, price in zip(listed, prices, strict=True) if price == min(prices)]
    return _one_of(least, shape, chance)


def _cost(recipients: Sequence[int], costs: Costs) -> int:
    size = len(recipients)
    return sum(costs.get(giver * size + to, 0) for giver, to in enumerate(recipients))


def _one_of(listed: Sequence[list[int]], shape: Shape, chance: Chance) -> Sample:
    if not listed:
        raise DrawImpossible(shape=shape)
    return Sample(listed[chance.below(len(listed))], frozenset((Sampler.LISTING,)))


def _one_counted(paths: Paths | None, shape: Shape, chance: Chance) -> Sample | None:
    if paths is None:
        return None
    if not paths.count:
        raise DrawImpossible(shape=shape)
    return Sample(paths.draw(chance), frozenset((Sampler.COUNTING,)))


def reciprocal(recipients: Sequence[int]) -> list[int]:
    """The givers whose recipients give to them."""
    back = map(recipients.__getitem__, recipients)
    return list(compress(range(len(recipients)), map(eq, back, count())))


def outside(recipients: Sequence[int]) -> list[int]:
    """The first of each ring but the largest."""
    found = sorted(rings(recipients), key=len)
    return [ring[0] for ring in found[:-1]]


@dataclass(frozen=True)
class _Seeking:
    rules: Rules
    shape: Shape
    chance: Chance
    draw_any: Callable[[], Sample]
    effort: Effort

    def no_reciprocal(self) -> Sample:
        """About one draw in √e has no reciprocal pair. Where it is far from that, all of those that
        have none are listed, or from one of them a walk begins."""
        first = self.draw_any()
        attempts = 24 + 4000 // self.rules.size if first.is_exact else 4
        if drawn := self.redrawn(first, reciprocal, attempts):
            return drawn
        if self.rules.size > MASKED:
            raise ShapeNotFound(self.shape, f"{attempts} draws")
        rows = self.occurring(first)
        listed, are_all = list_without_reciprocals(rows, self.effort.nodes)
        if are_all:
            return _one_of(listed, self.shape, self.chance)
        found = listed[0] if listed else self.improved(rows, first, reciprocal)
        if found is None:
            raise ShapeNotFound(self.shape, str(self.effort))
        walked = self.wandered(rows, found, reciprocal, self.effort.excursions)
        return Sample(walked, frozenset((Sampler.WALK,)))

    def one_circle(self) -> Sample:
        rules, chance, size = self.rules, self.chance, self.rules.size
        if ring := laid_at_random(rules, chance):
            return Sample(ring, frozenset((Sampler.REJECTION,)))
        if size <= COUNTABLE:
            return self.one_counted(Paths.over(rules.rows, rules.columns))
        reinsertion = Reinsertion.over(rules) if size > REDRAWN else None
        if reinsertion and reinsertion.is_worth_trying and (ring := reinsertion.draw(chance)):
            return Sample(ring, frozenset((Sampler.REINSERTION,)))
        return self.tight_circle()

    def tight_circle(self) -> Sample:
        """A circle is looked for first: with one at hand, it is worth to draw until another one
        comes by itself, or to walk on from it."""
        first = self.draw_any()
        if self.rules.size > MASKED:
            return self.large_circle(first)
        rows = self.occurring(first)
        columns = transposed(rows)
        if not is_connected(rows, columns):
            raise DrawImpossible(shape=self.shape)
        allowed = sum(map(int.bit_count, rows))
        if allowed <= FEW_OPTIONS * len(rows) and (paths := Paths.over(rows, columns)):
            return self.one_counted(paths)
        found = self.improved(rows, first, outside)
        if found is None:
            return self.one_counted(Paths.over(rows, columns, self.effort.nodes))
        if self.is_redrawn(first, allowed) and (
            drawn := self.redrawn(first, outside, 4 * len(rows))
        ):
            return drawn
        return self.walked(rows, found, allowed)

    def is_redrawn(self, sample: Sample, allowed: int) -> bool:
        size = self.rules.size
        if sample.samplers <= CHEAP:
            return size <= REDRAWN
        return sample.is_exact and size**5 <= REDRAWN_DEARLY * allowed**2

    def large_circle(self, sample: Sample) -> Sample:
        """Without masks: by exchanges alone."""
        for _ in range(self.effort.draws):
            recipients = list(sample.recipients)
            if join(recipients, may_draw(self.rules)):
                return self.walked([], recipients, len(recipients) ** 2 // 2)
            sample = self.draw_any()
        raise ShapeNotFound(self.shape, f"joining the circles of {self.effort.draws} draws")

    def walked(self, rows: Sequence[int], ring: list[int], allowed: int) -> Sample:
        """From a circle on: some 8 n ln n turns, and more where few pairs are allowed. Where turns
        may lead nowhere, since the rules are tight, excursions do."""
        size = len(ring)
        scarce = size * size / allowed
        rarely = min(3.0, max(1.0, 0.35 * scarce * scarce * scarce))
        turns = min(MAX_TURNS, int(6 * size * size.bit_length() * rarely))
        may = may_draw(self.rules)
        if size > WANDERED:
            ring = turned(ring, may, turns, self.chance)
        else:
            for _ in range(ROUNDS):
                ring = turned(ring, may, turns // ROUNDS, self.chance)
                ring = self.wandered(rows, ring, outside, self.effort.excursions // ROUNDS)
        return Sample(ring, frozenset((Sampler.TURNING,)))

    def wandered(
        self, rows: Sequence[int], recipients: list[int], flaws: Flaws, excursions: int
    ) -> list[int]:
        """A random walk among the draws without flaws."""
        wanderer = Wanderer.over(rows, recipients)
        for _ in range(excursions):
            wanderer.move(self.chance.below(self.rules.size), flaws, [], self.chance)
        return recipients

    def redrawn(self, sample: Sample, flaws: Flaws, attempts: int) -> Sample | None:
        """`sample`, or a later draw, without a flaw; None when none of the `attempts` had the
        shape, or when so many flaws are seen that none is likely to."""
        seen = 0
        for attempt in range(attempts):
            flawed = flaws(sample.recipients)
            if not flawed:
                return sample
            seen += len(flawed)
            if seen > 30 + 10 * attempt:
                return None
            sample = self.draw_any()
        return None

    def occurring(self, sample: Sample) -> list[int]:
        """The options of each giver that occur in some draw."""
        rows, columns = self.rules.rows, self.rules.columns
        giver_of = inverse(sample.recipients)
        blocks = find_blocks(rows, columns, Matching(list(sample.recipients), giver_of))
        occurring = list(rows)
        for block in blocks:
            for giver in block.givers:
                occurring[giver] &= block.recipients
        return occurring

    def improved(self, rows: Sequence[int], sample: Sample, flaws: Flaws) -> list[int] | None:
        """From one draw after the other, random changes that do not add flaws."""
        may = may_draw(self.rules)
        for _ in range(self.effort.draws):
            recipients = list(sample.recipients)
            if self.shape is Shape.ONE_CIRCLE and join(recipients, may):
                return recipients
            wanderer = Wanderer.over(rows, recipients)
            flawed = flaws(recipients)
            for _ in range(self.effort.excursions):
                start = self.start(flawed)
                flawed = wanderer.move(start, flaws, flawed, self.chance)
                if not flawed:
                    return recipients
            sample = self.draw_any()
        return None

    def start(self, flawed: Sequence[int]) -> int:
        """Half of the changes begin where there is a flaw."""
        if self.chance.below(2):
            return flawed[self.chance.below(len(flawed))]
        return self.chance.below(self.rules.size)

    def one_counted(self, paths: Paths | None) -> Sample:
        sample = _one_counted(paths, self.shape, self.chance)
        if sample is None:
            raise ShapeNotFound(self.shape, str(self.effort))
        return sample
