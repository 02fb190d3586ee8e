"""An exchange looked over before its draw."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors import RefusedAs
from core.domain.snapshots.deliveries import FailedDelivery
from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.exclusions import Drawability
from core.domain.types import ExchangeStatus, UserId


@dataclass(frozen=True)
class Preflight:
    """What organizers may want to see to before names are drawn.

    `unable`: who can't take part any more, as far as Slack has told, and why. `unreachable`: to
    whom the last message could not be delivered. `wishless`: who has written no wishlist, and
    `unasked_count` how many of them can still be asked to. `silent_count`: so many have been
    invited and have not answered, and `reminded_count` of these get a reminder yet. `blocked`:
    Slack's error code, while it refuses everything that Kringle sends here.
    """

    exchange: Exchange
    drawability: Drawability
    unable: tuple[tuple[UserId, RefusedAs], ...] = ()
    unreachable: tuple[FailedDelivery, ...] = ()
    wishless: tuple[UserId, ...] = ()
    unasked_count: int = 0
    silent_count: int = 0
    reminded_count: int = 0
    blocked: str | None = None

    @property
    def is_ready(self) -> bool:
        """Whether there is nothing to see to, and names are drawn by themselves. Wishlists are no
        more than a wish: who has been asked for one, or wants no reminders, is left in peace."""
        open_ends = self.unable or self.unreachable or self.unasked_count or self.blocked
        is_awaited = self.exchange.status == ExchangeStatus.OPEN
        return is_awaited and self.drawability.is_drawable and not open_ends


@dataclass(frozen=True)
class LeftOut:
    """What came of leaving people out, and how it stands then. `gone` are out by this; `able` can
    take part after all, as it turned out. Nobody is either where somebody had seen to it already.
    """

    found: Preflight
    gone: tuple[UserId, ...] = ()
    able: tuple[UserId, ...] = ()
