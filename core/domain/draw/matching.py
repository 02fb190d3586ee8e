"""A recipient for as many givers as possible, by Hopcroft and Karp (SIAM J. Comput. 2, 1973).

Whom a giver may draw is a mask, so that a search looks at every giver and every recipient once,
however many pairs are allowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.draw.masks import bits, mask_of

NOBODY = -1


@dataclass(frozen=True)
class Matching:
    """`recipient_of[g]` and `giver_of[r]` agree; `NOBODY` where somebody is left out."""

    recipient_of: list[int]
    giver_of: list[int]

    @classmethod
    def empty(cls, size: int) -> Matching:
        return cls([NOBODY] * size, [NOBODY] * size)

    @property
    def left_out(self) -> list[int]:
        """The givers without a recipient."""
        return [giver for giver, to in enumerate(self.recipient_of) if to == NOBODY]

    @property
    def not_given_to(self) -> list[int]:
        """The recipients without a giver."""
        return [to for to, giver in enumerate(self.giver_of) if giver == NOBODY]

    @property
    def is_perfect(self) -> bool:
        return NOBODY not in self.recipient_of

    def mirrored(self) -> Matching:
        return Matching(self.giver_of, self.recipient_of)

    def copy(self) -> Matching:
        return Matching(self.recipient_of[:], self.giver_of[:])

    def pair(self, giver: int, recipient: int) -> None:
        self.recipient_of[giver] = recipient
        self.giver_of[recipient] = giver


def maximum_matching(
    rows: Sequence[int], start: Matching | None = None, order: Sequence[int] | None = None
) -> Matching:
    """A largest matching: no other pairs more givers. `rows[g]` is the mask of whom g may draw.

    It grows from `start`, whose givers all stay paired; `order` is the order in which the others
    are tried first, otherwise those with the fewest possible recipients go first.
    """
    matching = start.copy() if start else Matching.empty(len(rows))
    _pair_directly(rows, matching, order)
    while (free := matching.left_out) and (layers := _layers(rows, matching, free)):
        for giver in free:
            _augment(rows, matching, layers, giver)
    return matching


def reached_from(rows: Sequence[int], matching: Matching, givers: Sequence[int]) -> tuple[int, int]:
    """The masks of givers and recipients on alternating paths from givers without a recipient.

    Under a maximum matching each recipient reached has a giver, who is reached too. So from a
    single giver one giver more is reached than recipients, and none of them can be spared: each,
    left out instead, makes room for all the others.
    """
    together, recipients, waiting = mask_of(givers), 0, list(givers)
    while waiting:
        new = rows[waiting.pop()] & ~recipients
        recipients |= new
        for recipient in bits(new):
            owner = matching.giver_of[recipient]
            if owner != NOBODY:
                together |= 1 << owner
                waiting.append(owner)
    return together, recipients


def _pair_directly(rows: Sequence[int], matching: Matching, order: Sequence[int] | None) -> None:
    free = 0
    for recipient in matching.not_given_to:
        free |= 1 << recipient
    if order is None:
        order = sorted(range(len(rows)), key=lambda giver: rows[giver].bit_count())
    for giver in order:
        direct = rows[giver] & free
        if direct and matching.recipient_of[giver] == NOBODY:
            lowest = direct & -direct
            free ^= lowest
            matching.pair(giver, lowest.bit_length() - 1)


def _layers(rows: Sequence[int], matching: Matching, free: list[int]) -> list[int]:
    """Recipients by their distance from the free givers, up to the first that nobody gives to;
    empty when none of those can be reached."""
    unvisited = (1 << len(rows)) - 1
    layers, frontier = [], free
    while frontier:
        layer, following, is_end = 0, [], False
        for giver in frontier:
            new = rows[giver] & unvisited
            unvisited ^= new
            layer |= new
            for recipient in bits(new):
                owner = matching.giver_of[recipient]
                if owner == NOBODY:
                    is_end = True
                else:
                    following.append(owner)
        layers.append(layer)
        if is_end:
            return layers
        frontier = following
    return []


def _augment(rows: Sequence[int], matching: Matching, layers: list[int], start: int) -> bool:
    """Give `start` a recipient along a shortest path, if one is left; what it visits is taken out
    of `layers`."""
    path: list[tuple[int, int]] = []
    givers = [start]
    while givers:
        depth = len(givers) - 1
        choice = rows[givers[-1]] & layers[depth] if depth < len(layers) else 0
        if not choice:
            givers.pop()
            if path:
                path.pop()
            continue
        lowest = choice & -choice
        layers[depth] ^= lowest
        recipient = lowest.bit_length() - 1
        path.append((givers[-1], recipient))
        owner = matching.giver_of[recipient]
        if owner == NOBODY:
            for giver, given in path:
                matching.pair(giver, given)
            return True
        givers.append(owner)
    return False
