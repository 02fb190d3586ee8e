"""Who must not draw whom, and whether a draw exists all the same."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import ExclusionId, ExclusionKind, Origin, UserId


@dataclass(frozen=True)
class Exclusion:
    """A rule as somebody set it. One-way: `people` is (giver, recipient); otherwise all of them."""

    exclusion_id: ExclusionId
    kind: ExclusionKind
    people: tuple[UserId, ...]
    set_by: UserId
    origin: Origin | None = None


@dataclass(frozen=True)
class Relaxation:
    """Exclusions without which an exchange can be drawn, all of them together.

    Several may say the same. They are the fewest, or few if not `is_smallest`, and with them what
    else has to go so that it stays a secret. `is_secret`: removing them makes nobody's match
    certain to those who know the exclusions. `absent`: who is named in them and has not joined.
    """

    exclusions: tuple[Exclusion, ...]
    is_smallest: bool
    is_secret: bool
    absent: tuple[UserId, ...] = ()


@dataclass(frozen=True)
class Drawability:
    """Whether the exchange could be drawn now, and how near it is to the opposite.

    Impossible: `givers` together may only give to `recipients`, who are fewer (or the other way
    round: `recipients` together have only `givers`, who are fewer). They are few, to prove it;
    `confined` are all who may only be paired with the fewer ones. `relax` is what to remove.

    `fewest`: who has the fewest possible recipients, by the exclusions alone, and `fewest_count`
    how many those are. `forced`: the givers who have the same recipient in every valid draw, so
    that whoever knows the exclusions knows whom they draw; `is_forced`: that is everybody.

    All of these follow from the exclusions that organizers see. `private_count`: so many of the
    others would have to go, too, so that names can be drawn, at the least.
    """

    joined_count: int
    is_drawable: bool
    is_too_few: bool = False
    is_forced: bool = False
    forced: tuple[UserId, ...] = ()
    givers: tuple[UserId, ...] = ()
    recipients: tuple[UserId, ...] = ()
    confined: tuple[UserId, ...] = ()
    relax: Relaxation | None = None
    fewest: tuple[UserId, ...] = ()
    fewest_count: int = 0
    private_count: int = 0


@dataclass(frozen=True)
class ExclusionBoard:
    """What the exclusions modal shows to one person.

    An organizer sees every exclusion that is not private, and the drawability; everybody sees what
    they have set themselves. `private_count`: how many there are that an organizer does not see.
    `has_past`: names have been drawn here before, in other exchanges.
    """

    exchange: Exchange
    exclusions: tuple[Exclusion, ...]
    is_organizer: bool
    drawability: Drawability | None
    has_past: bool = False
    private_count: int = 0


@dataclass(frozen=True)
class StalledNotice:
    exchange: Exchange
    drawability: Drawability
