"""The cheapest draws, when some pairs are worth avoiding: all of them at once.

Kuhn and Munkres' method with costs of nought and one: whole numbers for givers and recipients, the
potentials, such that no allowed pair costs less than its two numbers together. A draw is cheapest
exactly when it uses only pairs that cost just that (complementary slackness), so that whoever
samples uniformly among the draws of those pairs samples uniformly among the cheapest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.domain.draw.masks import bits
from core.domain.draw.matching import Matching, maximum_matching, reached_from


def cheapest(rows: Sequence[int], costly: Sequence[int]) -> tuple[list[int], Matching]:
    """Options, as masks, whose perfect matchings are just those of `rows` that use the fewest pairs
    of `costly`, and one such matching. `rows` must have a perfect matching."""
    prices = Prices(rows, costly)
    matching = maximum_matching(prices.tight())
    while not matching.is_perfect:
        prices.adjust(matching)
        matching = maximum_matching(prices.tight(), start=matching)
    return prices.tight(), matching


class Prices:
    """Potentials, all nought at first. `level[v]` is the mask of the recipients whose number is v;
    a giver's options are tight where a pair's cost is the sum of both numbers."""

    def __init__(self, rows: Sequence[int], costly: Sequence[int]) -> None:
        self._free = [row & ~cost for row, cost in zip(rows, costly, strict=True)]
        self._costly = [row & cost for row, cost in zip(rows, costly, strict=True)]
        self._giver = [0] * len(rows)
        self._level = {0: (1 << len(rows)) - 1}

    def tight(self) -> list[int]:
        level = self._level
        return [
            free & level.get(-own, 0) | costly & level.get(1 - own, 0)
            for own, free, costly in zip(self._giver, self._free, self._costly, strict=True)
        ]

    def adjust(self, matching: Matching) -> None:
        """Raise the numbers of the givers on alternating paths from those left out, and lower those
        of the recipients there, by the least that makes another pair tight."""
        givers, reached = reached_from(self.tight(), matching, matching.left_out)
        step = min(slack for giver in bits(givers) for slack in self._slacks(giver, ~reached))
        for giver in bits(givers):
            self._giver[giver] += step
        lowered: dict[int, int] = {}
        for value, mask in self._level.items():
            for number, part in ((value, mask & ~reached), (value - step, mask & reached)):
                lowered[number] = lowered.get(number, 0) | part
        self._level = {number: mask for number, mask in lowered.items() if mask}

    def _slacks(self, giver: int, among: int) -> Iterator[int]:
        own = self._giver[giver]
        for value, mask in self._level.items():
            if self._free[giver] & mask & among:
                yield -own - value
            if self._costly[giver] & mask & among:
                yield 1 - own - value
