"""How far the messages of one kind have got that go to many people."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select, update
from sqlalchemy.orm import Session

from core.db import models
from core.domain.snapshots import FailedDelivery, MessageReport
from core.domain.types import DeliveryKind, DeliveryStatus, ParticipantStatus, UserId

Row = models.Delivery

S = DeliveryStatus
#: Nothing was to be said any more when its turn came: nothing has failed.
WITHDRAWN = "withdrawn"


def report(
    session: Session, exchange: models.Exchange, kind: DeliveryKind, occasion: str = ""
) -> MessageReport:
    """What was withdrawn counts for nothing."""
    these = _these(exchange, kind, occasion)
    query = select(Row.status, func.count()).where(these).group_by(Row.status)
    counts = {row[0]: row[1] for row in session.execute(query)}
    failed = session.execute(
        select(Row.addressee_id, Row.error)
        .where(these, _has_failed(exchange, kind))
        .order_by(Row.addressee_id)
    )
    return MessageReport(
        sent_count=counts.get(S.SENT, 0),
        waiting_count=sum(counts.get(one, 0) for one in (S.PENDING, S.SENDING, S.UNKNOWN)),
        failed=tuple(FailedDelivery(UserId(row[0]), row[1] or "unknown") for row in failed),
    )


def try_again(
    session: Session, exchange: models.Exchange, kind: DeliveryKind, occasion: str = ""
) -> int:
    """Owe the failed ones once more; how many. What may have arrived is looked for first."""
    pending, unknown = (literal(one, Row.status.type) for one in (S.PENDING, S.UNKNOWN))
    again = (
        update(Row)
        .where(_these(exchange, kind, occasion), _has_failed(exchange, kind))
        .values(
            status=case((Row.settles_at.is_(None), pending), else_=unknown),
            error=None,
            not_before=None,
            unreadable_since=None,
        )
        .execution_options(synchronize_session=False)
    )
    return session.connection().execute(again).rowcount


def _these(exchange: models.Exchange, kind: DeliveryKind, occasion: str) -> ColumnElement[bool]:
    return and_(Row.exchange_id == exchange.exchange_id, Row.kind == kind, Row.occasion == occasion)


def _has_failed(exchange: models.Exchange, kind: DeliveryKind) -> ColumnElement[bool]:
    """An invitation only while it is unanswered: some join or decline without having got it."""
    failed = and_(Row.status == S.FAILED, func.coalesce(Row.error, "") != WITHDRAWN)
    if kind != DeliveryKind.INVITATION:
        return failed
    people = models.Participant
    unanswered = exists().where(
        people.exchange_id == exchange.exchange_id,
        people.user_id == Row.addressee_id,
        people.status == ParticipantStatus.INVITED,
    )
    return and_(failed, unanswered)
