"""Reinsertion: one circle of very many people of whom each must not draw a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.draw.chance import Chance
from core.domain.draw.model import Rules
from core.domain.draw.rings import around
from core.domain.draw.switching import Switching

#: Reinsertion is tried while one attempt in e to this power is expected to succeed.
MAX_EXPONENT, MAX_ATTEMPTS = 2.5, 100
#: Where `Reinsertion.spare` is exceeded with a chance of about e to minus this power.
_TAIL = 28


@dataclass(frozen=True)
class Reinsertion:
    """Rings for many people of whom each must not draw a few: near to uniform, and hardly more than
    a shuffle.

    Let S(k) be the rings with k forbidden pairs. A random ring is uniform on the S(k) it falls
    into. A step leads to S(k−1): of a random forbidden pair p → v the recipient v is taken out, and
    put between random others, x → v → y, which has k · (n − 2) equally likely ways; unless the
    pairs made and the other pairs broken are all good, the attempt is over. A ring of S(k−1) has as
    many ways into it, b, as there are forbidden pairs (p, v) of which this can have been the step:
    M of them in all, without those c where the pair that p, or v, or v's giver is in is forbidden,
    or v → p's recipient, or v's giver → v's recipient. Accepting with (M − C) / b makes the ring
    uniform on S(k−1), provided that c is never above C.

    C is `spare`. Nothing but chance keeps c below it: a ring beyond it comes out less often than
    the others, by c − C in M − C. C lies beyond the mean of c by what Bernstein's inequality
    allows with chance e⁻²⁸, as if the terms of c were independent; so the whole is within about
    10⁻¹¹ of uniform.
    """

    rules: Rules
    forbidden: int
    row: int
    column: int

    @classmethod
    def over(cls, rules: Rules) -> Reinsertion | None:
        """None where the rules hold groups that cannot be told as teams and pairs."""
        counted = Switching.over(rules)
        if counted is None:
            return None
        return cls(rules, counted.forbidden - rules.size, counted.row - 1, counted.column - 1)

    def spare(self, bad: int) -> int:
        """C, for a ring with `bad` forbidden pairs. The mean of c is at most m² for those where
        v's neighbours must not meet, as much as m times a row for those where v must not draw p's
        recipient, and what the forbidden pairs themselves touch; no person counts for more than
        their row or column."""
        mean = self.forbidden / self.rules.size
        largest = max(self.row, self.column)
        expected = int(mean * (mean + self.row)) + 1
        linear = _TAIL * largest // 3 + 1
        beyond = linear
        while beyond * beyond < 2 * _TAIL * largest * (expected + beyond // 3 + 1):
            beyond += linear
        return expected + beyond + bad * (self.row + 2 * self.column)

    @property
    def is_worth_trying(self) -> bool:
        size, mean = self.rules.size, self.forbidden / self.rules.size
        if not self.forbidden or size < 4:
            return size >= 4
        lost = self.spare(int(mean) // 2) / self.forbidden + 4 * mean / size
        return mean * lost <= MAX_EXPONENT and lost < 1

    def draw(self, chance: Chance) -> list[int] | None:
        for _ in range(MAX_ATTEMPTS):
            recipients = around(chance.permutation(self.rules.size))
            if self.mend(recipients, self.rules.broken(recipients), chance):
                return recipients
        return None

    def mend(self, recipients: list[int], bad: list[int], chance: Chance) -> bool:
        """Walk from S(k) down to S(0) in place; False when the attempt is over."""
        while bad:
            if not self.step(recipients, bad, chance):
                return False
        return True

    def step(self, recipients: list[int], bad: list[int], chance: Chance) -> bool:
        """From S(k) to S(k−1). `bad` are the givers of forbidden pairs."""
        may_not = self.rules.is_forbidden
        giver = bad.pop(chance.below(len(bad)))
        moved = recipients[giver]
        before = self._other(giver, moved, chance)
        after, following = recipients[before], recipients[moved]
        if before in bad or moved in bad or may_not(giver, following):
            return False
        if may_not(before, moved) or may_not(moved, after):
            return False
        recipients[giver] = following
        recipients[moved] = after
        recipients[before] = moved
        return self._accepts(recipients, bad, chance)

    def _other(self, one: int, two: int, chance: Chance) -> int:
        while True:
            person = chance.below(self.rules.size)
            if person not in (one, two):
                return person

    def _accepts(self, recipients: list[int], bad: list[int], chance: Chance) -> bool:
        """With (M − C) / b. To be below M − C among M is that already, but for M / b: so b needs to
        be known only rarely."""
        most = self.forbidden
        least = most - self.spare(len(bad))
        if least <= 0:
            return False
        if chance.below(most) < least:
            return True
        ways = self.ways_into(recipients, bad)
        return chance.below(ways * (most - least)) < least * (most - ways)

    def ways_into(self, recipients: Sequence[int], bad: Sequence[int]) -> int:
        """b, of which the docstring of the class tells."""
        rules, touched, ways = self.rules, frozenset(bad), 0
        for before, moved in enumerate(recipients):
            after = recipients[moved]
            if before in touched or moved in touched or rules.is_forbidden(before, after):
                continue
            for giver in rules.givers_barred_from(moved):
                ways += (
                    giver != moved
                    and giver not in touched
                    and not rules.is_forbidden(moved, recipients[giver])
                )
        return ways
