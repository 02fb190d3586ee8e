"""Exchanges that are held once more, and whose people are still to be invited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import exchanges
from core.domain.types import ExchangeStatus

Row = models.Copy


def over(session: Session, team_id: str, user_id: str) -> list[models.Exchange]:
    """The exchanges that somebody has organized and that are over, the newest first."""
    rows = exchanges.of_person(session, team_id, user_id, (ExchangeStatus.COMPLETED,))
    theirs = [row for row in rows if user_id in {one.user_id for one in row.organizers}]
    return theirs[::-1]


def organizes_another(session: Session, team_id: str, user_id: str) -> bool:
    """Whether they organize one whose names are still to be drawn."""
    waiting = (ExchangeStatus.OPEN, ExchangeStatus.STALLED)
    rows = exchanges.of_person(session, team_id, user_id, waiting)
    return any(user_id in {one.user_id for one in row.organizers} for row in rows)


def waiting(session: Session, steady: datetime) -> Sequence[Row]:
    """The copies whose people can be invited now, the longest waiting first."""
    query = (
        select(Row)
        .where(or_(Row.not_before.is_(None), Row.not_before <= steady))
        .order_by(Row.asked_at, Row.exchange_id)
    )
    return session.scalars(query).all()


def find(session: Session, exchange_id: str) -> Row | None:
    return session.get(Row, exchange_id)
