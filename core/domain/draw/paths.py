"""Counting circles by their paths: exactly uniform, and a proof where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from core.domain.draw.chance import Chance
from core.domain.draw.masks import bits
from core.domain.draw.rings import around

#: Ends of paths are looked at while they are at most this many: up to 13 people always, however few
#: pairs are forbidden.
MAX_STATES = 30_000


@dataclass(frozen=True)
class Paths:
    """Every ring, counted: exactly uniform, and a proof where there is none.

    A path starts at position 0. How many ways there are to go on to a ring depends only on who is
    on it and who is last (Bellman, "Dynamic programming treatment of the travelling salesman
    problem", J. ACM 9, 1962; Held and Karp, J. SIAM 10, 1962), both told by one number, `visited *
    size + last`. `onward[t]` leads from each such state after t steps to those that may follow, and
    `ways[t]` counts the rings.
    """

    size: int
    onward: list[dict[int, list[int]]]
    ways: list[dict[int, int]]

    @classmethod
    def over(
        cls, rows: Sequence[int], columns: Sequence[int], max_states: int = MAX_STATES
    ) -> Paths | None:
        """None when there are more states than `max_states`."""
        size = len(rows)
        layer, states = [size], 0
        onward: list[dict[int, list[int]]] = []
        for _ in range(size - 1):
            onward.append({state: _following(rows, columns, state) for state in layer})
            layer = list(dict.fromkeys(chain.from_iterable(onward[-1].values())))
            states += len(layer)
            if states > max_states:
                return None
        ways = [{state: rows[state % size] & 1 for state in layer}]
        for steps in reversed(onward):
            after = ways[-1]
            ways.append({state: sum(map(after.__getitem__, to)) for state, to in steps.items()})
        return cls(size, onward, ways[::-1])

    @property
    def count(self) -> int:
        """How many rings there are."""
        return self.ways[0][self.size]

    def draw(self, chance: Chance) -> list[int]:
        rank = chance.below(self.count)
        state, order = self.size, [0]
        for steps, ways in zip(self.onward, self.ways[1:], strict=True):
            for following in steps[state]:
                if rank < ways[following]:
                    state = following
                    break
                rank -= ways[following]
            order.append(state % self.size)
        return around(order)


def _following(rows: Sequence[int], columns: Sequence[int], state: int) -> list[int]:
    """Who is last may go on to anybody left whom they may draw; but whom nobody left can draw any
    more has to follow at once, and somebody left must be able to come back to the first."""
    size = len(rows)
    visited, last = divmod(state, size)
    left = (1 << size) - 1 & ~visited
    free = bits(rows[last] & left)
    if not columns[0] & left:
        return []
    urgent = [to for to in free if not columns[to] & left]
    if len(urgent) > 1:
        return []
    return [(visited | 1 << to) * size + to for to in urgent or free]
