"""Whether there is a draw at all; and if not, why, and what to give up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.domain.draw.blocks import find_blocks
from core.domain.draw.cheapest import cheapest
from core.domain.draw.masks import bits
from core.domain.draw.matching import Matching, maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.relaxing import relax
from core.domain.draw.results import Drawability, DrawImpossible
from core.domain.draw.shortage import smallest_shortage
from core.domain.draw.switching import Switching


def drawability(
    participants: Sequence[str],
    exclusions: Collection[tuple[str, str]] = (),
    *,
    groups: Sequence[Collection[str]] = (),
) -> Drawability:
    """Whether there is a valid draw, without drawing. Takes and raises the same as `draw`, but
    reports what is impossible instead of raising it."""
    groups = tuple(groups)
    rules = Rules.build(participants, exclusions, groups)
    switching = Switching.over(rules)
    if switching and switching.is_drawable:
        return Drawability(True, False, *_fewest(rules, rules.barred_counts))
    fewest = _fewest(rules, [rules.size - row.bit_count() for row in rules.rows])
    matching = maximum_matching(rules.rows)
    if not matching.is_perfect:
        why = impossible(rules, exclusions, groups, matching)
        return Drawability(False, False, *fewest, impossible=why)
    blocks = find_blocks(rules.rows, rules.columns, matching)
    forced = rules.names(block.givers[0] for block in blocks if block.is_forced)
    return Drawability(True, len(forced) == rules.size, *fewest, forced)


def _fewest(rules: Rules, barred: Sequence[int]) -> tuple[tuple[str, ...], int]:
    most = max(barred)
    return rules.names(one for one, count in enumerate(barred) if count == most), rules.size - most


def in_the_way(
    participants: Sequence[str],
    exclusions: Collection[tuple[str, str]],
    wishes: Collection[tuple[str, str]],
    *,
    groups: Sequence[Collection[str]] = (),
) -> tuple[tuple[str, str], ...]:
    """The fewest of `wishes`, further (giver, recipient) pairs, without which there is a valid
    draw; none where there is one with them all. There must be one without any of them."""
    rules = Rules.build(participants, exclusions, tuple(groups))
    coded = rules.coded(wishes)
    switching = Switching.over(rules.without(coded))
    if switching and switching.is_drawable:
        return ()
    costly = [0] * rules.size
    for giver, to in (divmod(pair, rules.size) for pair in coded):
        costly[giver] |= 1 << to
    _, matching = cheapest(rules.rows, costly)
    people = rules.people
    return tuple(
        (people[giver], people[to])
        for giver, to in enumerate(matching.recipient_of)
        if costly[giver] >> to & 1
    )


def impossible(
    rules: Rules,
    exclusions: Collection[tuple[str, str]],
    groups: Sequence[Collection[str]],
    matching: Matching,
) -> DrawImpossible:
    """`rules` are made from `exclusions` and `groups`, and `matching` is a maximum one under them,
    which leaves somebody out."""
    short = smallest_shortage(rules.rows, rules.columns, matching)
    people, partners = rules.names(bits(short.people)), rules.names(bits(short.partners))
    givers, recipients = (people, partners) if short.are_givers else (partners, people)
    confined = rules.names(bits(short.confined))
    return DrawImpossible(givers, recipients, confined, relax(rules, exclusions, groups, matching))
