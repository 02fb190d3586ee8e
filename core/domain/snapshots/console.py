"""What the organizers' console shows. Nothing in it tells who gives to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.domain.roster import Standing
from core.domain.snapshots.break_glass import Opened
from core.domain.snapshots.deliveries import DeliveryReport, FailedDelivery
from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.exclusions import Drawability
from core.domain.types import UserId


@dataclass(frozen=True)
class Placed:
    """Somebody with a place in an exchange. `joined_at` is None for whoever is not in."""

    user_id: UserId
    standing: Standing
    joined_at: datetime | None = None


@dataclass(frozen=True)
class RosterPage:
    """`standing` is the one that was asked for, None for all. The first page is 0."""

    people: tuple[Placed, ...] = ()
    standing: Standing | None = None
    page: int = 0
    last_page: int = 0


@dataclass(frozen=True)
class Roster:
    """Everybody with a place in an exchange."""

    exchange: Exchange
    people: tuple[Placed, ...] = ()


@dataclass(frozen=True)
class MessageReport:
    """How far messages that say the same to many have got."""

    sent_count: int = 0
    waiting_count: int = 0
    failed: tuple[FailedDelivery, ...] = ()


@dataclass(frozen=True)
class ConsoleBoard:
    """One exchange for its organizers. `silent_count` were invited and have not answered;
    `remindable_count` of them may be reminded now.

    `drawability` is there until names are drawn, `report` of the matches afterwards. `bulletin` is
    about the newest message to everybody. `openings` are the matches that were opened in an
    emergency, the first one first.
    """

    exchange: Exchange
    roster: RosterPage
    joined_count: int = 0
    silent_count: int = 0
    declined_count: int = 0
    left_count: int = 0
    remindable_count: int = 0
    drawability: Drawability | None = None
    report: DeliveryReport | None = None
    invitations: MessageReport = MessageReport()
    bulletin: MessageReport = MessageReport()
    openings: tuple[Opened, ...] = ()
