"""Joining, inviting and leaving."""

from __future__ import annotations

from datetime import datetime

from core.domain import errors
from core.domain.rules.people import check_organizer
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId


def check_can_join(exchange: Exchange, now: datetime) -> None:
    if exchange.status not in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
        raise errors.WrongStatus(exchange.status)
    if exchange.status == ExchangeStatus.STALLED or now >= exchange.draw_at:
        raise errors.JoiningClosed(exchange.draw_at)


def check_can_invite(exchange: Exchange, user_id: UserId, now: datetime) -> None:
    """As long as whoever is invited could join."""
    check_organizer(exchange, user_id)
    check_can_join(exchange, now)


def check_can_leave(exchange: Exchange) -> None:
    """Until names are drawn. A stalled exchange may be left: nothing has been drawn in it."""
    if exchange.status not in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
        raise errors.WrongStatus(exchange.status)
