"""What organizers have written to everybody in an exchange."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import models

Row = models.Bulletin


def find(session: Session, exchange: models.Exchange, bulletin_id: str) -> Row | None:
    query = select(Row).where(
        Row.exchange_id == exchange.exchange_id, Row.bulletin_id == bulletin_id
    )
    return session.scalar(query)


def newest(session: Session, exchange: models.Exchange) -> str | None:
    """The id of the one that was written last."""
    query = select(Row.bulletin_id).where(Row.exchange_id == exchange.exchange_id)
    return session.scalar(query.order_by(Row.written_at.desc(), Row.bulletin_id).limit(1))


def written_at(session: Session, exchange: models.Exchange) -> list[datetime]:
    """When each of them was written."""
    query = select(Row.written_at).where(Row.exchange_id == exchange.exchange_id)
    return list(session.scalars(query))
