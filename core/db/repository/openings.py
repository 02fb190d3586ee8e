"""What was asked for in an emergency, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from core.db import models
from core.domain.snapshots import Opened
from core.domain.types import OpeningStatus, UserId

Row = models.Opening


def find(session: Session, team_id: str, opening_id: str) -> Row | None:
    """If it is of this workspace."""
    query = select(Row).where(Row.team_id == team_id, Row.opening_id == opening_id)
    return session.scalar(query.execution_options(populate_existing=True))


def of_exchange(session: Session, exchange: models.Exchange) -> Sequence[Row]:
    """All that were asked for in this exchange."""
    return session.scalars(select(Row).where(Row.exchange_id == exchange.exchange_id)).all()


def opened(session: Session, exchange: models.Exchange) -> list[Opened]:
    """Those that somebody has looked at, the first one first."""
    query = select(Row).where(
        Row.exchange_id == exchange.exchange_id, Row.status == OpeningStatus.OPENED
    )
    return [
        Opened(row.opened_at, UserId(row.asked_by), UserId(row.decided_by))
        for row in session.scalars(query.order_by(Row.opened_at, Row.opening_id))
        if row.opened_at and row.decided_by
    ]


def due(session: Session, since: datetime) -> list[tuple[str, str]]:
    """Workspace and id of those that nobody has decided, or looked at, since then."""
    asked, agreed = (Row.status == one for one in (OpeningStatus.ASKED, OpeningStatus.AGREED))
    late = or_(and_(asked, Row.asked_at <= since), and_(agreed, Row.decided_at <= since))
    query = select(Row.team_id, Row.opening_id).where(late).order_by(Row.opening_id)
    return [(row[0], row[1]) for row in session.execute(query)]


def forget_admin(session: Session, exchange: models.Exchange, user_id: str) -> None:
    """They were asked, and it was not they who decided."""
    named = (Row.exchange_id == exchange.exchange_id, Row.admin_id == user_id)
    session.execute(update(Row).where(*named).values(admin_id=None))
