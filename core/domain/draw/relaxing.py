"""What to give up when there is no draw: a smallest set of exclusions and groups.

For given groups to give up, the fewest exclusions that must go as well are those which a cheapest
draw uses when each costs one: that much is exact. Which groups to give up is a covering problem
and hard in general, so that sets of groups are tried by their size, up to a number of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.domain.draw.cheapest import cheapest
from core.domain.draw.masks import bits, mask_of
from core.domain.draw.matching import Matching, maximum_matching, reached_from
from core.domain.draw.model import Rules
from core.domain.draw.results import Relax

#: Sets of groups that are tried, and fewer where people are in very many groups: each try looks at
#: everybody and every group they are in.
MAX_TRIES = 64
MAX_WORK = 1_000_000


@dataclass(frozen=True)
class Found:
    """Indices of groups, and (giver, recipient) pairs of positions."""

    groups: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.groups) + len(self.pairs)


def relax(
    rules: Rules,
    exclusions: Collection[tuple[str, str]],
    groups: Sequence[Collection[str]],
    matching: Matching,
) -> Relax:
    """What to give up of `exclusions` and `groups`, which made up `rules`, so that there is a draw;
    `matching` is a maximum one under the rules."""
    relaxing = Relaxing.of(rules, exclusions, groups, matching)
    found, is_smallest = relaxing.search()
    return Relax(
        tuple((rules.people[giver], rules.people[to]) for giver, to in sorted(found.pairs)),
        tuple(sorted(rules.names(relaxing.groups[index]) for index in found.groups)),
        is_smallest,
    )


@dataclass(frozen=True)
class Relaxing:
    """`groups`: the distinct ones, as ascending positions; `masks[i]`: the mask of group i;
    `apart[g]`: the indices of those that giver g is in; `excluded[g]`: the mask of the recipients
    excluded for g by name; `gains[i]`: how many of the people who are too many could get somebody
    new at most, were group i given up."""

    groups: list[tuple[int, ...]]
    masks: list[int]
    apart: list[list[int]]
    excluded: list[int]
    matching: Matching
    gains: list[int]

    @classmethod
    def of(
        cls,
        rules: Rules,
        exclusions: Collection[tuple[str, str]],
        groups: Sequence[Collection[str]],
        matching: Matching,
    ) -> Relaxing:
        at, size = rules.position, rules.size
        distinct = {tuple(sorted({at[name] for name in group if name in at})) for group in groups}
        kept = sorted(group for group in distinct if len(group) > 1)
        apart: list[list[int]] = [[] for _ in range(size)]
        for index, group in enumerate(kept):
            for member in group:
                apart[member].append(index)
        excluded = [0] * size
        for pair in rules.coded(exclusions):
            giver, to = divmod(pair, size)
            if giver != to:
                excluded[giver] |= 1 << to
        masks = [mask_of(group) for group in kept]
        crowd, shared = reached_from(rules.rows, matching, matching.left_out)
        gains = [
            sum(
                1
                for member in group
                if crowd >> member & 1 and mask & ~shared & ~excluded[member] & ~(1 << member)
            )
            for group, mask in zip(kept, masks, strict=True)
        ]
        return cls(kept, masks, apart, excluded, matching, gains)

    @cached_property
    def _most_tries(self) -> int:
        return min(MAX_TRIES, 1 + MAX_WORK // sum(map(len, [*self.groups, self.excluded])))

    def search(self) -> tuple[Found, bool]:
        """What to give up, and whether nothing smaller would do.

        Sets of groups are tried by size. A set is extended by groups with somebody on alternating
        paths from the givers left out, with all exclusions given up: any other would not change
        who is reached, and so give nobody a recipient.
        """
        best: Found | None = None
        sets, tries = [frozenset[int]()], 0
        while sets:
            larger: dict[frozenset[int], None] = {}
            for dropped in sets:
                if best and self._least(dropped) >= len(best):
                    continue
                if tries == self._most_tries:
                    return self._irreducible(best) if best else self._enough(), False
                tries += 1
                found, touching = self._given_up(dropped)
                if found and (best is None or len(found) < len(best)):
                    best = found
                larger.update(dict.fromkeys(dropped | {index} for index in touching))
            sets = sorted(larger, key=lambda one: (-sum(self.gains[i] for i in one), sorted(one)))
        return best or self._enough(), True

    def _least(self, dropped: frozenset[int]) -> int:
        """No fewer than this are given up with these groups among them: of the people who are too
        many, each who is left out needs a rule to go that keeps one of them from somebody new."""
        missing = len(self.matching.left_out) - sum(self.gains[index] for index in dropped)
        if missing <= 0:
            return len(dropped)
        return len(dropped) + -(-missing // max([1, *self.gains]))

    def _given_up(self, dropped: frozenset[int]) -> tuple[Found | None, list[int]]:
        """What is given up when it is these groups and the fewest exclusions, if that is enough;
        and the groups that are worth giving up as well."""
        rows = self._rows(dropped)
        strict = [row & ~excluded for row, excluded in zip(rows, self.excluded, strict=True)]
        matching = maximum_matching(strict, start=self.matching)
        givers, _ = reached_from(rows, matching, matching.left_out)
        touching = {index for giver in bits(givers) for index in self.apart[giver]} - dropped
        if not matching.is_perfect:
            if not maximum_matching(rows, start=matching).is_perfect:
                return None, sorted(touching)
            _, matching = cheapest(rows, self.excluded)
        pairs = tuple(
            (giver, to)
            for giver, to in enumerate(matching.recipient_of)
            if self.excluded[giver] >> to & 1
        )
        return Found(tuple(sorted(dropped)), pairs), sorted(touching)

    def _rows(self, dropped: frozenset[int]) -> list[int]:
        """Options by the groups that are not dropped; nobody draws themself."""
        everyone = (1 << len(self.apart)) - 1
        rows = []
        for giver, groups in enumerate(self.apart):
            barred = 1 << giver
            for index in groups:
                if index not in dropped:
                    barred |= self.masks[index]
            rows.append(everyone ^ barred)
        return rows

    def _enough(self) -> Found:
        """Groups that are enough, and few, without trying all: the largest that touch are given up
        first, twice as many at each try, and without any group there is always a draw. Then as
        many as possible are taken back again, half of them at once, a quarter, and so on."""
        dropped = frozenset[int]()
        found, touching = self._given_up(dropped)
        while found is None:
            touching.sort(key=lambda index: (-self.masks[index].bit_count(), index))
            dropped |= set(touching[: max(1, len(dropped))])
            found, touching = self._given_up(dropped)
        return self._irreducible(found)

    def _irreducible(self, found: Found) -> Found:
        part, tries = len(found.groups), 0
        while part := part // 2 if part > 1 else 0:
            for first in range(0, len(found.groups), part):
                back = found.groups[first : first + part]
                fewer, _ = self._given_up(frozenset(found.groups) - set(back))
                tries += 1
                if fewer and len(fewer) < len(found):
                    found = fewer
                if tries == self._most_tries:
                    return found
        return found
