"""How one person stands to their exchanges."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.deliveries import DeliveryReport
from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.exclusions import Drawability
from core.domain.snapshots.gifts import GiftSeen, Rescue
from core.domain.types import Side, UserId


@dataclass(frozen=True)
class Involvement:
    """One exchange as one person stands to it: what `/santa status` and the App Home show.

    `muted`: the sides that this person takes no anonymous messages from. `gift` is the one they
    give, `awaited` the one they get, and `rescues` those they give in another's place, while they
    can say something of them. `missing_count`: for organizers, how many gifts are missing.
    `invited_by`: who asked them to join, while they have not answered. All that stands after it is
    filled for organizers only; of the invited they learn how many have not answered, or have
    declined, and not who.
    """

    exchange: Exchange
    is_participant: bool
    is_organizer: bool
    has_wishlist: bool = False
    muted: frozenset[Side] = frozenset()
    invited_by: UserId | None = None
    roster: tuple[UserId, ...] = ()
    drawability: Drawability | None = None
    exclusion_count: int = 0
    report: DeliveryReport | None = None
    invited_count: int = 0
    declined_count: int = 0
    gift: GiftSeen | None = None
    awaited: GiftSeen | None = None
    rescues: tuple[Rescue, ...] = ()
    missing_count: int = 0
