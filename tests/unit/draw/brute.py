"""What is true of a draw, by trying everything: slow, and simple enough to be believed.

Nothing here comes from the engine. People are called by their position in sorted order.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

Pair = tuple[str, str]
Row = tuple[str, ...]


def names(size: int) -> list[str]:
    return [f"U{number:05d}" for number in range(size)]


def seed_of(number: int) -> bytes:
    return number.to_bytes(8, "big")


@dataclass(frozen=True)
class Case:
    """What a draw is asked. A past round maps givers to recipients, as the engine's does."""

    people: Sequence[str]
    exclusions: Sequence[Pair] = ()
    groups: Sequence[Sequence[str]] = ()
    past: Sequence[Mapping[str, str]] = ()

    @property
    def rules(self) -> dict[str, object]:
        """What is given to the engine beyond the participants and the past."""
        return {"exclusions": self.exclusions, "groups": self.groups}

    @cached_property
    def givers(self) -> list[str]:
        return sorted(self.people)

    @cached_property
    def forbidden(self) -> frozenset[Pair]:
        together = (itertools.product(group, group) for group in self.groups)
        alone = zip(self.people, self.people, strict=True)
        return frozenset(itertools.chain(self.exclusions, alone, *together))

    @cached_property
    def options(self) -> list[set[int]]:
        """For each giver the recipients they may draw."""
        return [
            {to for to, recipient in enumerate(self.givers) if (giver, recipient) not in forbidden}
            for forbidden in [self.forbidden]
            for giver in self.givers
        ]

    @cached_property
    def draws(self) -> list[Row]:
        """Every valid draw, in which as few pairs as possible come back from the newest round, and
        among those from the next, and so on: the recipients in the order of the sorted givers."""
        valid = [tuple(self.givers[to] for to in row) for row in perfect_matchings(self.options)]
        fewest = min(map(self.repeats, valid), default=())
        return [row for row in valid if self.repeats(row) == fewest]

    def repeats(self, row: Row) -> tuple[int, ...]:
        drawn = set(zip(self.givers, row, strict=True))
        return tuple(len(drawn & set(pairs.items())) for pairs in self.past)

    def allows(self, row: Row) -> bool:
        drawn = zip(self.givers, row, strict=True)
        return sorted(row) == self.givers and self.forbidden.isdisjoint(drawn)

    def avoiding_the_past(self) -> Case:
        """The same with all past pairs forbidden."""
        pairs = itertools.chain.from_iterable(pairs.items() for pairs in self.past)
        return replace(self, exclusions=[*self.exclusions, *pairs], past=())


def row_of(assignments: Mapping[str, str]) -> Row:
    return tuple(assignments[giver] for giver in sorted(assignments))


def mirrored(options: Sequence[set[int]]) -> list[set[int]]:
    """The same seen from the recipients: who may draw each of them."""
    size = range(len(options))
    return [{giver for giver in size if to in options[giver]} for to in size]


def masks(options: Sequence[set[int]]) -> list[int]:
    return [sum(1 << to for to in tos) for tos in options]


def perfect_matchings(options: Sequence[set[int]]) -> Iterator[tuple[int, ...]]:
    """By backtracking, giver after giver."""
    row: list[int] = []

    def go_on() -> Iterator[tuple[int, ...]]:
        if len(row) == len(options):
            yield tuple(row)
            return
        for to in sorted(options[len(row)].difference(row)):
            row.append(to)
            yield from go_on()
            row.pop()

    return go_on()


def can_all_be_paired(options: Sequence[set[int]]) -> bool:
    """Whether everybody may have an own one of their options (Kuhn's augmenting paths)."""
    owner: dict[int, int] = {}

    def give(one: int, seen: set[int]) -> bool:
        for to in options[one] - seen:
            seen.add(to)
            if to not in owner or give(owner[to], seen):
                owner[to] = one
                return True
        return False

    return all(give(one, set()) for one in range(len(options)))


def smallest_violator(options: Sequence[set[int]]) -> int | None:
    """How many people, at least, have fewer options together than they are."""
    for count in range(1, len(options) + 1):
        for people in itertools.combinations(options, count):
            if len(set().union(*people)) < count:
                return count
    return None


def pair_counts(options: Sequence[set[int]]) -> tuple[int, list[list[int]]]:
    """How many draws there are, and in how many of them each giver has each recipient.

    The permanent and its derivatives, by Ryser's formula (Combinatorial Mathematics, 1963): a sum
    over all sets of recipients of products over all givers, with changing signs.
    """
    size = len(options)
    rows = masks(options)
    total, counts = 0, [[0] * size for _ in range(size)]
    for chosen in range(1, 1 << size):
        sums = [(row & chosen).bit_count() for row in rows]
        if sums.count(0) > 1:
            continue
        sign = -1 if (size - chosen.bit_count()) % 2 else 1
        product = sign * math.prod(sums)
        total += product
        others = [
            product // own if own else sign * math.prod(sums[:at] + sums[at + 1 :])
            for at, own in enumerate(sums)
        ]
        for to in range(size):
            if chosen >> to & 1:
                for giver, other in enumerate(others):
                    counts[giver][to] += other
    for giver, tos in enumerate(options):
        for to in set(range(size)) - tos:
            counts[giver][to] = 0
    return total, counts


def random_case(chance: Random, most: int = 8) -> Case:
    """Exclusions, couples and groups that may overlap, and past rounds, of changing density."""
    people = names(chance.randint(2, most))
    density = chance.choice((0.0, 0.1, 0.3, 0.5, 0.7))
    pairs = [pair for pair in itertools.permutations(people, 2) if chance.random() < density]
    groups = [
        chance.sample(people, chance.randint(1, max(2, len(people) // 2)))
        for _ in range(chance.choice((0, 0, 1, 2, 3)))
    ]
    past = [
        dict(zip(people, chance.sample(people, len(people)), strict=True))
        for _ in range(chance.choice((0, 0, 1, 2, 4)))
    ]
    return Case(chance.sample(people, len(people)), pairs, groups, past)
