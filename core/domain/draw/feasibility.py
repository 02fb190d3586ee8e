"""Whether there is a draw at all; and if not, why, and what to give up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.domain.draw.blocks import find_blocks
from core.domain.draw.masks import bits
from core.domain.draw.matching import Matching, maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.relaxing import relax
from core.domain.draw.results import Drawability, DrawImpossible
from core.domain.draw.shortage import smallest_shortage


def drawability(
    participants: Sequence[str],
    exclusions: Collection[tuple[str, str]] = (),
    *,
    groups: Sequence[Collection[str]] = (),
) -> Drawability:
    """Whether there is a valid draw, without drawing. Takes and raises the same as `draw`, but
    reports what is impossible instead of raising it."""
    rules = Rules.build(participants, exclusions, groups)
    rows = rules.rows
    options = [row.bit_count() for row in rows]
    fewest = min(options)
    names = rules.names(giver for giver, count in enumerate(options) if count == fewest)
    matching = maximum_matching(rows)
    if not matching.is_perfect:
        return Drawability(
            False, False, names, fewest, impossible(rules, exclusions, groups, matching)
        )
    is_forced = fewest == 1 and all(
        block.is_forced for block in find_blocks(rows, rules.columns, matching)
    )
    return Drawability(True, is_forced, names, fewest)


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
