"""Messages whose buttons may have stopped working, though nobody has pressed them.

Whatever ends what buttons do owes another look at the messages that have them: one row for each,
which goes once it is done. Which buttons have stopped working by then, and why, shows when its turn
comes: see `core.services.tidied`. It comes after all else, and not often, for `chat.update` and
reading are limited to some 50 a minute in a workspace (Slack, tier 3), and announcements, and what
is in doubt, need them more. Nothing hangs on it: what could not be tidied is so when it is pressed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import tidying
from core.db.repository.lanes import TIDYING
from core.db.repository.tidying import Lying
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.ports import Blocked, RateLimited, Refused, SendError
from core.services.asking import ASKING
from core.services.owing import row_of

S, K = ExchangeStatus, DeliveryKind

#: Of what goes to everybody, hundreds may end at one moment. Three hundred take a quarter of an
#: hour; where there are more, none is edited, and each is tidied when it is pressed.
MOST = 300
#: What is written to organizers, who are few.
NOTICES = (
    *(K.STALLED, K.BROKEN, K.UNDRAWABLE, K.PREFLIGHT, K.ORGANIZER, K.REPORT, K.MISSING_GIFT),
    *(K.WANTS_OUT, K.DEACTIVATED, K.PARTED, K.OPENING, K.OPENING_ANSWER, K.TALK_REPORT),
)
#: What offers to accept and to decline: so do news of another time, to who has not answered.
OFFERING = (*ASKING, K.MOVED)
_UNTIL_DRAWN = (
    *(*OFFERING, K.STALLED, K.BROKEN, K.UNDRAWABLE, K.PREFLIGHT, K.ORGANIZER),
    K.RECONSIDER,
)
_UNTIL_OVER = (
    *(*_UNTIL_DRAWN, K.WISHES_WANTED, K.WANTS_OUT, K.DEACTIVATED, K.PARTED),
    *(K.OPENING, K.OPENING_ANSWER),
)
#: The messages of which some buttons come to nothing when an exchange gets this status. Anonymous
#: messages, notes of gifts and news of wishes are left to whoever presses them: a row more would
#: tell for longer who got one, and so who gives to whom.
ENDING: dict[ExchangeStatus, tuple[DeliveryKind, ...]] = {
    S.DRAWN: _UNTIL_DRAWN,
    S.COMPLETED: _UNTIL_OVER,
    S.CANCELLED: (*_UNTIL_OVER, K.MATCH, K.REPORT, K.EXCHANGE_DAY, K.MISSING_GIFT, K.RESCUE),
}
#: Before the mark of a message with a match that has been replaced.
REPLACED = "match:"
#: Of a mark.
MARK_LENGTH = 32
GIVES_UP_AFTER = 5


def tidy_ended(session: Session, exchange: models.Exchange, now: datetime) -> None:
    """It has been drawn, or is over."""
    kinds = ENDING[exchange.status]
    for is_notice in (True, False):
        group = [one for one in kinds if (one in NOTICES) is is_notice]
        _owe(session, exchange, _few(session, exchange.exchange_id, group), now)


def tidy_notices(
    session: Session,
    exchange: models.Exchange,
    kinds: Collection[DeliveryKind],
    now: datetime,
    *,
    to: Collection[str] | None = None,
    occasion: str | None = None,
) -> None:
    """What they are about is settled, or they are not for these people any more."""
    found = _few(session, exchange.exchange_id, kinds, to=to, occasion=occasion)
    _owe(session, exchange, found, now)


def invitations_of(session: Session, exchange_id: str, user_id: str) -> Sequence[Lying]:
    """What has asked them to take part, as long as not too much waits to be tidied here."""
    found = tidying.asked(session, exchange_id, user_id)
    return found if found and tidying.count_waiting(session, exchange_id) < MOST else ()


def tidy_answered(
    session: Session, team_id: str, exchange_id: str, found: Sequence[Lying], now: datetime
) -> None:
    """They have answered, wherever that was. Whoever calls has asked for `invitations_of` before,
    and locks nothing afterwards."""
    if found:
        tidying.add(session, [_row(team_id, exchange_id, one, now) for one in found])


def tidy_replaced(
    session: Session, exchange: models.Exchange, replaced: Sequence[Lying], now: datetime
) -> None:
    """These messages tell people a match that they do not have any more. Whose it is can be seen
    until its row goes, as by the message with their new match until that has arrived: so they are
    the first to be tidied."""
    if replaced and len(replaced) <= MOST:
        _owe(session, exchange, replaced, now, REPLACED)


def lying(row: models.Delivery) -> Lying:
    place = (row.channel_id, row.message_ts)
    return Lying(row.delivery_id, row.addressee_id, *place, row.first_tried_at)


def done(session: Session, row: models.Delivery) -> None:
    """The row goes: that somebody's match was replaced, say, is to be seen nowhere afterwards."""
    if row.attempts == 0:  # something more has ended meanwhile
        row.status, row.owner, row.leased_until = DeliveryStatus.PENDING, None, None
    else:
        session.delete(row)


def failed(
    session: Session, row: models.Delivery, error: SendError, now: datetime, pause: timedelta
) -> None:
    """After a lost reply it may be done twice, which does no harm."""
    is_hopeless = isinstance(error, Refused | Blocked) or row.attempts >= GIVES_UP_AFTER
    if is_hopeless and not isinstance(error, RateLimited):
        session.delete(row)
        return
    row.status, row.owner, row.leased_until = DeliveryStatus.PENDING, None, None
    row.not_before = None if isinstance(error, RateLimited) else now + pause


def _few(
    session: Session,
    exchange_id: str,
    kinds: Collection[DeliveryKind],
    *,
    to: Collection[str] | None = None,
    occasion: str | None = None,
) -> Sequence[Lying]:
    found = tidying.sent(session, exchange_id, kinds, MOST + 1, to=to, occasion=occasion)
    return found if len(found) <= MOST else ()


def _owe(
    session: Session,
    exchange: models.Exchange,
    found: Sequence[Lying],
    now: datetime,
    prefix: str = "",
) -> None:
    ids = (exchange.team_id, exchange.exchange_id)
    if found:
        tidying.add(session, [_row(*ids, one, now, prefix) for one in found])


def _row(
    team_id: str, exchange_id: str, one: Lying, now: datetime, prefix: str = ""
) -> dict[str, object]:
    occasion = f"{prefix}{one.delivery_id}"
    first = {"priority": TIDYING} if prefix == REPLACED else {}
    return {
        **row_of(team_id, exchange_id, DeliveryKind.TIDIED, one.addressee_id, now, occasion),
        "channel_id": one.channel_id,
        "message_ts": one.message_ts,
        "first_tried_at": one.first_tried_at,
        **first,
    }
