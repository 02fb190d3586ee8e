"""Why there is no draw: people who together have fewer possible partners than they are.

By Hall's theorem there are such people whenever there is no draw. The fewest of them explain it
best; to find those is hard in general (the shortest circuit of a transversal matroid), so that for
small exchanges every set is looked at, and for others the sets in which alternating paths from
somebody left out end: none of those people can be spared, under several matchings and from both
sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.draw.masks import bits, mask_of
from core.domain.draw.matching import Matching, maximum_matching, reached_from

#: Up to this many people every set of them is looked at.
EXHAUSTIVE = 12
#: Further matchings to look for smaller sets in, and people left out by each to start from.
MORE_MATCHINGS, STARTS = 2, 6
_ODD = (0x9E3779B1, 0x85EBCA77)


@dataclass(frozen=True)
class Shortage:
    """Masks: `people` may only be paired with `partners`, who are fewer by one. `are_givers`: they
    are givers, and the partners recipients; otherwise the other way round. `confined` are all who
    may only be paired with `partners`, and `people` the fewest of them that prove it."""

    people: int
    partners: int
    confined: int
    are_givers: bool


def smallest_shortage(rows: Sequence[int], columns: Sequence[int], matching: Matching) -> Shortage:
    """The fewest people found on either side, who are the fewest there are for up to `EXHAUSTIVE`
    people. `matching` is a maximum one, and not perfect."""
    found = []
    for are_givers, options, paired in (
        (True, rows, matching),
        (False, columns, matching.mirrored()),
    ):
        people = min(_sets(options, paired), key=lambda mask: (mask.bit_count(), mask))
        partners = _options_of(options, people)
        confined = mask_of([one for one, row in enumerate(options) if not row & ~partners])
        found.append(Shortage(people, partners, confined, are_givers))
    return min(found, key=lambda one: (one.people.bit_count(), not one.are_givers))


def _sets(options: Sequence[int], matching: Matching) -> Iterator[int]:
    if len(options) <= EXHAUSTIVE:
        yield from _every_set(options)
        return
    for people in _alike(options):
        among = [row if people >> one & 1 else 0 for one, row in enumerate(options)]
        yield from _ends(among, maximum_matching(among), people)
    everybody = (1 << len(options)) - 1
    yield from _ends(options, matching, everybody)
    for tries in range(MORE_MATCHINGS):
        order = sorted(range(len(options)), key=lambda one: (one + 1) * _ODD[tries] % (1 << 32))
        yield from _ends(options, maximum_matching(options, order=order), everybody)


def _ends(options: Sequence[int], matching: Matching, people: int) -> Iterator[int]:
    """Who is reached from each of `people` who are left out, fewest options first."""
    left_out = [one for one in matching.left_out if people >> one & 1]
    left_out.sort(key=lambda one: options[one].bit_count())
    for one in left_out[:STARTS]:
        yield reached_from(options, matching, [one])[0]


def _every_set(options: Sequence[int]) -> Iterator[int]:
    together = [0]
    for people in range(1, 1 << len(options)):
        lowest = people & -people
        together.append(together[people ^ lowest] | options[lowest.bit_length() - 1])
        if together[people].bit_count() < people.bit_count():
            yield people


def _alike(options: Sequence[int]) -> Iterator[int]:
    """Where several have the same options, everybody whose options are among those, when they are
    more than the options: the way in which too large a team falls short."""
    alike = Counter(options)
    for partners in sorted(mask for mask, count in alike.items() if count > 1):
        enough = partners.bit_count() + 1
        people = [one for one, row in enumerate(options) if not row & ~partners]
        if len(people) >= enough:
            yield mask_of(people[:enough])


def _options_of(options: Sequence[int], people: int) -> int:
    together = 0
    for one in bits(people):
        together |= options[one]
    return together
