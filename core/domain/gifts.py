"""Gifts on their way: what giver and recipient may say of them, and when. Pure, like the rules."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.errors import GiftProblem, GiftRefused, RescueProblem, RescueRefused
from core.domain.rules import check_can_see_match, check_organizer
from core.domain.snapshots import Exchange, GiftSeen
from core.domain.talk import check_can_talk
from core.domain.types import ExchangeStatus, GiftAnswer, GiftMark, UserId

#: So long a giver has after they were told that nothing has come, and whoever steps in after they
#: were asked: over a weekend, until Monday.
GIVER_HAS = timedelta(days=2)
#: Whoever steps in must not be the recipient, and ought not to be the giver, and no organizer may
#: learn whom of those named that is: of three people there is always one who fits.
MIN_NAMED = 3
MAX_NAMED = 20


def check_can_mark(exchange: Exchange, gift: GiftSeen, now: datetime) -> None:
    """For the giver, or whoever steps in for them: saying that it is ready, or given."""
    check_can_talk(exchange, now)
    if gift.answer == GiftAnswer.CAME:
        raise GiftRefused(GiftProblem.HAS_COME)


def check_can_take_back(exchange: Exchange, gift: GiftSeen, now: datetime) -> None:
    """What the giver has said of it, until the recipient has answered."""
    check_can_mark(exchange, gift, now)
    if gift.answer is not None:
        raise GiftRefused(GiftProblem.ANSWERED)
    if gift.mark is None:
        raise GiftRefused(GiftProblem.NOT_MARKED)


def check_can_thank(exchange: Exchange, gift: GiftSeen, now: datetime) -> None:
    """For the recipient: saying that it has come. Some come before anybody has said a word."""
    check_can_talk(exchange, now)
    if gift.answer == GiftAnswer.CAME:
        raise GiftRefused(GiftProblem.SAID_ALREADY)


def check_can_miss(exchange: Exchange, gift: GiftSeen, now: datetime) -> None:
    """For the recipient: saying that nothing has come. From the exchange day on, or as soon as the
    giver says that it was given; whoever steps in has some time first, unless they are gone."""
    check_can_thank(exchange, gift, now)
    if gift.answer == GiftAnswer.MISSING:
        raise GiftRefused(GiftProblem.MISSED_ALREADY)
    if gift.mark == GiftMark.GIVEN:
        return
    if gift.is_rescued:  # it was missed before, so its day has come
        if not gift.rescuer_is_gone and now < _rescuer_has_until(gift):
            raise GiftRefused(GiftProblem.JUST_ASKED)
    elif not _is_time(exchange, now):
        raise GiftRefused(GiftProblem.TOO_EARLY)


def _rescuer_has_until(gift: GiftSeen) -> datetime:
    """Since when they have it was not always kept: then it was long ago."""
    return datetime.min.replace(tzinfo=UTC) if not gift.rescued_at else gift.rescued_at + GIVER_HAS


def _is_time(exchange: Exchange, now: datetime) -> bool:
    if exchange.exchange_on is None or exchange.status == ExchangeStatus.COMPLETED:
        return exchange.status == ExchangeStatus.COMPLETED
    return now >= datetime.combine(exchange.exchange_on, time(), ZoneInfo(exchange.time_zone))


def check_can_rescue(exchange: Exchange, user_id: UserId) -> None:
    """Naming people who may step in."""
    check_organizer(exchange, user_id)
    check_can_see_match(exchange)


def check_named(exchange: Exchange, named: Collection[UserId]) -> None:
    """Whether one of these may be asked to step in. An organizer would learn whose gift it is."""
    if set(named) & set(exchange.organizer_ids):
        raise RescueRefused(RescueProblem.ORGANIZER)
    if len(set(named)) < MIN_NAMED:
        raise RescueRefused(RescueProblem.TOO_FEW)
    if len(set(named)) > MAX_NAMED:
        raise RescueRefused(RescueProblem.TOO_MANY)


def who_fits(
    named: Collection[UserId], recipient_id: UserId, past: Collection[UserId]
) -> list[UserId]:
    """Those of `named` who may step in: never the recipient, and, as long as somebody else is left,
    none of the `past` ones who were to give this gift before."""
    others = [one for one in named if one != recipient_id]
    return [one for one in others if one not in past] or others
