"""Anonymous messages between giver and recipient: what may be written, how much, and until when.
Pure, like `core.domain.rules`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.domain.errors import TalkProblem, TalkRefused, TooManyMessages, WrongStatus
from core.domain.rules import completes_at
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus

MAX_TEXT = 1000
#: What each side may write to the other.
MOST_AN_HOUR = 10
MOST_AT_ALL = 50
HOUR = timedelta(hours=1)
#: Thanks come afterwards.
OPEN_AFTERWARDS = timedelta(days=14)


def check_can_talk(exchange: Exchange, now: datetime) -> None:
    """Once names are drawn, and for a while after the exchange is over."""
    if exchange.status == ExchangeStatus.DRAWN:
        return
    if exchange.status != ExchangeStatus.COMPLETED or now >= _closes_at(exchange):
        raise WrongStatus(exchange.status)


def check_text(text: str) -> None:
    if not text.strip():
        raise TalkRefused(TalkProblem.EMPTY)
    if len(text) > MAX_TEXT:
        raise TalkRefused(TalkProblem.TOO_LONG)


def check_pace(written_at: Sequence[datetime], now: datetime) -> None:
    """`written_at`: of every message of this side so far. Raises `TooManyMessages` with how long to
    wait before the next one."""
    if len(written_at) >= MOST_AT_ALL:
        raise TooManyMessages(None)
    lately = sorted(moment for moment in written_at if moment > now - HOUR)
    if len(lately) >= MOST_AN_HOUR:
        raise TooManyMessages(lately[-MOST_AN_HOUR] + HOUR - now)


def _closes_at(exchange: Exchange) -> datetime:
    drawn_at = exchange.drawn_at or exchange.draw_at
    return completes_at(drawn_at, exchange.time_zone, exchange.exchange_on) + OPEN_AFTERWARDS
