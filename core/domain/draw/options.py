"""Taking one of a giver's options at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.domain.draw.chance import Chance
from core.domain.draw.masks import bits, nth_bit

#: For more people than this options stay masks: lists of them would fill the memory.
LISTED = 2_000

#: Whom a giver takes, each of their options as likely.
Pick = Callable[[int, Chance], int]


def pick_from(rows: Sequence[int], givers: Sequence[int]) -> Pick:
    """For each of `givers` one of the options that `rows` hold, as a mask."""
    if len(givers) > LISTED:
        return _from_masks(rows)
    options = {giver: bits(rows[giver]) for giver in givers}

    def pick(giver: int, chance: Chance) -> int:
        choice = options[giver]
        return choice[chance.below(len(choice))]

    return pick


def _from_masks(rows: Sequence[int]) -> Pick:
    def pick(giver: int, chance: Chance) -> int:
        mask = rows[giver]
        count, width = mask.bit_count(), mask.bit_length()
        if 8 * count < width:
            return nth_bit(mask, chance.below(count))
        while True:
            to = chance.below(width)
            if mask >> to & 1:
                return to

    return pick
