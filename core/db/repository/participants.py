"""Who is in, what they wish, and whom they drew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from core.db import models
from core.domain import snapshots
from core.domain.types import ParticipantStatus, UserId

Place = models.Exchange | snapshots.Exchange

_people = models.Base.metadata.tables["participants"]


def _letting_in(
    insert: sqlite.Insert | postgresql.Insert,
) -> ReturningInsert[tuple[str]]:
    values = {
        "exchange_id": bindparam("exchange"),
        "user_id": bindparam("person"),
        "team_id": bindparam("team"),
        "status": literal(ParticipantStatus.JOINED, _people.c.status.type),
        "changed_at": bindparam("now"),
        "time_zone": bindparam("zone"),
    }
    return (
        insert.values(values)
        .on_conflict_do_update(
            index_elements=[_people.c.exchange_id, _people.c.user_id],
            set_={
                "status": insert.excluded.status,
                "changed_at": insert.excluded.changed_at,
                "time_zone": func.coalesce(insert.excluded.time_zone, _people.c.time_zone),
            },
            where=_people.c.status != ParticipantStatus.JOINED,
        )
        .returning(_people.c.exchange_id)
    )


# Past the ORM, as in `core.db.repository.exchanges`.
LET_IN = {
    "sqlite": _letting_in(sqlite.insert(_people)),
    "postgresql": _letting_in(postgresql.insert(_people)),
}
_LET_GO = (
    update(_people)
    .where(
        _people.c.exchange_id == bindparam("exchange"),
        _people.c.user_id == bindparam("person"),
        _people.c.status == ParticipantStatus.JOINED,
    )
    .values(status=ParticipantStatus.LEFT, changed_at=bindparam("now"))
    .returning(_people.c.user_id)
)


def let_in(
    session: Session, exchange: Place, user_id: UserId, now: datetime, time_zone: str = ""
) -> bool:
    """They have joined, from there if that is known; whether they had not before."""
    given = {
        "exchange": exchange.exchange_id,
        "person": user_id,
        "team": exchange.team_id,
        "now": now,
        "zone": time_zone or None,
    }
    put = session.execute(LET_IN[session.get_bind().dialect.name], given)
    return put.first() is not None


def let_go(session: Session, exchange: Place, user_id: UserId, now: datetime) -> bool:
    """They have left; whether they had joined before."""
    given = {"exchange": exchange.exchange_id, "person": user_id, "now": now}
    return session.execute(_LET_GO, given).first() is not None


def hold(session: Session, exchange_ids: Collection[str], user_id: str) -> None:
    """Nobody else changes this person's places there, or those of whom they have invited, any more.

    To be asked for before the exchanges are locked: whoever joins or leaves does it in this order.
    """
    place = models.Participant
    query = select(place.user_id).where(
        place.exchange_id.in_(exchange_ids),
        or_(place.user_id == user_id, place.invited_by == user_id),
    )
    session.execute(query.order_by(place.exchange_id, place.user_id).with_for_update()).all()


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
    """By its giver."""
    return session.get(models.Assignment, (exchange.exchange_id, giver_id))


def assignment_to(
    session: Session, exchange: models.Exchange, recipient_key: bytes
) -> models.Assignment | None:
    """By the mark of its recipient, which only somebody who can open the draw's seed can make."""
    query = select(models.Assignment).where(
        models.Assignment.exchange_id == exchange.exchange_id,
        models.Assignment.recipient_key == recipient_key,
    )
    return session.scalar(query)
