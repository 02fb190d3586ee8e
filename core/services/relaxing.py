"""What to remove so that an exchange can be drawn, and stays a secret.

The fewest exclusions to remove often give a match away: somebody had nobody to draw, and with one
exclusion less has one person, as everybody knows who knows the exclusions. So more of the
exclusions that confine such people are removed with them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from core.domain.draw import DrawImpossible, Relax, drawability
from core.domain.rules import MAX_REMOVED
from core.domain.snapshots import Exclusion, Relaxation
from core.domain.types import ExclusionKind
from core.services.draw_input import DrawInput, draw_input_of, group, pair

#: The exclusions that concern the fewest people are given up first.
KINDS = (ExclusionKind.ONE_WAY, ExclusionKind.MUTUAL, ExclusionKind.GROUP)

#: So many more for each person are a choice that nobody can guess. The others may stay as wished.
ENOUGH = 5

Removed = frozenset[Exclusion]


def relaxation(given: DrawInput, why: DrawImpossible, relax: Relax) -> Relaxation:
    fewest = _in_the_way(given, relax)
    are_givers = len(why.givers) > len(why.recipients)
    secret = Relaxing(given, fewest, frozenset(why.confined), are_givers).secret()
    removed = fewest if secret is None else secret
    in_order = tuple(one for one in given.exclusions if one in removed)
    involved = {user_id for one in in_order for user_id in one.people}
    absent = tuple(sorted(involved.difference(given.people)))
    return Relaxation(in_order, relax.is_smallest, secret is not None, absent)


def _in_the_way(given: DrawInput, relax: Relax) -> Removed:
    """Every exclusion that says what has to be given up."""
    everyone = frozenset(given.people)
    pairs, groups = frozenset(relax.exclusions), frozenset(relax.groups)

    def is_in_the_way(one: Exclusion) -> bool:
        if one.kind == ExclusionKind.ONE_WAY:
            return pair(one) in pairs
        return group(one, everyone) in groups

    return frozenset(filter(is_in_the_way, given.exclusions))


@dataclass(frozen=True)
class Relaxing:
    """`fewest` are enough to remove. `confined` have too few people to draw; or too few to be drawn
    by, unless `are_givers`, and then everything is looked at from that side."""

    given: DrawInput
    fewest: Removed
    confined: frozenset[str]
    are_givers: bool

    def secret(self) -> Removed | None:
        """`fewest`, and what has to go with them so that no match is certain because of it; None
        where that is not found, or is too much to remove at once."""
        removed, certain = self.fewest, self._certain(self.fewest)
        for concerned, enough in ((self._freed, ENOUGH), (self.confined, MAX_REMOVED)):
            for kind in KINDS:
                if certain:
                    # Where none of them is certain, somebody else is so because of them.
                    removed |= self._more(removed, kind, concerned & certain or concerned, enough)
                    certain = self._certain(removed)
        return None if certain else removed

    def _certain(self, removed: Removed) -> frozenset[str]:
        """Whose match is certain without these exclusions, and would not be so anyway."""
        forced = self._forced(removed)
        return forced - self._anyway if forced else forced

    @cached_property
    def _freed(self) -> frozenset[str]:
        return self._kept_by(self.fewest, self.are_givers) & self.confined

    @cached_property
    def _anyway(self) -> frozenset[str]:
        """Whose match is certain by the rest of the rules: however free to draw those are for whom
        something is removed, or however free to be drawn."""
        certain = frozenset[str]()
        for as_givers in (True, False):
            freed = self._kept_by(self.fewest, as_givers)
            theirs = (one for one in self.given.exclusions if self._keeps(one, as_givers) & freed)
            certain |= self._forced(self.fewest.union(theirs))
        return certain - self._freed

    def _kept_by(self, removed: Removed, as_givers: bool) -> frozenset[str]:
        return frozenset(one for each in removed for one in self._keeps(each, as_givers))

    def _forced(self, removed: Removed) -> frozenset[str]:
        kept = [one for one in self.given.exclusions if one not in removed]
        left = draw_input_of(self.given.people, kept)
        pairs = left.pairs if self.are_givers else {(to, giver) for giver, to in left.pairs}
        return frozenset(drawability(left.people, pairs, groups=left.groups).forced)

    def _more(
        self, removed: Removed, kind: ExclusionKind, concerned: Collection[str], enough: int
    ) -> Removed:
        """Exclusions of this kind that confine the people concerned: `enough` for each of them, as
        far as there is room."""
        of_each: dict[str, list[Exclusion]] = {one: [] for one in sorted(concerned)}
        for one in self.given.exclusions:
            if one.kind == kind and one not in removed:
                for user_id in self._keeps(one, self.are_givers).intersection(concerned):
                    of_each[user_id].append(one)
        turns = zip_longest(*(found[:enough] for found in of_each.values()))
        in_turn = [one for turn in turns for one in turn if one]
        room = max(0, MAX_REMOVED - len(removed))
        return frozenset(list(dict.fromkeys(in_turn))[:room])

    def _keeps(self, one: Exclusion, as_givers: bool) -> frozenset[str]:
        """Whom of those who joined it keeps from drawing somebody; or from being drawn."""
        joined = self._everyone.intersection(one.people)
        if len(joined) < 2:
            return frozenset()
        if one.kind != ExclusionKind.ONE_WAY:
            return joined
        giver, recipient = pair(one)
        return frozenset((giver if as_givers else recipient,))

    @cached_property
    def _everyone(self) -> frozenset[str]:
        return frozenset(self.given.people)
