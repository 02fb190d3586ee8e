"""What the draw is asked, what it answers, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What the whole of the assignments must look like, beyond the rules for each pair."""

    ANY = "any"
    #: Nobody gives to the person who gives to them.
    NO_RECIPROCAL = "no_reciprocal"
    #: Everybody in a single ring: going from giver to recipient passes all and comes back.
    ONE_CIRCLE = "one_circle"


@dataclass(frozen=True)
class Draw:
    """A valid draw.

    `assignments`: giver → recipient, everybody once on each side, in the order of the sorted
    givers. `repeats`: for each of the past rounds that were given, in their order, how many of its
    pairs came back. `sampler` names what chose among the valid draws (several, where people fell
    into independent blocks). `is_exact`: all valid draws were equally likely; otherwise as nearly
    as the sampler's docstring says.
    """

    assignments: Mapping[str, str]
    repeats: tuple[int, ...]
    sampler: str
    is_exact: bool


@dataclass(frozen=True)
class Relax:
    """Exclusions and groups without which there is a valid draw: give up all of these.

    `is_smallest`: no smaller number of them would do. Otherwise they are few, and fewer may do.
    """

    exclusions: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, ...], ...]
    is_smallest: bool


@dataclass(eq=False)
class DrawImpossible(Exception):
    """There is no valid draw.

    Either `givers` together may only give to `recipients`, who are fewer by one, or `recipients`
    together may only receive from `givers`, who are fewer by one; both in sorted order. They are
    the fewest who prove it where the participants are at most twelve, and few otherwise.
    `confined` are all who may only be paired with the shorter side, the longer side among them: as
    many of them as they exceed it by are left with nobody. `relax` is what to give up.

    With a `shape` other than `ANY` these are empty: the rules alone leave a draw, but it was proved
    that none has that shape.
    """

    givers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    confined: tuple[str, ...] = ()
    relax: Relax | None = None
    shape: Shape = Shape.ANY


@dataclass(eq=False)
class ShapeNotFound(Exception):
    """No draw of this shape was found, nor proved impossible, within `effort`, which says in words
    what was tried."""

    shape: Shape
    effort: str


class DrawBroken(AssertionError):
    """The engine broke its promise; nothing of it may be stored."""


@dataclass(frozen=True)
class Drawability:
    """Whether there is a valid draw, and how near it is to having none.

    `fewest`: the participants with the fewest possible recipients, and `fewest_count` how many
    those are, by the rules alone. `forced`: the givers who have the same recipient in every valid
    draw, so that whoever knows the rules knows whom they draw; `is_forced`: that is everybody.
    `impossible`: why there is no draw.
    """

    is_drawable: bool
    is_forced: bool
    fewest: tuple[str, ...]
    fewest_count: int
    forced: tuple[str, ...] = ()
    impossible: DrawImpossible | None = None


@dataclass(frozen=True)
class Repair:
    """Valid assignments after people left or joined.

    `changed`: the givers who had a recipient and now have another, in sorted order; who joined is
    not among them.
    """

    assignments: Mapping[str, str]
    changed: tuple[str, ...]
