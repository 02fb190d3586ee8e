"""What is found when an exchange is looked over before its draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.db import models
from core.domain.errors import RefusedAs
from core.domain.snapshots import FailedDelivery
from core.domain.types import DeliveryKind, DeliveryStatus, ParticipantStatus, UserId

Place, Unable, Delivery = models.Participant, models.UnablePerson, models.Delivery
#: Failures that say nothing of the person.
OUR_OWN = ("withdrawn", "unreadable")


def has_looked(session: Session, exchange: models.Exchange, occasion: str) -> bool:
    return session.get(models.PreflightLook, (exchange.exchange_id, occasion)) is not None


def look(session: Session, exchange: models.Exchange, occasion: str, now: datetime) -> None:
    ids = {"exchange_id": exchange.exchange_id, "team_id": exchange.team_id}
    session.add(models.PreflightLook(**ids, occasion=occasion, looked_at=now))


def write_unable(
    session: Session,
    exchange: models.Exchange,
    told: Collection[str],
    unable: Mapping[UserId, RefusedAs],
    now: datetime,
) -> None:
    """Of those who have been `told` of, these can't take part, and all others can. Of whom nothing
    was told stays what was known."""
    query = select(Unable).where(Unable.exchange_id == exchange.exchange_id)
    for row in session.scalars(query):
        if row.user_id in told:
            session.delete(row)
    session.flush()
    ids = {"exchange_id": exchange.exchange_id, "team_id": exchange.team_id}
    session.add_all(
        Unable(**ids, user_id=user_id, reason=reason, found_at=now)
        for user_id, reason in unable.items()
    )
    session.flush()


def unable(session: Session, exchange: models.Exchange) -> list[tuple[UserId, RefusedAs]]:
    """Who of those who are in can't take part any more, and why."""
    query = (
        select(Unable.user_id, Unable.reason)
        .join(
            Place,
            and_(
                Place.exchange_id == Unable.exchange_id,
                Place.user_id == Unable.user_id,
                Place.status == ParticipantStatus.JOINED,
            ),
        )
        .where(Unable.exchange_id == exchange.exchange_id)
        .order_by(Unable.reason, Unable.user_id)
    )
    return [(UserId(user_id), reason) for user_id, reason in session.execute(query)]


def unreachable(session: Session, exchange: models.Exchange) -> list[FailedDelivery]:
    """Who of those who are in did not get the last message that went to them, of whichever
    exchange, and why."""
    later = aliased(Delivery)
    arrived_since = exists().where(
        later.addressee_id == Delivery.addressee_id,
        later.team_id == Delivery.team_id,
        later.status == DeliveryStatus.SENT,
        later.tried_at > Delivery.tried_at,
    )
    query = (
        select(Delivery.addressee_id, func.max(Delivery.error))
        .join(Place, Place.user_id == Delivery.addressee_id)
        .where(
            Place.exchange_id == exchange.exchange_id,
            Place.status == ParticipantStatus.JOINED,
            Delivery.team_id == exchange.team_id,
            Delivery.status == DeliveryStatus.FAILED,
            Delivery.error.is_not(None),
            Delivery.error.not_in(OUR_OWN),
            ~arrived_since,
        )
        .group_by(Delivery.addressee_id)
        .order_by(Delivery.addressee_id)
    )
    return [
        FailedDelivery(UserId(user_id), error or "unknown")
        for user_id, error in session.execute(query)
    ]


def wishless(session: Session, exchange: models.Exchange) -> list[UserId]:
    """Who is in and has written no wishlist."""
    return [UserId(one) for one in session.scalars(_wishless(exchange))]


def unasked(session: Session, exchange: models.Exchange) -> list[UserId]:
    """Who of these has not been asked for one, and has not said that they want no reminders."""
    stops = models.ReminderStop
    asked = exists().where(
        Delivery.addressee_id == Place.user_id,
        Delivery.exchange_id == Place.exchange_id,
        Delivery.kind == DeliveryKind.WISHES_WANTED,
    )
    stopped = exists().where(stops.team_id == Place.team_id, stops.user_id == Place.user_id)
    query = _wishless(exchange).where(~or_(asked, stopped))
    return [UserId(one) for one in session.scalars(query)]


def _wishless(exchange: models.Exchange) -> Select[str]:
    lists = models.Wishlist
    written = exists().where(lists.exchange_id == Place.exchange_id, lists.user_id == Place.user_id)
    return (
        select(Place.user_id)
        .where(
            Place.exchange_id == exchange.exchange_id,
            Place.status == ParticipantStatus.JOINED,
            ~written,
        )
        .order_by(Place.user_id)
    )
