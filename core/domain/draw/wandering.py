"""Wandering among the draws that have no flaw, and listing all of those where they are few."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.domain.draw.chance import Chance
from core.domain.draw.masks import bits
from core.domain.draw.matching import NOBODY
from core.domain.draw.options import Pick, pick_from

#: Says which givers keep a draw from having a shape; nobody when it has.
Flaws = Callable[[Sequence[int]], list[int]]


@dataclass(frozen=True)
class Wanderer:
    """Goes from draw to draw by excursions, as `walk` does, but by short ones too: one that is
    longer than it may be is undone. That limit is random, and the same for the way back, so that
    all draws stay equally likely; and so do those that have no flaw, when an excursion that ends
    in another is undone as well. `pick` takes one of a giver's options."""

    pick: Pick
    recipients: list[int]
    giver_of: list[int]

    @classmethod
    def over(cls, rows: Sequence[int], recipients: list[int]) -> Wanderer:
        return cls(pick_from(rows, range(len(rows))), recipients, inverse(recipients))

    def move(self, start: int, flaws: Flaws, flawed: list[int], chance: Chance) -> list[int]:
        """One excursion from `start`, or another one after it: a change that two departments must
        make together may be out of reach of one. Gives what is flawed afterwards, which is no more
        than was `flawed` before."""
        had = self._excursion(start, chance)
        if had and chance.below(2):
            more = self._excursion(chance.below(len(self.recipients)), chance)
            if not more:
                self._undo(had)
                return flawed
            had += more
        after = flaws(self.recipients)
        if len(after) <= len(flawed):
            return after
        self._undo(had)
        return flawed

    def _excursion(self, free: int, chance: Chance) -> list[tuple[int, int]]:
        """Each giver on the way and whom they had, when the last took what was freed first. Nobody,
        and nothing done, when that would be too long."""
        recipients, giver_of, hole = self.recipients, self.giver_of, self.recipients[free]
        had = []
        for _ in range(2 << chance.below(len(recipients).bit_length() + 2)):
            to = self.pick(free, chance)
            had.append((free, recipients[free]))
            recipients[free] = to
            giver_of[to], free = free, giver_of[to]
            if to == hole:
                return had
        self._undo([*had, (free, recipients[free])])
        return []

    def _undo(self, had: Sequence[tuple[int, int]]) -> None:
        for giver, recipient in reversed(had):
            self.recipients[giver] = recipient
            self.giver_of[recipient] = giver


def inverse(recipients: Sequence[int]) -> list[int]:
    """Who gives to whom, seen from the recipients."""
    giver_of = [0] * len(recipients)
    for giver, to in enumerate(recipients):
        giver_of[to] = giver
    return giver_of


def list_without_reciprocals(rows: Sequence[int], max_nodes: int) -> tuple[list[list[int]], bool]:
    """Draws without a reciprocal pair, and whether these are all: those that are found while no
    more than `max_nodes` beginnings are looked at, always going on with the giver who has the
    fewest options left."""
    found: list[list[int]] = []
    beginnings = [_longer(list(rows), [NOBODY] * len(rows))]
    nodes = 0
    while beginnings:
        beginning = next(beginnings[-1], None)
        if beginning is None:
            beginnings.pop()
            continue
        nodes += 1
        if nodes > max_nodes:
            return found, False
        options, recipients = beginning
        if NOBODY in recipients:
            beginnings.append(_longer(options, recipients))
        else:
            found.append(recipients)
    return found, True


def _longer(options: list[int], recipients: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    waiting = [giver for giver, to in enumerate(recipients) if to == NOBODY]
    giver = min(waiting, key=lambda one: options[one].bit_count())
    for to in bits(options[giver]):
        others = ~(1 << to)
        after = [row & others for row in options]
        after[to] &= ~(1 << giver)
        after[giver] = 0
        given = recipients[:]
        given[giver] = to
        yield after, given
