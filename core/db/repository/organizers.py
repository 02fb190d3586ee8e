"""Who organizes an exchange: changed only by whoever has locked it, so that never all are gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from core.db import models
from core.domain.types import UserId


def change(
    session: Session,
    exchange: models.Exchange,
    added: Collection[UserId],
    removed: Collection[UserId],
    made_by: UserId,
    now: datetime,
) -> None:
    """None of those added organizes it yet."""
    for row in exchange.organizers:
        if row.user_id in removed:
            session.delete(row)
    ids = {"exchange_id": exchange.exchange_id, "team_id": exchange.team_id}
    for user_id in added:
        session.add(models.Organizer(**ids, user_id=user_id, since_at=now, made_by=made_by))
    session.flush()
    session.expire(exchange, ["organizers"])


def find(exchange: models.Exchange, user_id: str) -> models.Organizer | None:
    return next((row for row in exchange.organizers if row.user_id == user_id), None)
