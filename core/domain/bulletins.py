"""What an organizer writes to everybody in an exchange: how much, and until when. Pure, like
`core.domain.rules`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.errors import BulletinProblem, BulletinRefused, TooManyBulletins, WrongStatus
from core.domain.rules import check_organizer
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId

#: With our own words a message stays below the 4,000 characters that Slack posts once.
MAX_TEXT = 2000
#: By all organizers of an exchange together.
MOST_A_DAY = 5
DAY = timedelta(days=1)

#: Thanks come afterwards.
WHILE = (
    ExchangeStatus.OPEN,
    ExchangeStatus.STALLED,
    ExchangeStatus.DRAWN,
    ExchangeStatus.COMPLETED,
)


class Audience(StrEnum):
    """To whom it goes, but for its writer: `EVERYBODY` are also those who have not answered their
    invitation."""

    JOINED = "joined"
    EVERYBODY = "everybody"


def check_can_write(exchange: Exchange, user_id: UserId) -> None:
    """Whether this person may write to everybody in it."""
    check_organizer(exchange, user_id)
    if exchange.status not in WHILE:
        raise WrongStatus(exchange.status)


def check_text(text: str) -> None:
    if not text.strip():
        raise BulletinRefused(BulletinProblem.EMPTY)
    if len(text) > MAX_TEXT:
        raise BulletinRefused(BulletinProblem.TOO_LONG)


def check_pace(written_at: Sequence[datetime], now: datetime) -> None:
    """`written_at`: of every message to all so far. Raises `TooManyBulletins` with how long to wait
    before the next one."""
    lately = sorted(moment for moment in written_at if moment > now - DAY)
    if len(lately) >= MOST_A_DAY:
        raise TooManyBulletins(lately[-MOST_A_DAY] + DAY - now)
