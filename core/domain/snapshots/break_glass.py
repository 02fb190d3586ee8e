"""One single match that is opened in an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import OpeningStatus, UserId


@dataclass(frozen=True)
class OpeningForm:
    """For an organizer who could ask now. `others`: the organizers who could agree."""

    exchange: Exchange
    others: tuple[UserId, ...]


@dataclass(frozen=True)
class OpeningRequest:
    """For those who are to agree. It says whose match, and not whom they give to."""

    exchange: Exchange
    opening_id: str
    asked_by: UserId
    giver_id: UserId
    reason: str


@dataclass(frozen=True)
class OpeningAnswer:
    """For whoever asked: what has become of it. `decided_by` is nobody where it lapsed."""

    exchange: Exchange
    opening_id: str
    status: OpeningStatus
    decided_by: UserId | None


@dataclass(frozen=True)
class OpenedMatch:
    """The one match, for the eyes of whoever asked."""

    exchange: Exchange
    giver_id: UserId
    recipient_id: UserId


@dataclass(frozen=True)
class OpenedNotice:
    """For everybody in the exchange: that a match was opened, and not which."""

    exchange: Exchange
    asked_by: UserId
    decided_by: UserId


@dataclass(frozen=True)
class Opened:
    """What organizers read of it later: when a match was opened and by whom, and never which."""

    opened_at: datetime
    asked_by: UserId
    decided_by: UserId
