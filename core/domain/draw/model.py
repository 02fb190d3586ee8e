"""The model: participants by position, and who must not draw whom.

People stand in sorted order and are called by their position there, so that nothing depends on
the order in which they were named. What is forbidden is kept in the form in which it is small: a
team for each person; beyond the teams, rounds, in which each giver has one recipient, and single
pairs. A pair is one number, `giver * size + recipient`. Where everybody is concerned, everybody is
looked up by `map` and `itemgetter`, which takes half the time of a loop.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, compress, islice, repeat
from operator import add, eq, floordiv, itemgetter, mod, mul, ne

from core.domain.draw.grouping import parted
from core.domain.draw.masks import bits, mask_of
from core.domain.draw.matching import NOBODY

MIN_PEOPLE = 2

#: Groups that overlap others are written out as pairs up to this many in all; beyond it they stay
#: groups, and only the samplers that work on masks can serve.
_MAX_WRITTEN_OUT = 200_000
#: Each round costs a look at everybody; more are kept as single pairs.
_MAX_ROUNDS = 8
#: With more pairs than this for each person, masks are quicker read from a table of all pairs.
_MANY = 10
#: For more people the table would be too large.
_MAX_TABLE = 5_000


@dataclass(frozen=True)
class Rules:
    """`team[p]`: people of one team never draw one another; who is in none is a team of one, so
    that nobody draws themself. `rounds` hold whom each giver must not draw again, or `NOBODY`;
    `singles` are further forbidden pairs. No pair stands in two of these. `overlapping` are groups
    too large to write out: each forbids all pairs in it."""

    people: tuple[str, ...]
    team: list[int]
    singles: frozenset[int] = frozenset()
    overlapping: tuple[tuple[int, ...], ...] = ()
    rounds: tuple[list[int], ...] = ()

    @property
    def size(self) -> int:
        return len(self.people)

    @cached_property
    def position(self) -> Mapping[str, int]:
        return dict(zip(self.people, range(self.size), strict=True))

    @classmethod
    def build(
        cls,
        participants: Sequence[str],
        exclusions: Collection[tuple[str, str]] = (),
        groups: Sequence[Collection[str]] = (),
    ) -> Rules:
        """Names in `exclusions` and `groups` that do not take part are ignored, since a rule may
        outlive somebody's leaving; so is excluding somebody from themself.

        Raises `ValueError` for fewer than two people and for a name that stands there twice.
        """
        people = tuple(sorted(participants))
        if len(people) < MIN_PEOPLE:
            raise ValueError("a draw needs at least two people")
        for name in compress(people, map(eq, people, islice(people, 1, None))):
            raise ValueError(f"{name} stands among the participants twice")
        team, others = parted(people, groups)
        rules = cls(people, team)._keeping_apart(others)
        if not exclusions:
            return rules
        once = dict(exclusions)
        if len(once) == len(exclusions):
            return rules.avoiding([rules.round(once)])
        return rules.without(rules.coded(exclusions))

    def _keeping_apart(self, groups: Sequence[tuple[int, ...]]) -> Rules:
        if sum(len(group) ** 2 for group in groups) > _MAX_WRITTEN_OUT:
            return replace(self, overlapping=tuple(groups))
        within = ((giver, to) for group in groups for giver in group for to in group)
        return self.without(giver * self.size + to for giver, to in within)

    def coded(self, named: Iterable[tuple[str, str]]) -> list[int]:
        """The pairs of positions for pairs of names; those with a name that does not take part
        are left out."""
        at, size = self.position, self.size
        return [
            at[giver] * size + at[recipient]
            for giver, recipient in named
            if giver in at and recipient in at
        ]

    def round(self, named: Mapping[str, str]) -> list[int]:
        """For each giver the position of their recipient, or `NOBODY`, where one of them does not
        take part."""
        # A draw's own assignments come in the order of the people, and need no looking up.
        in_order = tuple(named) == self.people
        recipients = named.values() if in_order else map(named.get, self.people)
        return list(map(self.position.get, recipients, repeat(NOBODY)))  # type: ignore[arg-type]

    def without(self, pairs: Iterable[int]) -> Rules:
        """The same rules, and `pairs` forbidden as well."""
        size, team = self.size, self.team
        if team == list(range(size)):
            added = set(pairs)
            added.difference_update(range(0, size * size, size + 1))
        else:
            added = {pair for pair in pairs if team[pair // size] != team[pair % size]}
        if self.rounds:
            added -= self.pairs
        return replace(self, singles=self.singles.union(added)) if added else self

    def avoiding(self, rounds: Sequence[Sequence[int]]) -> Rules:
        """The same rules, and the pairs of `rounds` forbidden as well."""
        if len(rounds) > _MAX_ROUNDS:
            return self.without(chain.from_iterable(map(self._coded, rounds)))
        rules = self
        for recipients in rounds:
            added = list(recipients)
            for giver in rules.broken(recipients):
                added[giver] = NOBODY
            rules = replace(rules, rounds=(*rules.rounds, added))
        return rules

    def only(self, rows: Sequence[int]) -> Rules:
        """The same rules, and all forbidden but what `rows` allow, as masks."""
        everyone = (1 << self.size) - 1
        return self.without(
            giver * self.size + to for giver, row in enumerate(rows) for to in bits(everyone & ~row)
        )

    def _coded(self, recipients: Sequence[int]) -> list[int]:
        size = self.size
        return [giver * size + to for giver, to in enumerate(recipients) if to != NOBODY]

    def assignments(self, recipients: Sequence[int]) -> dict[str, str]:
        """In names, what position r of `recipients` gives to."""
        return dict(zip(self.people, itemgetter(*recipients)(self.people), strict=True))

    def names(self, positions: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.people[position] for position in sorted(positions))

    def is_forbidden(self, giver: int, recipient: int) -> bool:
        team = self.team
        if team[giver] == team[recipient] or giver * self.size + recipient in self.singles:
            return True
        return recipient in [recipients[giver] for recipients in self.rounds]

    def broken(self, recipients: Sequence[int]) -> list[int]:
        """The givers to whom `recipients` gives somebody they must not draw, lowest first. A giver
        who gives to `NOBODY` may be among them."""
        givers, team = range(self.size), self.team
        found = list(compress(givers, map(eq, team, itemgetter(*recipients)(team))))
        for before in self.rounds:
            found += compress(givers, map(eq, before, recipients))
        if self.singles:
            drawn = map(add, range(0, self.size * self.size, self.size), recipients)
            found += compress(givers, map(self.singles.__contains__, drawn))
        for members in map(frozenset, self.overlapping):
            found += [giver for giver in members if recipients[giver] in members]
        return sorted(set(found))

    @cached_property
    def pairs(self) -> frozenset[int]:
        """All that is forbidden beyond the teams, written out, but for `overlapping`."""
        if not self.rounds:
            return self.singles
        return frozenset(giver * self.size + to for giver, to in self._listed())

    @property
    def pair_count(self) -> int:
        """How many `pairs` there are, without writing them out."""
        in_rounds = sum(self.size - recipients.count(NOBODY) for recipients in self.rounds)
        return len(self.singles) + in_rounds

    @cached_property
    def degrees(self) -> tuple[int, int, int]:
        """How many pairs are forbidden in all, everybody and themself included, and the most of
        them that one giver, and one recipient, has; `overlapping` left out."""
        if not (self.rounds or self.singles):
            people = Counter(self.team).values()
            return sum(map(mul, people, people)), max(people), max(people)
        by_giver, by_recipient = self._barred
        return sum(by_giver), max(by_giver), max(by_recipient)

    @property
    def barred_counts(self) -> list[int]:
        """How many recipients each giver must not draw, themself included; `overlapping` left
        out."""
        return self._barred[0]

    @cached_property
    def _barred(self) -> tuple[list[int], list[int]]:
        if self._has_many and not self.overlapping:
            masks = (self.rows, self.columns)
            by_giver, by_recipient = ([self.size - one.bit_count() for one in m] for m in masks)
            return by_giver, by_recipient
        return _forbidden(self, Counter(self.team))

    def _listed(self) -> Iterator[tuple[int, int]]:
        for recipients in self.rounds:
            for giver, to in enumerate(recipients):
                if to != NOBODY:
                    yield giver, to
        yield from map(divmod, self.singles, repeat(self.size))

    @cached_property
    def members(self) -> Mapping[int, list[int]]:
        """The people of each team."""
        members = defaultdict(list)
        for position, label in enumerate(self.team):
            members[label].append(position)
        return members

    @property
    def beyond(self) -> tuple[Mapping[int, list[int]], Mapping[int, list[int]]]:
        """`pairs` by giver, and by recipient: whom a giver must not draw beyond their team, and who
        must not draw a recipient."""
        return self._by_giver, self._by_recipient

    @cached_property
    def _by_giver(self) -> Mapping[int, list[int]]:
        beyond = defaultdict(list)
        for giver, recipient in self._listed():
            beyond[giver].append(recipient)
        return dict(beyond)

    @cached_property
    def _by_recipient(self) -> Mapping[int, list[int]]:
        beyond = defaultdict(list)
        for giver, recipient in self._listed():
            beyond[recipient].append(giver)
        return dict(beyond)

    def recipients_barred_from(self, giver: int) -> list[int]:
        """Whom a giver must not draw, themself included. Looked up rarely, so without an index."""
        size = self.size
        before = [recipients[giver] for recipients in self.rounds]
        singles = [pair % size for pair in self.singles if pair // size == giver]
        return self.members[self.team[giver]] + singles + [to for to in before if to != NOBODY]

    def givers_barred_from(self, recipient: int) -> list[int]:
        """Who must not draw a recipient, themself included."""
        return self.members[self.team[recipient]] + self._by_recipient.get(recipient, [])

    @cached_property
    def rows(self) -> list[int]:
        """For each giver the mask of the recipients they may draw."""
        if self._has_many:
            return self._allowed(self._written[0])
        return self._allowed({one: mask_of(them) for one, them in self._by_giver.items()})

    @cached_property
    def columns(self) -> list[int]:
        """For each recipient the mask of the givers who may draw them."""
        if self._has_many:
            return self._allowed(self._written[1])
        return self._allowed({one: mask_of(them) for one, them in self._by_recipient.items()})

    @property
    def _has_many(self) -> bool:
        return self.size <= _MAX_TABLE and self.pair_count > _MANY * self.size

    @cached_property
    def _written(self) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """The masks of `pairs` by giver and by recipient, cut out of a table of binary digits, of
        which the last comes first in a number."""
        size = self.size
        digits = bytearray(b"0") * (size * size)
        for pair in self.pairs:
            digits[-1 - pair] = ord("1")
        lines = [digits[end - size : end] for end in range(size * size, 0, -size)]
        stacks = [digits[size - 1 - at :: size] for at in range(size)]
        return dict(enumerate(map(_read, lines))), dict(enumerate(map(_read, stacks)))

    def _allowed(self, beyond: Mapping[int, int]) -> list[int]:
        everyone = (1 << self.size) - 1
        outside = {label: everyone ^ mask_of(people) for label, people in self.members.items()}
        allowed = [outside[label] for label in self.team]
        for group in self.overlapping:
            apart = everyone ^ mask_of(group)
            for member in group:
                allowed[member] &= apart
        for position, others in beyond.items():
            allowed[position] &= ~others
        return allowed


def _read(digits: bytearray) -> int:
    return int(digits, 2)


def _forbidden(rules: Rules, people: Mapping[int, int]) -> tuple[list[int], list[int]]:
    """How many recipients each giver must not draw, and how many givers each recipient."""
    by_giver = list(map(people.__getitem__, rules.team))
    by_recipient = [*by_giver, 0]  # the last for `NOBODY`
    for recipients in rules.rounds:
        by_giver = list(map(add, by_giver, map(ne, recipients, repeat(NOBODY))))
        for to in recipients:
            by_recipient[to] += 1
    for giver in map(floordiv, rules.singles, repeat(rules.size)):
        by_giver[giver] += 1
    for recipient in map(mod, rules.singles, repeat(rules.size)):
        by_recipient[recipient] += 1
    return by_giver, by_recipient[:-1]
