"""Drawing: proved possible first, then chosen at random among the valid draws."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from core.domain.draw.matching import Shortage, find_assignment, is_forced
from core.domain.draw.rules import Options, bits

#: Stored with each draw: the way from a seed to a draw may change, what was drawn stays.
ENGINE = "shuffle-walk-1"

MAX_SHUFFLES = 200


@dataclass(frozen=True)
class Draw:
    """`assignments`: giver → recipient, everybody once on each side."""

    assignments: Mapping[str, str]


@dataclass(eq=False)
class DrawImpossible(Exception):
    """`givers` together may only give to `recipients`, who are fewer; or `recipients` together may
    only receive from `givers`, who are fewer."""

    givers: tuple[str, ...]
    recipients: tuple[str, ...]


def draw(
    participants: Sequence[str],
    exclusions: Collection[tuple[str, str]] = (),
    *,
    seed: bytes,
    groups: Sequence[Collection[str]] = (),
) -> Draw:
    """One valid draw, chosen by `seed`.

    `exclusions` are (giver, recipient) pairs that must not be drawn; members of one of `groups`
    never draw one another. Raises `DrawImpossible` when there is no valid draw and `ValueError`
    for fewer than two people.
    """
    options = Options.build(participants, exclusions, groups)
    found = find_assignment(options)
    if isinstance(found, Shortage):
        raise _impossible(options, found)
    chance = Random(seed)  # noqa: S311 - the seed is 32 bytes from the system's generator
    recipients = _shuffled(options, chance) or _walked(options, found, chance)
    people = options.people
    return Draw({people[giver]: people[to] for giver, to in enumerate(recipients)})


@dataclass(frozen=True)
class Feasible:
    """There is a valid draw. `is_forced`: only one, so that whoever knows the rules knows it."""

    is_forced: bool


def find_feasibility(
    participants: Sequence[str],
    exclusions: Collection[tuple[str, str]] = (),
    groups: Sequence[Collection[str]] = (),
) -> Feasible | DrawImpossible:
    """Whether there is a valid draw, without drawing; or why there is none. Raises as `draw`."""
    options = Options.build(participants, exclusions, groups)
    found = find_assignment(options)
    if isinstance(found, Shortage):
        return _impossible(options, found)
    return Feasible(is_forced(options))


def _impossible(options: Options, givers_short: Shortage) -> DrawImpossible:
    """The shorter of the two explanations: givers with too few recipients, or the mirror."""
    names = options.people
    mirror = find_assignment(options.mirrored())
    if isinstance(mirror, Shortage) and len(mirror.people) < len(givers_short.people):
        return DrawImpossible(
            givers=tuple(names[i] for i in mirror.partners),
            recipients=tuple(names[i] for i in mirror.people),
        )
    return DrawImpossible(
        givers=tuple(names[i] for i in givers_short.people),
        recipients=tuple(names[i] for i in givers_short.partners),
    )


def _shuffled(options: Options, chance: Random) -> list[int] | None:
    """A shuffle that happens to be valid: exactly uniform, and found at once when rules are few."""
    recipients = list(range(len(options.people)))
    for _ in range(MAX_SHUFFLES):
        chance.shuffle(recipients)
        if all(options.allowed[giver] >> to & 1 for giver, to in enumerate(recipients)):
            return recipients
    return None


def _walked(options: Options, recipients: list[int], chance: Random) -> list[int]:
    """Walk at random through the valid draws, from the one that was found.

    One excursion frees somebody's recipient; whoever is without one picks any they may have and
    frees its giver, until somebody picks the one that was freed. It is the trace of the chain of
    Jerrum and Sinclair (1989) on perfect matchings: symmetric, so the limit is uniform, and any
    two valid draws are connected. The start is forgotten by about half in each excursion.
    """
    size = len(recipients)
    giver_of = [0] * size
    for giver, to in enumerate(recipients):
        giver_of[to] = giver
    for _ in range(2 * size.bit_length() + 40):
        free = chance.randrange(size)
        hole, picked = recipients[free], -1
        while picked != hole:
            picked = _pick(options.allowed[free], size, chance)
            owner = giver_of[picked]
            recipients[free], giver_of[picked] = picked, free
            free = owner
    return recipients


def _pick(mask: int, size: int, chance: Random) -> int:
    """Any of the set bits, each as likely: by trial where most are set, else by counting."""
    if mask.bit_count() * 8 < size:
        return chance.choice(bits(mask))
    while True:
        picked = chance.randrange(size)
        if mask >> picked & 1:
            return picked


class DrawBroken(AssertionError):
    """The engine broke its promise; nothing of it may be stored."""


def check_draw(
    drawn: Draw,
    participants: Sequence[str],
    exclusions: Collection[tuple[str, str]] = (),
    groups: Sequence[Collection[str]] = (),
) -> None:
    """Check a draw against what it was made from, without trusting how it was made.

    Raises `DrawBroken` unless everybody gives once and receives once, nobody themself, and no
    exclusion is broken.
    """
    pairs = set(drawn.assignments.items())
    everyone = sorted(participants)
    if sorted(drawn.assignments) != everyone or sorted(drawn.assignments.values()) != everyone:
        raise DrawBroken("not everybody gives and receives once")
    if any(giver == recipient for giver, recipient in pairs) or pairs & set(exclusions):
        raise DrawBroken("somebody drew whom they must not")
    for group in map(frozenset, groups):
        if any(giver in group and recipient in group for giver, recipient in pairs):
            raise DrawBroken("two of a group drew one another")
