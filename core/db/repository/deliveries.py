"""What is owed, to whom, and how far it has got."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import bulk
from core.domain.types import DeliveryKind, DeliveryStatus

Row = models.Delivery

WAITING = (DeliveryStatus.PENDING, DeliveryStatus.UNKNOWN)
UNFINISHED = (*WAITING, DeliveryStatus.SENDING)


_FIND = select(Row).where(
    Row.team_id == bindparam("team_id"), Row.delivery_id == bindparam("delivery_id")
)
_LOCK = _FIND.with_for_update()
# Past the ORM and put together once: every join does it.
_deliveries = models.Base.metadata.tables["deliveries"]
_its = _deliveries.c
_IS_WAITED_FOR = or_(_its.status == DeliveryStatus.PENDING, _its.status == DeliveryStatus.SENDING)
_UNFINISHED_MATCH = (
    select(_its.delivery_id)
    .where(
        _its.exchange_id == bindparam("exchange"),
        _its.kind == DeliveryKind.MATCH,
        _its.status.in_(UNFINISHED),
    )
    .limit(1)
)
RENEW = (
    update(_deliveries)
    .where(_its.exchange_id == bindparam("exchange"), _its.kind == DeliveryKind.REFRESH)
    # Also where it is pending: whoever takes it out meanwhile has to wait for this change.
    .values(
        status=case(
            (_its.status == DeliveryStatus.SENDING, _its.status),
            else_=literal(DeliveryStatus.PENDING, _its.status.type),
        ),
        owed_at=case(
            (_IS_WAITED_FOR, _its.owed_at), else_=bindparam("now", type_=_its.owed_at.type)
        ),
        attempts=case((_its.status == DeliveryStatus.PENDING, _its.attempts), else_=0),
    )
)
_PUT_OFF = (
    update(_deliveries)
    .where(
        _its.exchange_id == bindparam("exchange"),
        _its.kind == DeliveryKind.REFRESH,
        or_(_its.not_before.is_(None), _its.not_before < bindparam("moment")),
    )
    .values(not_before=bindparam("moment"))
)


def find(session: Session, team_id: str, delivery_id: str, *, lock: bool = False) -> Row | None:
    given = {"team_id": team_id, "delivery_id": delivery_id}
    return session.scalar(_LOCK if lock else _FIND, given)


def add(session: Session, rows: list[dict[str, Any]]) -> None:
    bulk.insert(session, Row, rows)


def renew(session: Session, exchange_id: str, now: datetime) -> None:
    """The announcement of this exchange has to be rewritten once more. Whoever is just doing it
    sees by `attempts` that it has been renewed, and does not call it done."""
    session.execute(RENEW, {"exchange": exchange_id, "now": now})


def put_off(session: Session, exchange_id: str, not_before: datetime) -> None:
    """The announcement is not rewritten before then."""
    session.execute(_PUT_OFF, {"exchange": exchange_id, "moment": not_before})


def owed_to(
    session: Session, exchange: models.Exchange, kind: DeliveryKind, occasion: str
) -> set[str]:
    """Whom this message has been owed to before, delivered or not."""
    query = select(Row.addressee_id).where(
        Row.exchange_id == exchange.exchange_id, Row.kind == kind, Row.occasion == occasion
    )
    return set(session.scalars(query))


def take_back(
    session: Session, exchange: models.Exchange, kind: DeliveryKind, occasion: str
) -> bool:
    """What nobody has tried to send yet is not owed any more; whether there was something. Whoever
    is just taking it out is waited for."""
    gone = delete(Row).where(
        Row.exchange_id == exchange.exchange_id,
        Row.kind == kind,
        Row.occasion == occasion,
        Row.status == DeliveryStatus.PENDING,
        Row.first_tried_at.is_(None),
    )
    return session.execute(gone.returning(Row.delivery_id)).first() is not None


def has_arrived(
    session: Session, exchange: models.Exchange, kind: DeliveryKind, occasion: str
) -> bool:
    """Whether this message, which was owed to one person, is known to have reached them. One that
    is not there any more did: see `forget`."""
    query = select(Row.status).where(
        Row.exchange_id == exchange.exchange_id, Row.kind == kind, Row.occasion == occasion
    )
    return session.scalar(query) in (DeliveryStatus.SENT, None)


def has_unfinished_matches(session: Session, exchange_id: str) -> bool:
    return session.execute(_UNFINISHED_MATCH, {"exchange": exchange_id}).first() is not None


def match_counts(session: Session, exchange: models.Exchange) -> dict[DeliveryStatus, int]:
    query = (
        select(Row.status, func.count())
        .where(Row.exchange_id == exchange.exchange_id, Row.kind == DeliveryKind.MATCH)
        .group_by(Row.status)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def match_of(session: Session, exchange: models.Exchange, user_id: str) -> Row | None:
    """The message that tells this person whom they give to."""
    return of_kind(session, exchange, DeliveryKind.MATCH, user_id)


def is_match_waiting(session: Session, exchange: models.Exchange, user_id: str) -> bool:
    """Whether nobody has begun to send it, nor does until the transaction ends."""
    query = select(Row.delivery_id).where(
        Row.exchange_id == exchange.exchange_id,
        Row.kind == DeliveryKind.MATCH,
        Row.addressee_id == user_id,
        Row.status == DeliveryStatus.PENDING,
    )
    # Not waited for: whoever has it in hand may wait for this transaction.
    return session.scalar(query.with_for_update(skip_locked=True)) is not None


def of_kind(
    session: Session,
    exchange: models.Exchange,
    kind: DeliveryKind,
    addressee_id: str,
    *,
    lock: bool = False,
) -> Row | None:
    """The message of this kind that they are owed once at a time. `lock`: so that it is not
    forgotten meanwhile."""
    query = select(Row).where(
        Row.exchange_id == exchange.exchange_id,
        Row.kind == kind,
        Row.addressee_id == addressee_id,
    )
    return session.scalar(query.with_for_update() if lock else query)


def failed_matches(session: Session, exchange: models.Exchange) -> Sequence[Row]:
    query = (
        select(Row)
        .where(
            Row.exchange_id == exchange.exchange_id,
            Row.kind == DeliveryKind.MATCH,
            Row.status == DeliveryStatus.FAILED,
        )
        .order_by(Row.addressee_id)
    )
    return session.scalars(query).all()


def forget(session: Session, kinds: Collection[DeliveryKind], before: datetime) -> int:
    """Those of these kinds that nothing more becomes of, and were last tried before that; how many.
    Only what has been drawn has any, and of that they are found by an index. What somebody else has
    in hand, as whoever draws all names again, is left for the next time."""
    drawn = select(models.Exchange.exchange_id).where(models.Exchange.drawn_at.is_not(None))
    told = (
        select(Row.delivery_id)
        .where(
            Row.exchange_id.in_(drawn),
            Row.kind.in_(kinds),
            Row.status.in_((DeliveryStatus.SENT, DeliveryStatus.FAILED)),
            Row.tried_at < before,
        )
        .order_by(Row.delivery_id)
        .with_for_update(skip_locked=True)
    )
    done = session.execute(
        delete(Row).where(Row.delivery_id.in_(told)).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined] # a DELETE's result has it
