"""Everybody who has a place in an exchange, as organizers may see them: nothing that is handed out
here, nor its order, tells who of those who were invited has declined."""

from __future__ import annotations

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.db import models
from core.domain.roster import STATUSES, Standing
from core.domain.snapshots import Placed
from core.domain.types import ParticipantStatus, UserId

Row = models.Participant

_IS_IN = Row.status == ParticipantStatus.JOINED
_STANDING = case((_IS_IN, 0), (Row.status == ParticipantStatus.LEFT, 2), else_=1)
#: When somebody was invited, or has declined, tells the one from the other.
_JOINED_AT = case((_IS_IN, Row.changed_at))
_BY_PLACE = (Standing.JOINED, Standing.INVITED, Standing.LEFT)


def count(session: Session, exchange: models.Exchange, standing: Standing | None) -> int:
    """How many there are, or how many of one standing."""
    query = select(func.count()).where(Row.exchange_id == exchange.exchange_id)
    if standing:
        query = query.where(Row.status.in_(STATUSES[standing]))
    return session.scalar(query) or 0


def everybody(
    session: Session,
    exchange: models.Exchange,
    standing: Standing | None = None,
    *,
    first: int = 0,
    most: int | None = None,
) -> list[Placed]:
    """Those who are in, in the order they came, then those who were invited, then those who have
    left; or only those of one standing. At most so many, from that position on."""
    query = (
        select(Row.user_id, _STANDING.label("place"), _JOINED_AT.label("joined_at"))
        .where(Row.exchange_id == exchange.exchange_id)
        .order_by(_STANDING, _JOINED_AT, Row.user_id)
    )
    if standing:
        query = query.where(Row.status.in_(STATUSES[standing]))
    found = session.execute(query.offset(first).limit(most))
    return [Placed(UserId(row.user_id), _BY_PLACE[row.place], row.joined_at) for row in found]
