"""Writing down that something has to be said: a message to somebody, a newer announcement."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import deliveries
from core.db.repository.lanes import TIDYING
from core.domain.types import DeliveryKind, DeliveryStatus

#: News for a few go before what goes to everybody, so that thousands of these keep no other
#: exchange of the workspace waiting; and nobody waits for their match because another exchange of
#: thousands was cancelled, or asks thousands to join.
PRIORITIES = {
    DeliveryKind.MATCH: 1,
    DeliveryKind.CANCELLED: 2,
    DeliveryKind.OPENED: 2,
    DeliveryKind.EXCHANGE_DAY: 2,
    DeliveryKind.REVEAL: 2,
    DeliveryKind.INVITATION: 3,
    DeliveryKind.MOVED: 3,
    DeliveryKind.BULLETIN: 3,
    DeliveryKind.REMINDER: 4,
    DeliveryKind.WISHES_WANTED: 4,
    DeliveryKind.TIDIED: TIDYING + 1,
}


def owe(
    session: Session,
    exchange: models.Exchange,
    kind: DeliveryKind,
    addressees: Collection[str],
    now: datetime,
    occasion: str = "",
) -> None:
    """Owe each of them one message, once per occasion."""
    owed = deliveries.owed_to(session, exchange, kind, occasion)
    new = sorted(set(addressees) - owed)
    if new:
        ids = (exchange.team_id, exchange.exchange_id)
        deliveries.add(session, [row_of(*ids, kind, one, now, occasion) for one in new])


def owe_again(
    session: Session,
    exchange: models.Exchange,
    kind: DeliveryKind,
    addressee_id: str,
    *,
    owed_at: datetime,
    not_before: datetime,
    between: timedelta,
) -> None:
    """Owe them one message for all that happens until it is sent, not before that moment, nor so
    soon after the one before."""
    row = deliveries.of_kind(session, exchange, kind, addressee_id, lock=True)
    if row is None:
        ids = (exchange.team_id, exchange.exchange_id)
        new = row_of(*ids, kind, addressee_id, owed_at, not_before=not_before)
        deliveries.add(session, [new])
    elif row.status in (DeliveryStatus.SENT, DeliveryStatus.FAILED):
        begin_anew(row)
        row.not_before = max(not_before, row.tried_at + between) if row.tried_at else not_before


def begin_anew(delivery: models.Delivery) -> None:
    """The same once more, under a mark of its own, or the first message would be taken for it."""
    delivery.delivery_id = secrets.token_hex(16)
    delivery.status, delivery.attempts = DeliveryStatus.PENDING, 0
    delivery.error = delivery.not_before = delivery.settles_at = None
    delivery.sent_at = delivery.first_tried_at = delivery.unreadable_since = None


def owe_one(
    session: Session,
    exchange: models.Exchange,
    kind: DeliveryKind,
    addressee_id: str,
    now: datetime,
    occasion: str,
    not_before: datetime | None = None,
) -> None:
    """The same for an occasion that nobody has been written to for: nothing is looked up."""
    ids = (exchange.team_id, exchange.exchange_id)
    owed = row_of(*ids, kind, addressee_id, now, occasion, not_before)
    deliveries.add(session, [owed])


def row_of(
    team_id: str,
    exchange_id: str,
    kind: DeliveryKind,
    addressee_id: str,
    now: datetime,
    occasion: str = "",
    not_before: datetime | None = None,
) -> dict[str, Any]:
    """The columns of a message that is owed."""
    return {
        "delivery_id": secrets.token_hex(16),
        "team_id": team_id,
        "exchange_id": exchange_id,
        "kind": kind,
        "addressee_id": addressee_id,
        "occasion": occasion,
        "priority": PRIORITIES.get(kind, 0),
        "status": DeliveryStatus.PENDING,
        "owed_at": now,
        "not_before": not_before,
        "attempts": 0,
    }


def owe_first_refresh(
    session: Session, exchange: models.Exchange, now: datetime, not_before: datetime
) -> None:
    """The announcement is out, and may say something old already: it was put together earlier."""
    channel_id = exchange.announced_channel_id or exchange.channel_id
    if not deliveries.owed_to(session, exchange, DeliveryKind.REFRESH, ""):
        ids = (exchange.team_id, exchange.exchange_id)
        row = row_of(*ids, DeliveryKind.REFRESH, channel_id, now, not_before=not_before)
        deliveries.add(session, [row])


def owe_refresh(
    session: Session, exchange_id: str, now: datetime, not_before: datetime | None = None
) -> None:
    """The announcement, if it is out, says something old from now on.

    The first change after a quiet while shows at once; what follows is gathered by `not_before`.
    Whoever is just rewriting it rewrites it once more.
    """
    deliveries.renew(session, exchange_id, now)
    if not_before:
        deliveries.put_off(session, exchange_id, not_before)
