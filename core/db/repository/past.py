"""What was drawn in earlier exchanges, still sealed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository.exchanges import DRAWN
from core.domain.types import ParticipantStatus


def assignments(
    session: Session, exchange: models.Exchange, also: Collection[str] = ()
) -> Sequence[Row[str, str, bytes]]:
    """Of those who joined this exchange, and these people as well, in all others of its workspace
    that were drawn and not cancelled: exchange, giver and sealed recipient, what was drawn last
    first."""
    given, its, people = models.Assignment, models.Exchange, models.Participant
    query = (
        select(given.exchange_id, given.giver_id, given.recipient_encrypted)
        .join(its, and_(its.team_id == given.team_id, its.exchange_id == given.exchange_id))
        .join(
            people,
            and_(
                people.exchange_id == exchange.exchange_id,
                people.user_id == given.giver_id,
                people.status == ParticipantStatus.JOINED,
            ),
            isouter=bool(also),
        )
        .where(
            or_(people.user_id.is_not(None), given.giver_id.in_(also)),
            its.team_id == exchange.team_id,
            its.exchange_id != exchange.exchange_id,
            its.status.in_(DRAWN),
        )
        .order_by(its.drawn_at.desc(), its.exchange_id)
    )
    return session.execute(query).all()
