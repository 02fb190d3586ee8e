"""What is owed, and the lanes it leaves by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus

Row = models.Delivery
Lane = models.Workspace

WAITING = (DeliveryStatus.PENDING, DeliveryStatus.UNKNOWN)
UNFINISHED = (*WAITING, DeliveryStatus.SENDING)


def due_lanes(session: Session, worker: str, now: datetime) -> Sequence[str]:
    """Workspaces with something to send now, or left in the middle by a worker that is gone."""
    free = or_(Lane.lane_held_until.is_(None), Lane.lane_held_until <= now)
    query = (
        select(Row.team_id)
        .distinct()
        .join(Lane, Lane.team_id == Row.team_id)
        .where(
            or_(
                and_(Row.status.in_(WAITING), Row.due_at <= now),
                Row.status == DeliveryStatus.SENDING,
            ),
            or_(Lane.lane_waits_until.is_(None), Lane.lane_waits_until <= now),
            or_(free, Lane.lane_held_by == worker),
        )
    )
    return session.scalars(query).all()


def lane(session: Session, team_id: str, *, skip_locked: bool = False) -> Lane | None:
    query = select(Lane).where(Lane.team_id == team_id)
    return session.scalar(query.with_for_update(skip_locked=skip_locked, key_share=True))


def forget_sending(session: Session, team_id: str, due_at: datetime) -> None:
    """What nobody is sending any more may have arrived or not: it has to be looked for."""
    session.execute(
        update(Row)
        .where(Row.team_id == team_id, Row.status == DeliveryStatus.SENDING)
        .values(status=DeliveryStatus.UNKNOWN, is_doubtful=True, due_at=due_at)
    )


def next_due(session: Session, team_id: str, now: datetime) -> Row | None:
    query = (
        select(Row)
        .where(Row.team_id == team_id, Row.status.in_(WAITING), Row.due_at <= now)
        # Thousands of matches must not keep another exchange's news waiting.
        .order_by(Row.kind == DeliveryKind.MATCH, Row.due_at, Row.delivery_id)
        .limit(1)
    )
    return session.scalar(query)


def find(session: Session, team_id: str, delivery_id: str) -> Row | None:
    query = select(Row).where(Row.team_id == team_id, Row.delivery_id == delivery_id)
    return session.scalar(query)


def owed_to(
    session: Session, exchange: models.Exchange, kind: DeliveryKind, occasion: str
) -> set[str]:
    """Whom this message has been owed to before, delivered or not."""
    query = select(Row.addressee_id).where(
        Row.exchange_id == exchange.exchange_id, Row.kind == kind, Row.occasion == occasion
    )
    return set(session.scalars(query))


def match_counts(session: Session, exchange: models.Exchange) -> dict[DeliveryStatus, int]:
    query = (
        select(Row.status, func.count())
        .where(Row.exchange_id == exchange.exchange_id, Row.kind == DeliveryKind.MATCH)
        .group_by(Row.status)
    )
    return {row[0]: row[1] for row in session.execute(query)}


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
