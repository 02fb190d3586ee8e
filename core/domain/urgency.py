"""What somebody should see first of what they are in."""

from __future__ import annotations

from datetime import UTC, datetime, time

from core.domain.snapshots import Exchange, GiftSeen, Involvement
from core.domain.types import ExchangeStatus, GiftAnswer, GiftMark

S = ExchangeStatus
#: What is still to be drawn stands before what is, and that before what is over.
STAGES = {S.OPEN: 0, S.STALLED: 0, S.DRAWN: 1, S.COMPLETED: 2, S.CANCELLED: 2}


def urgency(one: Involvement) -> tuple[bool, int, float, str]:
    """To sort by: first what waits for this person, then what is nearest."""
    exchange = one.exchange
    return (not waits_for_them(one), STAGES[exchange.status], _moment(exchange), exchange.name)


def waits_for_them(one: Involvement) -> bool:
    """Whether something here goes on only once they have done something."""
    asked = bool(one.invited_by) or any(_is_to_be_given(rescue.gift) for rescue in one.rescues)
    return asked or _waits_for_participant(one) or (one.is_organizer and _waits_for_organizer(one))


def _waits_for_participant(one: Involvement) -> bool:
    status = one.exchange.status
    if status in (S.OPEN, S.STALLED):
        return one.is_participant and not one.has_wishlist
    is_there = one.awaited is not None and one.awaited.mark == GiftMark.GIVEN
    unsaid = one.awaited is not None and one.awaited.answer is None
    return (status == S.DRAWN and is_there and unsaid) or _waits_for_giver(one)


def _waits_for_giver(one: Involvement) -> bool:
    """What somebody else has stepped in for does not wait. Many give and never say so: once all is
    revealed or over, only what somebody misses does."""
    gift, exchange = one.gift, one.exchange
    if gift is None or gift.is_rescued:
        return False
    is_past = exchange.status != S.DRAWN or exchange.revealed_at is not None
    return gift.answer == GiftAnswer.MISSING if is_past else _is_to_be_given(gift)


def _is_to_be_given(gift: GiftSeen) -> bool:
    if gift.answer is None:
        return gift.mark != GiftMark.GIVEN
    return gift.answer == GiftAnswer.MISSING


def _waits_for_organizer(one: Involvement) -> bool:
    undrawable = one.drawability is not None and not one.drawability.is_drawable
    undelivered = one.report is not None and bool(one.report.failed or one.report.blocked)
    is_late = one.exchange.status == S.STALLED
    return is_late or undrawable or undelivered or one.missing_count > 0


def _moment(exchange: Exchange) -> float:
    """When the next thing happens: the draw, the exchange's day. Of what is over, the newest comes
    first; and what has no day, after what has one."""
    match STAGES[exchange.status]:
        case 0:
            return exchange.draw_at.timestamp()
        case 1 if exchange.exchange_on:
            return datetime.combine(exchange.exchange_on, time(), UTC).timestamp()
        case 1:
            return float("inf")
    return -(exchange.drawn_at or exchange.draw_at).timestamp()
