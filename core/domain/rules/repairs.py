"""People who leave, or are let in, when names have been drawn."""

from __future__ import annotations

from datetime import datetime

from core.domain import errors
from core.domain.rules.people import check_organizer
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId

#: Where fewer take part, the number of changed matches could tell an organizer among them whose.
COUNTED_FROM = 6


def check_can_drop_out(exchange: Exchange, *, takes_part: bool) -> None:
    """From the draw until the exchange is over: before, one simply leaves."""
    if not takes_part:
        raise errors.NotParticipant
    _check_drawn(exchange)


def check_can_repair(exchange: Exchange, user_id: UserId) -> None:
    """Taking somebody out, letting somebody in, and drawing all names again."""
    check_organizer(exchange, user_id)
    _check_drawn(exchange)


def check_before_reveal(exchange: Exchange, now: datetime) -> None:
    """Once its moment has come, matches stand, though nobody may have been told yet: it is done
    within seconds, so views ask the rules above only."""
    if exchange.revealed_at or (exchange.reveal_at and exchange.reveal_at <= now):
        raise errors.RevealedAlready


def may_count_changes(joined_count: int) -> bool:
    """Whether organizers may learn how many matches a repair has changed."""
    return joined_count >= COUNTED_FROM


def _check_drawn(exchange: Exchange) -> None:
    if exchange.status != ExchangeStatus.DRAWN:
        raise errors.WrongStatus(exchange.status)
    if exchange.revealed_at:
        raise errors.RevealedAlready
