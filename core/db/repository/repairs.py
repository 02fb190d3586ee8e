"""The rows of a draw, when people leave it or are let in afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, null, select, update
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import bulk, gifts
from core.domain.types import (
    DeliveryKind,
    DeliveryStatus,
    ExchangeStatus,
    MatchNews,
    ParticipantStatus,
)

Delivery = models.Delivery

_assignments = models.Base.metadata.tables["assignments"]
GOING_ON = (ExchangeStatus.OPEN, ExchangeStatus.STALLED, ExchangeStatus.DRAWN)
#: So many people are asked for by name; of more, the database gives all.
FEW = 500
#: A delivery that is over looks as if it had been from the first moment on.
_LEVELLED = {
    "first_tried_at": Delivery.owed_at,
    "tried_at": Delivery.owed_at,
    "sent_at": Delivery.owed_at,
    "attempts": 1,
    "channel_id": null(),
    "message_ts": null(),
}


def assignments(session: Session, exchange: models.Exchange) -> Sequence[models.Assignment]:
    """All of an exchange."""
    query = select(models.Assignment).where(
        models.Assignment.exchange_id == exchange.exchange_id,
        models.Assignment.team_id == exchange.team_id,
    )
    return session.scalars(query).all()


def replace_assignments(
    session: Session, exchange: models.Exchange, gone: Collection[str], new: bulk.Rows
) -> None:
    """Without those of these givers, and with the new ones. Everything else that stands in the rows
    of the others, and what has been said of their gifts, stays. All are written anew, in the order
    of `recipient_key`: where a row lies would tell that it is a late one."""
    own = _assignments.c.exchange_id == exchange.exchange_id
    found = session.execute(select(_assignments).where(own).with_for_update()).mappings()
    kept = [dict(row) for row in found if row["giver_id"] not in gone]
    said = {row["giver_id"]: dict(row) for row in gifts.of_exchange(session, exchange)}
    session.execute(delete(_assignments).where(own))
    empty = dict.fromkeys(_assignments.c.keys())
    rows = [*kept, *({**empty, **row} for row in new)]
    rows.sort(key=lambda row: bytes(row["recipient_key"]))
    if rows:
        bulk.insert(session, models.Assignment, rows)
    stay = [said[row["giver_id"]] for row in rows if row["giver_id"] in said.keys() - gone]
    if stay:
        bulk.insert(session, models.Gift, stay)


def hold_matches(session: Session, exchange_id: str, *others: DeliveryKind) -> None:
    """Nobody else takes one of the messages out that tell people their matches, or of these other
    kinds, or writes down what became of it, any more.

    To be asked for before the exchange is locked: whoever writes down an outcome does it in this
    order. In SQLite nobody else writes anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        query = select(Delivery.delivery_id).where(
            Delivery.exchange_id == exchange_id,
            Delivery.kind.in_((DeliveryKind.MATCH, *others)),
        )
        session.execute(query.order_by(Delivery.delivery_id).with_for_update()).all()


def matches_of(
    session: Session, exchange: models.Exchange, people: Collection[str]
) -> dict[str, models.Delivery]:
    """Those messages by person, for these people."""
    query = select(Delivery).where(
        Delivery.exchange_id == exchange.exchange_id, Delivery.kind == DeliveryKind.MATCH
    )
    if len(people) <= FEW:
        query = query.where(Delivery.addressee_id.in_(people))
    return {row.addressee_id: row for row in session.scalars(query) if row.addressee_id in people}


def match_statuses(
    session: Session, exchange: models.Exchange
) -> Sequence[tuple[str, DeliveryStatus, bool]]:
    """For each of those messages whom it is for, how far it has got, and whether it may be out."""
    query = select(Delivery.addressee_id, Delivery.status, Delivery.settles_at.is_not(None)).where(
        Delivery.exchange_id == exchange.exchange_id, Delivery.kind == DeliveryKind.MATCH
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def level_matches(session: Session, exchange: models.Exchange) -> None:
    """When a match was sent tells nothing any more, of nobody here: one that is sent later than the
    others would say whose has changed."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.exchange_id == exchange.exchange_id,
            Delivery.kind == DeliveryKind.MATCH,
            Delivery.status == DeliveryStatus.SENT,
        )
        .values(_LEVELLED)
        .execution_options(synchronize_session=False)
    )


def level(delivery: models.Delivery) -> None:
    """The same for a single one that has just been sent; nor does it tell why it was sent."""
    delivery.occasion = MatchNews.FIRST
    delivery.first_tried_at = delivery.tried_at = delivery.sent_at = delivery.owed_at
    delivery.attempts, delivery.channel_id, delivery.message_ts = 1, None, None


def forget(
    session: Session,
    exchange: models.Exchange,
    kind: DeliveryKind,
    addressees: Collection[str],
    statuses: Collection[DeliveryStatus] = tuple(DeliveryStatus),
) -> None:
    """Owe these people no message of this kind any more, if it has got so far."""
    named = sorted(addressees)
    for first in range(0, len(named), FEW):
        session.execute(
            delete(Delivery)
            .where(
                Delivery.exchange_id == exchange.exchange_id,
                Delivery.kind == kind,
                Delivery.addressee_id.in_(named[first : first + FEW]),
                Delivery.status.in_(statuses),
            )
            .execution_options(synchronize_session=False)
        )


def hold_places(session: Session, team_id: str, user_id: str) -> Sequence[models.Exchange]:
    """The exchanges that are not over and that this person has joined, in the order in which they
    are to be locked. Nobody else changes that they have, any more: whoever joins or leaves takes
    their place first and the exchange afterwards."""
    people, its = models.Participant, models.Exchange
    query = (
        select(its)
        .join(people, people.exchange_id == its.exchange_id)
        .where(
            its.team_id == team_id,
            its.status.in_(GOING_ON),
            people.user_id == user_id,
            people.status == ParticipantStatus.JOINED,
        )
        .order_by(its.exchange_id)
        .with_for_update(key_share=True, of=people)
    )
    return session.scalars(query).all()
