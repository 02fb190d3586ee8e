"""The statuses of an exchange, and what leads from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import ParamSpec
from zoneinfo import ZoneInfo

from core.domain import errors
from core.domain.rules.people import check_organizer
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId

MIN_PEOPLE = 3
#: An exchange without a day of its own is over this long after its draw.
COMPLETED_AFTER = timedelta(days=30)
OPEN_AFTER_DRAW = timedelta(days=7)

S = ExchangeStatus

#: Every status and the ones it may turn into; `tests` hold the table complete.
TRANSITIONS: dict[ExchangeStatus, frozenset[ExchangeStatus]] = {
    S.OPEN: frozenset({S.STALLED, S.DRAWN, S.CANCELLED}),
    S.STALLED: frozenset({S.OPEN, S.DRAWN, S.CANCELLED}),
    S.DRAWN: frozenset({S.COMPLETED, S.CANCELLED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset(),
}

P = ParamSpec("P")


def allowed(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether `check` would let it happen."""
    try:
        check(*args, **kwargs)
    except errors.SantaError:
        return False
    return True


def check_transition(exchange: Exchange, to: ExchangeStatus) -> None:
    if to not in TRANSITIONS[exchange.status]:
        raise errors.WrongStatus(exchange.status)


def check_can_see_match(exchange: Exchange) -> None:
    """Once drawn, and afterwards; not in one that was cancelled."""
    if exchange.status not in (S.DRAWN, S.COMPLETED):
        raise errors.NoMatchNow(exchange.status)


def check_can_draw(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    check_transition(exchange, S.DRAWN)


def check_can_cancel(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    check_transition(exchange, S.CANCELLED)


def check_can_postpone(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    if exchange.status not in (S.OPEN, S.STALLED):
        raise errors.WrongStatus(exchange.status)


def check_can_retry(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    if exchange.status not in (S.DRAWN, S.COMPLETED):
        raise errors.WrongStatus(exchange.status)


def completes_at(drawn_at: datetime, time_zone: str, exchange_on: date | None) -> datetime:
    """When a drawn exchange is over: as its day ends there, but not within a week of a draw that
    came late; without a day a month after the draw."""
    if exchange_on is None:
        return drawn_at + COMPLETED_AFTER
    day_ends = datetime.combine(exchange_on + timedelta(days=1), time(), ZoneInfo(time_zone))
    return max(day_ends.astimezone(UTC), drawn_at + OPEN_AFTER_DRAW)
