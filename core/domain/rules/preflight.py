"""Looking an exchange over before its draw, and what organizers do about it."""

from __future__ import annotations

from core.domain import errors
from core.domain.rules.people import check_organizer
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId


def check_can_prepare(exchange: Exchange, user_id: UserId) -> None:
    """Leaving people out who can't take part, or asking for wishlists: until names are drawn."""
    check_organizer(exchange, user_id)
    if exchange.status not in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
        raise errors.WrongStatus(exchange.status)
