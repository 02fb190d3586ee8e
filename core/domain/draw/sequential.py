"""Sequential acceptance and rejection: exactly uniform where many pairs are forbidden.

Recipients are served one after the other. U, the product of g(options left) over the givers left,
is never less than the number of draws that remain, and each choice moves to a smaller U; going to
giver i with the chance U(after) / U(before), and giving up the attempt with what is missing to one,
makes every draw come out with the same chance, 1 / U(start). The idea is Huber's ("Exact sampling
from perfect matchings of dense regular bipartite graphs", Algorithmica 44, 2006); the bound is

    g(1) = 1,   g(r) = g(r−1) · exp(1 / (e · g(r−1))),

the smallest of this form: with y(r) = 1 / g(r−1), serving a recipient leaves to all its possible
givers together Y · exp(−Y / e) of U, Y being the sum of their y, and that is at most one, at Y = e.
A giver with a single option left, whose y would be infinite, has to be chosen: then exp(−Y / e) of
U is left, Y being the sum over the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul, xor

from core.domain.draw.arithmetic import exp_minus, log
from core.domain.draw.chance import Chance
from core.domain.draw.masks import mask_of, nth_bit

_E = math.e
#: y is a whole number of these parts of one, so that sums do not depend on their order.
_UNIT = 1 << 60
_FRACTION = 1 << 53

#: What the attempts may cost in all, counted in small masks looked at: about a second. For very
#: many people a walk costs still more, and so many attempts for each giver are worth that.
MAX_WORK = 4_000_000
WORK_PER_GIVER = 60
#: So many people fit a mask that costs about as much as a small one.
_SMALL_MASK = 3_000


@dataclass(frozen=True)
class Sequential:
    """Over one block of a draw. `served`: the recipients in the order in which they are served, and
    `columns` the masks of their possible givers. `barred`, ascending, are the numbers of recipients
    that a giver must not draw, and `givers` the masks of the givers for whom it is that many.
    `y[size - r]` is what a giver with r options left weighs."""

    served: Sequence[int]
    columns: Sequence[int]
    barred: Sequence[int]
    givers: Sequence[int]
    y: Sequence[int]

    @classmethod
    def over(
        cls,
        rows: Sequence[int],
        columns: Sequence[int],
        givers: Sequence[int],
        recipients: Sequence[int],
    ) -> Sequential:
        """`rows` are the options of each giver and `columns` of each recipient, as masks within the
        block, in which nobody is without one."""
        size = len(givers)
        alike: dict[int, list[int]] = {}
        for giver in givers:
            alike.setdefault(size - rows[giver].bit_count(), []).append(giver)
        served = sorted(recipients, key=lambda to: (columns[to].bit_count(), columns[to], to))
        barred = sorted(alike)
        return cls(
            served,
            [columns[to] for to in served],
            barred,
            [mask_of(alike[count]) for count in barred],
            _weights(size),
        )

    @property
    def attempts(self) -> int:
        """How many are worth making; none when too few of them are expected to come out. The
        expectation is that of evenly spread exclusions."""
        size = len(self.served)
        allowed = sum(column.bit_count() for column in self.columns) / size
        share = allowed / size
        log_chance = (
            log(2 * math.pi * size) / 2
            - log(2 * math.pi * allowed) / (2 * share)
            + (1 - share) / (2 * share)
        )
        if log_chance < -7:
            return 0
        needed = math.ceil(1 / exp_minus(max(0.0, -log_chance)))
        steps = size * (1 + size / _SMALL_MASK)
        cost = steps * (len(self.givers) + 4)
        worth = max(MAX_WORK, WORK_PER_GIVER * steps)
        return int(worth / cost) if 4 * needed * cost <= worth else 0

    def draw(self, chance: Chance) -> dict[int, int] | None:
        """Giver → recipient, exactly uniform; None when no attempt came out."""
        for _ in range(self.attempts):
            if recipients := self.attempt(chance):
                return recipients
        return None

    def attempt(self, chance: Chance) -> dict[int, int] | None:
        """One attempt: a draw, each with the same chance, or None."""
        barred, givers = self.barred, self.givers
        size = left = len(self.served)
        recipients: dict[int, int] = {}
        for to, column in zip(self.served, self.columns, strict=True):
            here = [mask & column for mask in givers]
            counts = list(map(int.bit_count, here))
            weights = [self.y[size - left + count] for count in barred]
            # Whoever has a single option left stands last.
            only = counts[-1] if barred[-1] == left - 1 else 0
            share = sum(map(mul, counts, weights))
            kept = exp_minus(share / _UNIT / _E) * (1.0 if only else share / _UNIT)
            if only > 1 or chance.below(_FRACTION) >= kept * _FRACTION:
                return None
            chosen, rank = -1, 0
            if not only:
                chosen, rank = _pick(counts, weights, chance.below(share))
            giver = nth_bit(here[chosen], rank)
            recipients[giver] = to
            spared = list(map(xor, givers, here))
            here[chosen] ^= 1 << giver
            barred, givers = _after(barred, here, spared)
            left -= 1
        return recipients


def _after(
    barred: Sequence[int], here: Sequence[int], spared: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Whoever could not have drawn the one that was served has one barred recipient less."""
    counts: list[int] = []
    givers: list[int] = []
    last = -1
    for count, same, fewer in zip(barred, here, spared, strict=True):
        if fewer:
            if last == count - 1:
                givers[-1] |= fewer
            else:
                counts.append(count - 1)
                givers.append(fewer)
                last = count - 1
        if same:
            counts.append(count)
            givers.append(same)
            last = count
    return counts, givers


def _pick(counts: Sequence[int], weights: Sequence[int], rank: int) -> tuple[int, int]:
    """Which set, and which in it, when each in set s counts `weights[s]` ranks."""
    for index, (count, weight) in enumerate(zip(counts, weights, strict=True)):
        if rank < count * weight:
            return index, rank // weight
        rank -= count * weight
    raise AssertionError("a rank is below the sum of all")


@cache
def _weights(size: int) -> tuple[int, ...]:
    """y(size), y(size − 1), … y(1); the last is left at nought, since who has one option left is
    forced and does not weigh."""
    weights, bound = [0], 1.0
    for _ in range(size - 1):
        weights.append(int(_UNIT / bound))
        bound *= 1 / exp_minus(1 / (_E * bound))
    return tuple(reversed(weights))
