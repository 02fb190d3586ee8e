"""Counting: exactly uniform by knowing how many draws follow each choice.

Givers choose one after the other. How many ways there are to go on depends only on which recipients
are taken, so each such set is counted once: at most 2ⁿ of them, and few where every giver has few
possible recipients, since somebody whom nobody else can draw any more must be taken by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.draw.chance import Chance
from core.domain.draw.masks import bits

#: Sets of taken recipients in all, before another sampler is tried.
MAX_STATES = 20_000


@dataclass(frozen=True)
class Counting:
    """`order`: the givers as they choose; `ways[t][taken]`: how many draws remain after t of them,
    when `taken` is the mask of their recipients."""

    rows: Sequence[int]
    order: list[int]
    ways: list[dict[int, int]]

    @classmethod
    def of(
        cls, rows: Sequence[int], givers: Sequence[int], max_states: int = MAX_STATES
    ) -> Counting | None:
        """Over `givers`, who share out as many recipients by their `rows`. None when that takes
        more than `max_states`."""
        order = _narrow(rows, givers)
        layers = _reachable(rows, order, max_states)
        if layers is None:
            return None
        ways = [dict.fromkeys(layer, 1) for layer in layers]
        for giver, here, after in zip(reversed(order), ways[-2::-1], ways[:0:-1], strict=True):
            for taken in here:
                free = rows[giver] & ~taken
                here[taken] = sum(after.get(taken | 1 << to, 0) for to in bits(free))
        return cls(rows, order, ways)

    @property
    def draws(self) -> int:
        """How many valid draws there are."""
        return self.ways[0][0]

    def draw(self, chance: Chance) -> dict[int, int]:
        """Giver → recipient, exactly uniform."""
        recipients, taken = {}, 0
        rank = chance.below(self.draws)
        for giver, after in zip(self.order, self.ways[1:], strict=True):
            for to in bits(self.rows[giver] & ~taken):
                ways = after.get(taken | 1 << to, 0)
                if rank < ways:
                    recipients[giver] = to
                    taken |= 1 << to
                    break
                rank -= ways
        return recipients


def _narrow(rows: Sequence[int], givers: Sequence[int]) -> list[int]:
    """Next always the giver who brings the fewest new recipients into play."""
    left, order, seen = list(givers), [], 0
    while left:
        following = min(left, key=lambda giver: ((rows[giver] & ~seen).bit_count(), giver))
        left.remove(following)
        order.append(following)
        seen |= rows[following]
    return order


def _reachable(
    rows: Sequence[int], order: list[int], max_states: int
) -> list[dict[int, None]] | None:
    later = [0]
    for giver in reversed(order):
        later.append(later[-1] | rows[giver])
    everybody = later[-1]
    layers: list[dict[int, None]] = [{0: None}]
    states = 1
    for giver, still in zip(order, later[-2::-1], strict=True):
        layer: dict[int, None] = {}
        for taken in layers[-1]:
            for to in bits(rows[giver] & ~taken):
                after = taken | 1 << to
                if not everybody & ~(after | still):
                    layer[after] = None
            if states + len(layer) > max_states:
                return None
        states += len(layer)
        layers.append(layer)
    return layers
