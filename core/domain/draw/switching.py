"""Switching: exactly uniform, and hardly more than a shuffle where few pairs are forbidden.

Let S(k) be the permutations with k forbidden pairs. A shuffle is uniform on the S(k) it falls into,
and a step leads from there to S(k−1): one bad giver and two good ones pass their recipients round,
and any new forbidden pair ends the attempt. Each old state and choice is equally likely, so a new
state is as likely as it has ways into it, b; accepting it with a constant over b makes it uniform
on S(k−1). The three-cycle makes b easy to know: b is the sum, over the forbidden pairs whose giver
and whose recipient's giver are good, of the givers who could have been in the middle; and neither
factor is far from its bound. The idea is that of McKay and Wormald, "Uniform generation of random
regular graphs of moderate degree", J. Algorithms 11 (1990).
"""

from __future__ import annotations

from collections.abc import Iterable, MutableSequence, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.domain.draw.chance import Chance
from core.domain.draw.model import Rules

#: Attempts are made while one in e to this power is expected to succeed, and up to these many.
MAX_EXPONENT = 2.5
MAX_ATTEMPTS = 200
#: So many are looked for one by one; for more, everybody is looked at.
_FEW = 30


@dataclass(frozen=True)
class Switching:
    """`forbidden` counts the pairs that must not be drawn, everybody and themself included; `row`
    and `column` are the most that one giver, and one recipient, has of them."""

    rules: Rules
    forbidden: int
    row: int
    column: int

    @classmethod
    def over(cls, rules: Rules) -> Switching | None:
        """None where the rules hold groups that cannot be told as teams and pairs."""
        if rules.overlapping:
            return None
        return cls(rules, *rules.degrees)

    @property
    def is_drawable(self) -> bool:
        """Surely drawable, and no pair that is not forbidden can be ruled out: any k givers have
        k possible recipients and more together. False says nothing. (Hall's theorem: k > size - row
        givers leave nobody out.)"""
        return self.row + self.column < self.rules.size

    @cached_property
    def exponent(self) -> float:
        """Of about one in e to this power attempts a draw comes out."""
        size = self.rules.size
        mean = self.forbidden / size
        middle = size - mean - 2
        least = middle - self.row - self.column
        if least <= 0:
            return mean
        good = 1 - mean / size
        survives = good * good * good * least / middle
        return mean * (1 - survives)

    def draw(self, chance: Chance) -> Sequence[int] | None:
        """A recipient for each giver, exactly uniform; None when no attempt came out."""
        for _ in range(MAX_ATTEMPTS):
            recipients = chance.permutation(self.rules.size)
            if self.mend(recipients, self.rules.broken(recipients), chance):
                return recipients
        return None

    def mend(self, recipients: MutableSequence[int], bad: list[int], chance: Chance) -> bool:
        """Walk from S(k) down to S(0) in place; False when the attempt is over."""
        if len(recipients) - len(bad) < 2:
            return not bad
        while bad:
            if not self._step(recipients, bad, chance):
                return False
        return True

    def _step(self, recipients: MutableSequence[int], bad: list[int], chance: Chance) -> bool:
        rules = self.rules
        first = bad.pop(chance.below(len(bad)))
        middle = self._good(first, first, bad, chance)
        last = self._good(first, middle, bad, chance)
        to_first, to_middle, to_last = recipients[middle], recipients[last], recipients[first]
        if (
            rules.is_forbidden(first, to_first)
            or rules.is_forbidden(middle, to_middle)
            or rules.is_forbidden(last, to_last)
        ):
            return False
        recipients[first], recipients[middle], recipients[last] = to_first, to_middle, to_last
        return self._accepts_middle(recipients, bad, first, last, chance) and (
            not bad or self._accepts_pair(recipients, bad, chance)
        )

    def _good(self, first: int, other: int, bad: list[int], chance: Chance) -> int:
        """Any good giver, each as likely."""
        while True:
            giver = chance.below(self.rules.size)
            if giver != first and giver != other and giver not in bad:
                return giver

    def _accepts_middle(
        self,
        recipients: MutableSequence[int],
        bad: list[int],
        first: int,
        last: int,
        chance: Chance,
    ) -> bool:
        """Make up for the number of givers who could have been in the middle."""
        rules = self.rules
        most = rules.size - len(bad) - 2
        least = most - self.row - self.column
        if chance.below(most) < least:
            return True
        barred = set(rules.givers_barred_from(recipients[first]))
        barred.update(_givers_of(rules.recipients_barred_from(last), recipients))
        barred.difference_update(bad, (first, last))
        return _makes_up(least, most - len(barred), most, chance)

    def _accepts_pair(
        self, recipients: MutableSequence[int], bad: list[int], chance: Chance
    ) -> bool:
        """Make up for the number of forbidden pairs that could have been undone. When nobody is bad
        any more that is all of them, in every state."""
        rules, most = self.rules, self.forbidden
        least = most - len(bad) * (self.row + self.column - 1)
        if chance.below(most) < least:
            return True
        had = [recipients[giver] for giver in bad]
        lost = sum(len(rules.recipients_barred_from(giver)) for giver in bad)
        lost += sum(len(rules.givers_barred_from(recipient)) for recipient in had)
        lost -= sum(rules.is_forbidden(giver, recipient) for giver in bad for recipient in had)
        return _makes_up(least, most - lost, most, chance)


def _givers_of(wanted: Sequence[int], recipients: Sequence[int]) -> Iterable[int]:
    if len(wanted) < _FEW:
        return map(recipients.index, wanted)
    among = frozenset(wanted)
    return (giver for giver, to in enumerate(recipients) if to in among)


def _makes_up(least: int, ways: int, most: int, chance: Chance) -> bool:
    """Bring the chance of being accepted from `least` / `most`, which has been tried and missed, to
    `least` / `ways`: so the ways need to be counted only rarely."""
    if least <= 0:
        return False
    return chance.below(ways * (most - least)) < least * (most - ways)
