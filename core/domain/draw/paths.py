"""Counting circles by their paths: exactly uniform, and a proof where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from core.domain.draw.chance import Chance
from core.domain.draw.masks import bits
from core.domain.draw.rings import around

#: Ends of paths are looked at while they are at most this many: up to 13 people always, however few
#: pairs are forbidden.
MAX_STATES = 30_000

#: What pairs cost, by `giver * size + recipient`.
Costs = Mapping[int, int]


@dataclass(frozen=True)
class Paths:
    """Every ring that costs the least, counted: exactly uniform, and a proof where there is none.

    A path starts at position 0. How many ways there are to go on to a ring depends only on who is
    on it and who is last (Bellman, "Dynamic programming treatment of the travelling salesman
    problem", J. ACM 9, 1962; Held and Karp, J. SIAM 10, 1962), both told by one number, `visited *
    size + last`. `onward[t]` leads from each such state after t steps to those that may follow, and
    `ways[t]` tells the least cost of going on from it to a ring, and how many rings cost that;
    states that lead nowhere are left out.
    """

    size: int
    onward: list[dict[int, list[int]]]
    ways: list[dict[int, tuple[int, int]]]
    costs: Costs

    @classmethod
    def over(
        cls,
        rows: Sequence[int],
        columns: Sequence[int],
        max_states: int = MAX_STATES,
        costs: Costs | None = None,
    ) -> Paths | None:
        """None when there are more states than `max_states`. Pairs that are not in `costs` cost
        nothing."""
        size, costs = len(rows), costs or {}
        layer, states = [size], 0
        onward: list[dict[int, list[int]]] = []
        for _ in range(size - 1):
            onward.append({state: _following(rows, columns, state) for state in layer})
            layer = list(dict.fromkeys(chain.from_iterable(onward[-1].values())))
            states += len(layer)
            if states > max_states:
                return None
        closing = [state for state in layer if rows[state % size] & 1]
        ways = [{state: (costs.get(state % size * size, 0), 1) for state in closing}]
        for steps in reversed(onward):
            ways.append(_cheapest_ways(steps, ways[-1], size, costs))
        return cls(size, onward, ways[::-1], costs)

    @property
    def count(self) -> int:
        """How many rings cost the least."""
        return self.ways[0].get(self.size, (0, 0))[1]

    def draw(self, chance: Chance) -> list[int]:
        size, state, order = self.size, self.size, [0]
        rank = chance.below(self.count)
        for steps, here, after in zip(self.onward, self.ways, self.ways[1:], strict=False):
            least = here[state][0]
            for following in steps[state]:
                cost, ways = after.get(following, (least, 0))
                cost += self.costs.get(state % size * size + following % size, 0)
                if cost == least and rank < ways:
                    break
                rank -= ways if cost == least else 0
            state = following
            order.append(state % size)
        return around(order)


def _cheapest_ways(
    steps: dict[int, list[int]], after: dict[int, tuple[int, int]], size: int, costs: Costs
) -> dict[int, tuple[int, int]]:
    ways: dict[int, tuple[int, int]] = {}
    for state, followers in steps.items():
        giver = state % size * size
        onward = [
            (after[to][0] + costs.get(giver + to % size, 0), after[to][1])
            for to in followers
            if to in after
        ]
        if onward:
            least = min(cost for cost, _ in onward)
            ways[state] = least, sum(count for cost, count in onward if cost == least)
    return ways


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
