"""Holding an exchange once more."""

from __future__ import annotations

from core.domain import errors
from core.domain.rules.people import check_organizer
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId


def check_can_copy(exchange: Exchange, user_id: UserId) -> None:
    """Once it is over."""
    check_organizer(exchange, user_id)
    if exchange.status != ExchangeStatus.COMPLETED:
        raise errors.NotOverYet
