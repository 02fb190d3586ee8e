"""One circle under tight rules: rings are joined, and the one that is left is turned about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

from core.domain.draw.chance import Chance
from core.domain.draw.rings import May, rings

#: Stretches that change places are at most 2 to this power people long.
_MAX_WIDTH = 10
#: To join a ring with another, this many exchanges for each person are looked at.
JOIN_WORK = 200


def join(recipients: list[int], may: May) -> bool:
    """Join the rings of a draw in place: two givers of different rings exchange their recipients,
    where both may. True when one ring is left."""
    left = dict(enumerate(rings(recipients)))
    number = [0] * len(recipients)
    for at, ring in left.items():
        for person in ring:
            number[person] = at
    while len(left) > 1:
        smallest = min(left, key=lambda at: len(left[at]))
        pair = _exchange(left[smallest], recipients, number, may)
        if pair is None:
            return False
        one, other = pair
        recipients[one], recipients[other] = recipients[other], recipients[one]
        joined = left.pop(smallest)
        left[number[other]] += joined
        for person in joined:
            number[person] = number[other]
    return True


def _exchange(
    ring: Sequence[int], recipients: Sequence[int], number: Sequence[int], may: May
) -> tuple[int, int] | None:
    size, own = len(recipients), number[ring[0]]
    for one, other in islice(product(ring, range(size)), JOIN_WORK * size):
        if number[other] != own and may(one, recipients[other]) and may(other, recipients[one]):
            return one, other
    return None


def turned(ring: Sequence[int], may: May, turns: int, chance: Chance) -> list[int]:
    """A long random walk from ring to ring, near to uniform.

    A turn takes the stretches that follow two random people, and lets them change places: p → A → …
    x → C → … becomes p → C → … x → A → …, where that is allowed. Half of the time C is nobody. With
    three pairs replaced alone, rings of two departments that draw one another would fall into two
    halves; four also change those two permutations from even to odd. A turn is as likely as its
    reverse, lengths being chosen alike, so that all rings that can be reached stay equally likely
    in the limit. Single people taken out of an unrestricted order and put back forget the start in
    about ¾ n ln n turns (Bernstein and Nestoridi, Ann. Probab. 47, 2019).
    """
    after, size = list(ring), len(ring)
    width = min((size - 1).bit_length(), _MAX_WIDTH)
    for _ in range(turns):
        one, other = chance.below(size), chance.below(size)
        if one != other and may(other, after[one]):
            both = chance.below(2)
            if not both or may(one, after[other]):
                length = 1 + chance.below(1 << chance.below(width))
                back = both and 1 + chance.below(1 << chance.below(width))
                _turn(after, one, length, other, back, may)
    return after


def _turn(after: list[int], one: int, length: int, other: int, back: int, may: May) -> None:
    """Let the `length` people after `one` and the `back` people after `other` change places."""
    last, end = _along(after, one, length, other), _along(after, other, back, one)
    if last is None or end is None:
        return
    first, start, beyond, rest = after[one], after[other], after[last], after[end]
    if not back:
        start, end = beyond, one
    if may(last, rest) and may(end, beyond):
        after[last], after[end] = rest, beyond
        after[one], after[other] = start, first


def _along(after: Sequence[int], person: int, steps: int, other: int) -> int | None:
    """Who comes so many steps after `person`; None when `other` is on the way, or they are."""
    at = person
    for _ in range(steps):
        at = after[at]
        if at in (other, person):
            return None
    return at
