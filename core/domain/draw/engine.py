"""Drawing, and saying whether it can be done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from operator import eq

from core.domain.draw.chance import STREAM, Chance
from core.domain.draw.cheapest import cheapest
from core.domain.draw.crossing import Crossing
from core.domain.draw.feasibility import impossible
from core.domain.draw.masks import transposed
from core.domain.draw.matching import NOBODY, maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.results import (
    Draw,
    DrawImpossible,
    Shape,
    ShapeNotFound,
)
from core.domain.draw.sampling import Sample, Sampler, Sampling
from core.domain.draw.shapes import shaped
from core.domain.draw.switching import MAX_EXPONENT, Switching

#: Stored with each draw: the way from a seed to a draw may change, what was drawn stays.
ENGINE = f"kringle-draw-2/{STREAM}"


def draw(
    participants: Sequence[str],
    exclusions: Collection[tuple[str, str]] = (),
    *,
    seed: bytes,
    groups: Sequence[Collection[str]] = (),
    past: Sequence[Mapping[str, str]] = (),
    shape: Shape = Shape.ANY,
) -> Draw:
    """One of the valid draws, chosen by `seed`, each as likely.

    `exclusions` are (giver, recipient) pairs that must not be drawn; members of one of `groups`
    never draw one another. `past` are earlier assignments, newest first, whose pairs are avoided:
    first as few as possible of the newest come back, then as few as possible of the next, and all
    draws that do best are equally likely. `shape` asks for more of the whole.

    The order in which people, exclusions, groups and members are named makes no difference, and
    neither does naming a rule twice. Names in rules that do not take part are ignored, and so is an
    exclusion of somebody from themself.

    Raises `DrawImpossible` when there is no valid draw, `ShapeNotFound` when none of that shape was
    found, and `ValueError` for fewer than two people and for a participant named twice.
    """
    rules = Rules.build(participants, exclusions, groups)
    rounds = [rules.round(recipients) for recipients in past]
    chance = Chance(seed)
    if shape is Shape.ANY:
        sampled = _any_shape(rules, rounds, chance)
    else:
        sampled = _shaped(rules, rounds, shape, chance)
    if sampled is None:
        raise impossible(rules, exclusions, groups, maximum_matching(rules.rows))
    return _as_draw(rules, sampled, rounds)


def _any_shape(rules: Rules, rounds: Sequence[Sequence[int]], chance: Chance) -> Sample | None:
    """None when there is no draw, even with repeats."""
    avoiding = rules.avoiding(rounds)
    if draw_one := _sampler(avoiding, chance):
        return draw_one()
    if not rounds:
        return None
    rows = rules.rows
    matching = maximum_matching(rows)
    if not matching.is_perfect:
        return None
    for recipients in rounds:
        again = [0 if to == NOBODY else 1 << to for to in recipients]
        rows, matching = cheapest(rows, again)
    return Sampling.of(rows, transposed(rows), matching).draw(chance)


def _shaped(
    rules: Rules, rounds: Sequence[Sequence[int]], shape: Shape, chance: Chance
) -> Sample | None:
    """As many of the newest rounds are avoided wholly as the shape allows for. None when there is
    no draw by the rules, whatever its shape."""
    for kept in range(len(rounds), -1, -1):
        avoiding = rules.avoiding(rounds[:kept])
        draw_one = _sampler(avoiding, chance)
        if draw_one is None:
            continue
        try:
            return shaped(avoiding, shape, chance, draw_one)
        except (DrawImpossible, ShapeNotFound):
            if kept == 0:
                raise
    return None


def _sampler(rules: Rules, chance: Chance) -> Callable[[], Sample] | None:
    """What draws one of the valid draws at each call; None when there is none."""
    switching = Switching.over(rules)
    if switching and switching.is_drawable and switching.exponent <= MAX_EXPONENT:
        return partial(_draw_by, Sampler.SWITCHING, switching, rules, chance)
    matching = maximum_matching(rules.rows)
    if not matching.is_perfect:
        return None
    crossing = Crossing.over(rules)
    if crossing and crossing.is_worth_trying:
        return partial(_draw_by, Sampler.CROSSING, crossing, rules, chance)
    return partial(Sampling.of(rules.rows, rules.columns, matching).draw, chance)


def _draw_by(sampler: Sampler, first: Switching | Crossing, rules: Rules, chance: Chance) -> Sample:
    """By `first`, or by whatever serves, should none of its attempts come out; that takes nothing
    from uniformity, since attempts come out alike often for every draw."""
    recipients = first.draw(chance)
    if recipients is not None:
        return Sample(recipients, frozenset((sampler,)))
    matching = maximum_matching(rules.rows)
    return Sampling.of(rules.rows, rules.columns, matching).draw(chance)


def _as_draw(rules: Rules, sampled: Sample, rounds: Sequence[Sequence[int]]) -> Draw:
    return Draw(
        rules.assignments(sampled.recipients),
        tuple(sum(map(eq, recipients, sampled.recipients)) for recipients in rounds),
        "+".join(sorted(sampled.samplers)),
        sampled.is_exact,
    )
