"""Exchanges in which everybody is to learn who gave to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository.deliveries import UNFINISHED
from core.db.repository.exchanges import DRAWN
from core.domain.types import DeliveryKind

_its = models.Exchange
_drawn = models.Assignment
_owed = models.Delivery


def due(session: Session, now: datetime) -> Sequence[Row[str, str]]:
    """Team and id of each whose moment has come."""
    query = select(_its.team_id, _its.exchange_id).where(
        _its.status.in_(DRAWN),
        _its.reveal_at <= now,
        _its.revealed_at.is_(None),
        _its.purge_began_at.is_(None),
    )
    return session.execute(query.order_by(_its.reveal_at, _its.exchange_id)).all()


def to_post(session: Session) -> Sequence[Row[str, str]]:
    """Team and id of each in which everybody has been told, and the channel has not."""
    query = select(_its.team_id, _its.exchange_id).where(
        _its.status.in_(DRAWN),
        _its.posts_circle,
        _its.revealed_at.is_not(None),
        _its.purge_began_at.is_(None),
        ~exists().where(
            _owed.exchange_id == _its.exchange_id,
            _owed.kind == DeliveryKind.REVEAL,
            _owed.status.in_(UNFINISHED),
        ),
        ~exists().where(_owed.exchange_id == _its.exchange_id, _owed.kind == DeliveryKind.CIRCLE),
    )
    return session.execute(query.order_by(_its.exchange_id)).all()


def assignments(session: Session, exchange: models.Exchange) -> Sequence[Row[str, bytes]]:
    """Each giver with their sealed recipient, in an order that is another one in each draw."""
    query = (
        select(_drawn.giver_id, _drawn.recipient_encrypted)
        .where(_drawn.exchange_id == exchange.exchange_id)
        .order_by(_drawn.recipient_key)
    )
    return session.execute(query).all()


def count(session: Session, exchange: models.Exchange) -> int:
    """How many give."""
    query = select(func.count()).where(_drawn.exchange_id == exchange.exchange_id)
    return session.scalar(query) or 0
