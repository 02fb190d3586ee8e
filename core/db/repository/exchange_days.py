"""Whom the exchange day begins for, and who has been told so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Row, exists, or_, select
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository.exchanges import DRAWN
from core.domain.types import DeliveryKind, ParticipantStatus

_its = models.Exchange
_people = models.Participant
_drawn = models.Assignment
_owed = models.Delivery


def on(session: Session, days: Collection[date]) -> Sequence[Row[str, str]]:
    """Team and id of each drawn exchange whose day is one of these."""
    query = select(_its.team_id, _its.exchange_id).where(
        _its.status.in_(DRAWN), _its.exchange_on.in_(days)
    )
    return session.execute(query.order_by(_its.exchange_id)).all()


def zones_left(session: Session, exchange_id: str, occasion: str) -> list[str | None]:
    """Where those are who give here and have not been told."""
    query = select(_people.time_zone).where(*_left(exchange_id, occasion)).distinct()
    return list(session.scalars(query))


def left(
    session: Session,
    exchange_id: str,
    occasion: str,
    zones: Collection[str | None],
    most: int,
) -> list[str]:
    """So many of them at most, of those in these zones."""
    named = [zone for zone in zones if zone is not None]
    here: ColumnElement[bool] = _people.time_zone.in_(named)
    if None in zones:
        here = or_(here, _people.time_zone.is_(None))
    query = select(_people.user_id).where(*_left(exchange_id, occasion), here)
    return list(session.scalars(query.order_by(_people.user_id).limit(most)))


def _left(exchange_id: str, occasion: str) -> tuple[ColumnElement[bool], ...]:
    gives = exists().where(
        _drawn.exchange_id == _people.exchange_id, _drawn.giver_id == _people.user_id
    )
    told = exists().where(
        _owed.addressee_id == _people.user_id,
        _owed.exchange_id == _people.exchange_id,
        _owed.kind == DeliveryKind.EXCHANGE_DAY,
        _owed.occasion == occasion,
    )
    return (
        _people.exchange_id == exchange_id,
        _people.status == ParticipantStatus.JOINED,
        gives,
        ~told,
    )
