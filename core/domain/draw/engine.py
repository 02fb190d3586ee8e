"""Drawing, and saying whether it can be done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from operator import eq

from core.domain.draw.chance import STREAM, Chance
from core.domain.draw.cheapest import cheapest
from core.domain.draw.crossing import Crossing
from core.domain.draw.feasibility import impossible
from core.domain.draw.masks import transposed
from core.domain.draw.matching import NOBODY, Matching, maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.results import (
    Draw,
    DrawImpossible,
    Shape,
    ShapeNotFound,
)
from core.domain.draw.sampling import Sample, Sampler, Sampling
from core.domain.draw.shapes import cheapest_shaped, shaped
from core.domain.draw.switching import MAX_EXPONENT, Switching

#: Stored with each draw: the way from a seed to a draw may change, what was drawn stays.
ENGINE = f"kringle-draw-2/{STREAM}"

#: Up to so many people, the pairs that a cheapest draw leaves out are written out one by one.
_NARROWED = 1_000


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
    draws that do best are equally likely. `shape` asks for more of the whole; with one, repeats are
    as few as can be for up to 8 people (13 for a circle), and beyond that as few as was found.

    The order in which people, exclusions, groups and members are named makes no difference, and
    neither does naming a rule twice. Names in rules that do not take part are ignored, and so is an
    exclusion of somebody from themself.

    Raises `DrawImpossible` when there is no valid draw, `ShapeNotFound` when none of that shape was
    found, and `ValueError` for fewer than two people and for a participant named twice.
    """
    groups = tuple(groups)
    rules = Rules.build(participants, exclusions, groups)
    rounds = [rules.round(recipients) for recipients in past]
    chance = Chance(seed)
    if shape is Shape.ANY:
        draw_one = sampler(rules, rounds, chance)
        sampled = draw_one() if draw_one else None
    else:
        sampled = _shaped(rules, rounds, shape, chance)
    if sampled is None:
        raise impossible(rules, exclusions, groups, maximum_matching(rules.rows))
    return _as_draw(rules, sampled, rounds)


def sampler(
    rules: Rules, rounds: Sequence[Sequence[int]], chance: Chance
) -> Callable[[], Sample] | None:
    """What draws at each call one of the valid draws, each as likely; of those with the fewest
    repeats, where none does without. None when there is no draw, even with repeats."""
    if draw_one := _without_repeats(rules.avoiding(rounds), chance):
        return draw_one
    if not rounds or not (best := _fewest_repeats(rules, rounds)):
        return None
    rows, matching = best
    return partial(Sampling.of(rows, transposed(rows), matching).draw, chance)


def _fewest_repeats(
    rules: Rules, rounds: Sequence[Sequence[int]]
) -> tuple[list[int], Matching] | None:
    """Options, as masks, whose perfect matchings are just the draws with the fewest repeats, and
    one of these; None when there is no draw."""
    rows, matching = rules.rows, maximum_matching(rules.rows)
    if not matching.is_perfect:
        return None
    for recipients in rounds:
        again = [0 if to == NOBODY else 1 << to for to in recipients]
        rows, matching = cheapest(rows, again)
    return rows, matching


def _shaped(
    rules: Rules, rounds: Sequence[Sequence[int]], shape: Shape, chance: Chance
) -> Sample | None:
    """Without repeats, where that is found; else with the fewest, where people are so few that all
    draws can be looked at; else with as few as is found. None when there is no draw by the rules,
    whatever its shape."""
    for looser in _ever_looser(rules, rounds):
        try:
            if (draw_one := _without_repeats(looser, chance)) is not None:
                return shaped(looser, shape, chance, draw_one)
        except (DrawImpossible, ShapeNotFound):
            if looser is rules:
                raise
        is_drawable = maximum_matching(rules.rows).is_perfect
        costs = _costs(rounds, rules.size)
        if is_drawable and (sampled := cheapest_shaped(rules, shape, chance, costs)):
            return sampled
    return None


def _ever_looser(rules: Rules, rounds: Sequence[Sequence[int]]) -> Iterator[Rules]:
    """No repeats; then those that a draw of any shape cannot do without; then one round after the
    other is given up, the oldest first."""
    if rounds:
        yield rules.avoiding(rounds)
        if rules.size <= _NARROWED and (best := _fewest_repeats(rules, rounds)):
            yield rules.only(best[0])
        for kept in range(len(rounds) - 1, 0, -1):
            yield rules.avoiding(rounds[:kept])
    yield rules


def _costs(rounds: Sequence[Sequence[int]], size: int) -> dict[int, int]:
    """One repeat of a round costs more than any number of repeats of older ones."""
    costs: dict[int, int] = {}
    for age, recipients in enumerate(reversed(rounds)):
        for giver, to in enumerate(recipients):
            if to != NOBODY:
                pair = giver * size + to
                costs[pair] = costs.get(pair, 0) + (size + 1) ** age
    return costs


def _without_repeats(rules: Rules, chance: Chance) -> Callable[[], Sample] | None:
    """What draws at each call one of the draws that `rules` allow; None when there is none."""
    switching = Switching.over(rules)
    if switching and switching.is_drawable and switching.exponent <= MAX_EXPONENT:
        return partial(_draw_by, Sampler.SWITCHING, switching, rules, chance)
    matching = maximum_matching(rules.rows)
    if not matching.is_perfect:
        return None
    crossing = Crossing.over(rules)
    if crossing and crossing.is_worth_trying:
        return partial(_draw_by, Sampler.CROSSING, crossing, rules, chance)
    return partial(_sampling(rules, matching, switching).draw, chance)


def _draw_by(sampler: Sampler, first: Switching | Crossing, rules: Rules, chance: Chance) -> Sample:
    """By `first`, or by whatever serves, should none of its attempts come out; that takes nothing
    from uniformity, since attempts come out alike often for every draw."""
    recipients = first.draw(chance)
    if recipients is not None:
        return Sample(recipients, frozenset((sampler,)))
    matching = maximum_matching(rules.rows)
    return _sampling(rules, matching, Switching.over(rules)).draw(chance)


def _sampling(rules: Rules, matching: Matching, switching: Switching | None) -> Sampling:
    is_one_block = switching is not None and switching.is_drawable
    return Sampling.of(rules.rows, rules.columns, matching, is_one_block=is_one_block)


def _as_draw(rules: Rules, sampled: Sample, rounds: Sequence[Sequence[int]]) -> Draw:
    return Draw(
        rules.assignments(sampled.recipients),
        tuple(sum(map(eq, recipients, sampled.recipients)) for recipients in rounds),
        "+".join(sorted(sampled.samplers)),
        sampled.is_exact,
    )
