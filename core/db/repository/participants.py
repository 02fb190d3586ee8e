"""Who is in, what they wish, and whom they drew."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import models
from core.domain.types import ParticipantStatus, UserId


def find(session: Session, exchange: models.Exchange, user_id: str) -> models.Participant | None:
    return session.get(models.Participant, (exchange.exchange_id, user_id))


def has_joined(session: Session, exchange: models.Exchange, user_id: str) -> bool:
    found = find(session, exchange, user_id)
    return found is not None and found.status == ParticipantStatus.JOINED


def joined(session: Session, exchange: models.Exchange) -> list[UserId]:
    """Everybody who is in, in the order they came."""
    query = (
        select(models.Participant.user_id)
        .where(
            models.Participant.exchange_id == exchange.exchange_id,
            models.Participant.status == ParticipantStatus.JOINED,
        )
        .order_by(models.Participant.changed_at, models.Participant.user_id)
    )
    return [UserId(user_id) for user_id in session.scalars(query)]


def wishlist(session: Session, exchange: models.Exchange, user_id: str) -> models.Wishlist | None:
    return session.get(models.Wishlist, (exchange.exchange_id, user_id))


def assignment(
    session: Session, exchange: models.Exchange, giver_id: str
) -> models.Assignment | None:
    """The only way to an assignment: by its giver."""
    return session.get(models.Assignment, (exchange.exchange_id, giver_id))
