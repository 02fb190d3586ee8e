"""What organizers may know of exclusions: of those that people set for themselves only how many."""

from __future__ import annotations

from collections.abc import Collection

from core.domain import draw
from core.domain.rules import is_private
from core.domain.snapshots import Exclusion
from core.services.draw_input import DrawInput, draw_input_of, pair


def public(given: DrawInput, without: Collection[Exclusion] = ()) -> DrawInput:
    """The same, as those know it who see what is not private; `without` some of that."""
    kept = [one for one in given.exclusions if not is_private(one) and one not in without]
    return draw_input_of(given.people, kept)


def in_the_way(given: DrawInput, without: Collection[Exclusion] = ()) -> tuple[Exclusion, ...]:
    """The fewest private exclusions that have to go so that names can be drawn. It must be possible
    by the public ones alone, `without` some of these."""
    private = [one for one in given.exclusions if is_private(one)]
    if not private:
        return ()
    known, wishes = public(given, without), {pair(one) for one in private}
    few = draw.in_the_way(known.people, known.pairs, wishes, groups=known.groups)
    return tuple(one for one in private if pair(one) in few)
