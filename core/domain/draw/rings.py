"""Rings: a draw seen as who follows whom, which closes into one or more of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, islice

from core.domain.draw.model import Rules

#: Says whether a giver may draw a recipient.
May = Callable[[int, int], bool]


def may_draw(rules: Rules) -> May:
    size, team, pairs = rules.size, rules.team, rules.pairs
    groups = [frozenset(group) for group in rules.overlapping]

    def may(giver: int, recipient: int) -> bool:
        return (
            team[giver] != team[recipient]
            and giver * size + recipient not in pairs
            and not any(giver in group and recipient in group for group in groups)
        )

    def may_plainly(giver: int, recipient: int) -> bool:
        return team[giver] != team[recipient] and giver * size + recipient not in pairs

    return may if groups else may_plainly


def around(order: Sequence[int]) -> list[int]:
    """Everybody's recipient, when people sit in this order."""
    recipients = [0] * len(order)
    for giver, to in zip(order, chain(islice(order, 1, None), order[:1]), strict=True):
        recipients[giver] = to
    return recipients


def rings(recipients: Sequence[int]) -> list[list[int]]:
    """The rings that a draw falls into, by their first people."""
    seen = bytearray(len(recipients))
    found = []
    for start in range(len(recipients)):
        ring, at = [], start
        while not seen[at]:
            seen[at] = 1
            ring.append(at)
            at = recipients[at]
        if ring:
            found.append(ring)
    return found
