"""What files of people came to, until it is saved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.db import models

Row = models.KeptRoster


def find(
    session: Session, team_id: str, user_id: str, roster_id: str, *, lock: bool = False
) -> Row | None:
    """The one that is kept for this person."""
    query = select(Row).where(
        Row.team_id == team_id, Row.kept_for == user_id, Row.roster_id == roster_id
    )
    return session.scalar(query.with_for_update() if lock else query)


def forget(session: Session, exchange: models.Exchange, user_id: str) -> None:
    """Those that are kept for this person and this exchange."""
    session.execute(
        delete(Row).where(Row.exchange_id == exchange.exchange_id, Row.kept_for == user_id)
    )


def forget_older(session: Session, moment: datetime) -> None:
    session.execute(delete(Row).where(Row.kept_at < moment))
