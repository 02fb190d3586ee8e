"""Crossing: exactly uniform where one group is a large part of everybody.

The group's members all draw others, and are all drawn by others. Leaving the remaining rules aside,
that is two shuffles of the others: the first of them in one order are drawn by the members, the
first in the other order draw the members, and the rest of the one draw the rest of the other. What
comes out that breaks no remaining rule is uniform; a share of about e to the power of minus the
number of rules that are expected to be broken does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.domain.draw.arithmetic import exp_minus
from core.domain.draw.chance import Chance
from core.domain.draw.model import Rules

#: Fewer people than this are counted as quickly.
FEWEST = 17
#: Worth it for a group of one in so many people when few rules may be expected to be broken; where
#: it is one in four other samplers do badly, and more rules are accepted.
LARGE, VERY_LARGE = 16, 4
FEW_EXPECTED, MAX_EXPECTED = 2.5, 7.0
#: Attempts for each that is expected to be needed.
PATIENCE = 12


@dataclass(frozen=True)
class Crossing:
    """`members` of the largest group, and `others`, who are at least as many."""

    rules: Rules
    members: Sequence[int]
    others: Sequence[int]

    @classmethod
    def over(cls, rules: Rules) -> Crossing | None:
        """None where no draw comes out that way: a group is more than half of everybody, or the
        rules hold groups that cannot be told as teams and pairs."""
        inside = min(rules.members.values(), key=lambda members: (-len(members), members))
        if rules.overlapping or 2 * len(inside) > rules.size:
            return None
        label = rules.team[inside[0]]
        outside = [one for one, team in enumerate(rules.team) if team != label]
        return cls(rules, inside, outside)

    @cached_property
    def expected(self) -> float:
        """How many of the remaining rules are broken by a draw, on average."""
        rules, members, others = self.rules, len(self.members), len(self.others)
        size, team, label = rules.size, rules.team, rules.team[self.members[0]]
        between = (others - members) / (others * others)  # the chance of a pair of two others
        crossing = Counter(label in (team[pair // size], team[pair % size]) for pair in rules.pairs)
        within = sum(len(group) ** 2 for group in rules.members.values()) - members * members
        return (within + crossing[False]) * between + crossing[True] / others

    @property
    def is_worth_trying(self) -> bool:
        everybody, members = self.rules.size, len(self.members)
        if everybody < FEWEST or LARGE * members < everybody:
            return False
        is_very_large = VERY_LARGE * members >= everybody
        return self.expected <= (MAX_EXPECTED if is_very_large else FEW_EXPECTED)

    def draw(self, chance: Chance) -> list[int] | None:
        """A recipient for each giver, exactly uniform; None when no attempt came out."""
        for _ in range(math.ceil(PATIENCE / exp_minus(self.expected))):
            recipients = self._cross(chance)
            if not self.rules.broken(recipients):
                return recipients
        return None

    def _cross(self, chance: Chance) -> list[int]:
        drawn = [self.others[at] for at in chance.permutation(len(self.others))]
        giving = [self.others[at] for at in chance.permutation(len(self.others))]
        recipients = [0] * self.rules.size
        for giver, to in zip([*self.members, *giving], [*drawn, *self.members], strict=True):
            recipients[giver] = to
        return recipients
