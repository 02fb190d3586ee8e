"""One circle: everybody in a single ring, in which each gives to the next.

A ring is kept as `recipients`, the list of who follows whom. With n people there are (n − 1)!
rings; m is the mean number of people whom a giver must not draw, besides themself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.domain.draw.chance import Chance
from core.domain.draw.masks import bits
from core.domain.draw.model import Rules
from core.domain.draw.rings import May, around, may_draw

#: Random rings are laid while this many steps are expected to be enough, or fewer where counting
#: costs less, and at most `PATIENCE` times as many rings as are expected to be needed.
MAX_STEPS, PATIENCE = 20_000, 16


def is_connected(rows: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether everybody can be reached from everybody, going from giver to recipient by `rows`.
    False proves that there is no circle."""
    return _reaches_all(rows) and _reaches_all(columns)


def _reaches_all(step: Sequence[int]) -> bool:
    reached, waiting = 1, [0]
    while waiting:
        new = step[waiting.pop()] & ~reached
        reached |= new
        waiting += bits(new)
    return reached == (1 << len(step)) - 1


def laid_at_random(rules: Rules, chance: Chance) -> list[int] | None:
    """A ring, exactly uniform, by laying random ones person by person and beginning again at the
    first pair that is forbidden. About one in (n − 1 over n − 1 − m)ⁿ, eᵐ and more, comes out; None
    when that is not worth trying, or did not happen."""
    size = rules.size
    mean = _forbidden(rules) / size
    if mean >= size - 1:
        return None
    likely = _power(1 - mean / (size - 1), size)
    if likely * min(MAX_STEPS, 2 << min(size, 20)) * max(1.0, mean) < size:
        return None
    order, may = list(range(size)), may_draw(rules)
    for _ in range(PATIENCE + int(PATIENCE / likely)):
        if _laid(order, may, chance):
            return around(order)
    return None


def _laid(order: list[int], may: May, chance: Chance) -> bool:
    """Whether everybody found a place. `order[0]` stays, since a ring has no beginning."""
    size = len(order)
    last = order[0]
    for place in range(1, size):
        at = place + chance.below(size - place)
        following = order[at]
        if not may(last, following):
            return False
        order[at] = order[place]
        order[place] = last = following
    return may(last, order[0])


def _forbidden(rules: Rules) -> int:
    """How many pairs must not be drawn, nobody with themself counted; more where groups overlap."""
    within = sum(people * (people - 1) for people in Counter(rules.team).values())
    beyond = sum(len(group) * (len(group) - 1) for group in rules.overlapping)
    return within + rules.pair_count + beyond


def _power(base: float, exponent: int) -> float:
    """By products alone, whose last digit is the same on every machine."""
    power = 1.0
    while exponent:
        if exponent & 1:
            power *= base
        base *= base
        exponent >>= 1
    return power
