"""Everything that names somebody, and putting a mark in place of their name.

A test holds `NAMES` and `STAYS` against the tables, so that whatever is new has to be put into one
of them, and another one looks through a whole database for somebody who has been forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, delete, or_, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus

Row = models.Exchange
Person = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]

#: Where people are named, of what belongs to an exchange. (And in what organizers were told of
#: somebody: see `remove_deliveries`.)
NAMES: tuple[Person, ...] = (
    models.Participant.user_id,
    models.Participant.invited_by,
    models.Organizer.user_id,
    models.Organizer.made_by,
    models.Wishlist.user_id,
    models.Exclusion.set_by,
    models.ExcludedPerson.user_id,
    models.Assignment.giver_id,
    models.Delivery.addressee_id,
    models.Copy.asked_by,
    models.Bulletin.written_by,
    models.Gift.giver_id,
    models.Rescue.rescuer_id,
    models.UnablePerson.user_id,
    models.Opening.admin_id,
    models.KeptRoster.kept_for,
    models.ForgetRequest.user_id,
)
#: What does not go with those who are forgotten: an admin has named them; if they want no
#: reminders, these would begin again; and whoever opened somebody's match answers for that until
#: all of the exchange is purged.
STAYS: tuple[Person, ...] = (
    models.Creator.user_id,
    models.ReminderStop.user_id,
    models.Opening.asked_by,
    models.Opening.decided_by,
)

OVER = (ExchangeStatus.COMPLETED, ExchangeStatus.CANCELLED)


def with_traces(session: Session, team_id: str, user_id: str) -> Sequence[Row]:
    """Every exchange in which something names them, those included that are purged, by their ids:
    so two who lock several of them never wait for each other in vain."""
    found: list[Any] = []
    for column in NAMES:
        model = column.class_
        if model is models.ExcludedPerson:
            hanging = select(models.Exclusion.exchange_id).join(models.Exclusion.people)
            found.append(hanging.where(model.team_id == team_id, column == user_id))
        elif model is not models.ForgetRequest:
            own = select(model.exchange_id)
            found.append(own.where(model.team_id == team_id, column == user_id))
    ids = union(*found).subquery()
    query = select(Row).where(Row.team_id == team_id, Row.exchange_id.in_(select(ids)))
    return session.scalars(query.order_by(Row.exchange_id)).all()


def ask(session: Session, exchange: Row, user_id: str, now: datetime, *, is_out: bool) -> None:
    """Written down once, however often they ask; the last time counts."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    ids = {"exchange_id": exchange.exchange_id, "team_id": exchange.team_id, "user_id": user_id}
    new = dialect.insert(models.ForgetRequest).values(**ids, asked_at=now, is_out=is_out)
    changed = {"asked_at": now, "is_out": is_out}
    session.execute(
        new.on_conflict_do_update(index_elements=["exchange_id", "user_id"], set_=changed)
    )


def due(session: Session) -> list[tuple[str, str]]:
    """Exchange and person, where nothing stands in the way any more."""
    asked = models.ForgetRequest
    query = (
        select(asked.exchange_id, asked.user_id)
        .join(Row, Row.exchange_id == asked.exchange_id)
        .where(Row.status.in_(OVER))
        .order_by(asked.exchange_id, asked.user_id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def take(
    session: Session, exchange_id: str, user_id: str
) -> tuple[Row, models.ForgetRequest] | None:
    """The exchange, which nobody else changes from here on, and what they have asked; None when
    they have been forgotten."""
    query = select(Row).where(Row.exchange_id == exchange_id, Row.status.in_(OVER))
    row = session.scalar(query.with_for_update(key_share=True))
    asked = session.get(models.ForgetRequest, (exchange_id, user_id), populate_existing=True)
    return (row, asked) if row and asked else None


def settle(session: Session, exchange: Row, user_id: str) -> None:
    asked = models.ForgetRequest
    _delete(session, asked, exchange, asked.user_id == user_id)


def remove_wishlist(session: Session, exchange: Row, user_id: str) -> None:
    own = models.Wishlist
    _delete(session, own, exchange, own.user_id == user_id)


def remove_looks(session: Session, exchange: Row, user_id: str) -> None:
    """That they could not take part any more, and that they wanted people copied who are invited
    by somebody else, or not at all."""
    unable, copy = models.UnablePerson, models.Copy
    _delete(session, unable, exchange, unable.user_id == user_id)
    _delete(session, copy, exchange, copy.asked_by == user_id)


def rename(session: Session, exchange: Row, user_id: str, mark: str) -> None:
    """Wherever others see them in this exchange, which is over."""
    place, organizer = models.Participant, models.Organizer
    for column in (place.user_id, place.invited_by, organizer.user_id, organizer.made_by):
        session.execute(_put(column, exchange, user_id, mark))


def hand_on(session: Session, exchange: Row, user_id: str, to: str) -> None:
    """To another organizer: whom they have invited or wanted copied, as an organizer."""
    session.execute(_put(models.Copy.asked_by, exchange, user_id, to))
    session.execute(_put(models.Participant.invited_by, exchange, user_id, to))


def leave(session: Session, exchange: Row, user_id: str) -> None:
    place = models.Participant
    _delete(session, place, exchange, place.user_id == user_id)


def relieve(session: Session, exchange: Row, user_id: str) -> None:
    """They organize it no more, and nobody was made an organizer by them."""
    organizer = models.Organizer
    _delete(session, organizer, exchange, organizer.user_id == user_id)
    session.execute(_put(organizer.made_by, exchange, user_id, None))
    session.expire(exchange, ["organizers"])


def exclusions_of(session: Session, exchange: Row, user_id: str) -> Sequence[models.Exclusion]:
    """Those that they have set, or that name them."""
    rule, person = models.Exclusion, models.ExcludedPerson
    naming = select(person.exclusion_id).where(
        person.team_id == exchange.team_id, person.user_id == user_id
    )
    query = select(rule).where(
        rule.exchange_id == exchange.exchange_id,
        or_(rule.set_by == user_id, rule.exclusion_id.in_(naming)),
    )
    return session.scalars(query).all()


def messages_by(
    session: Session, exchange: Row, writer_keys: Collection[bytes]
) -> Sequence[models.AnonymousMessage]:
    """The anonymous messages with these marks of writers."""
    said = models.AnonymousMessage
    query = select(said).where(
        said.exchange_id == exchange.exchange_id, said.writer_key.in_(writer_keys)
    )
    return session.scalars(query).all()


def messages_in(session: Session, exchange: Row) -> Sequence[models.AnonymousMessage]:
    """All of an exchange, reports included."""
    said = models.AnonymousMessage
    return session.scalars(select(said).where(said.exchange_id == exchange.exchange_id)).all()


def remove_messages(session: Session, exchange: Row, message_ids: Collection[str]) -> None:
    """And what is owed, or was sent, because of them."""
    said, owed = models.AnonymousMessage, models.Delivery
    _delete(session, said, exchange, said.message_id.in_(message_ids))
    kinds = owed.kind.in_((DeliveryKind.ANONYMOUS, DeliveryKind.TALK_REPORT))
    session.execute(
        delete(owed).where(
            owed.exchange_id == exchange.exchange_id, kinds, owed.occasion.in_(message_ids)
        )
    )


def remove_bulletins(session: Session, exchange: Row, user_id: str) -> None:
    """What they have written to everybody, and what is owed, or was sent, of it."""
    said, owed = models.Bulletin, models.Delivery
    query = select(said.bulletin_id).where(
        said.exchange_id == exchange.exchange_id, said.written_by == user_id
    )
    written = session.scalars(query).all()
    _delete(
        session,
        owed,
        exchange,
        owed.kind == DeliveryKind.BULLETIN,
        owed.occasion.in_(written),
    )
    _delete(session, said, exchange, said.bulletin_id.in_(written))


def reopen(session: Session, exchange: Row, closed_keys: Collection[bytes]) -> None:
    closed = models.ClosedTalk
    _delete(session, closed, exchange, closed.closed_key.in_(closed_keys))


def remove_deliveries(session: Session, exchange: Row, user_id: str, mark: str | None) -> None:
    """All to them, or about them; where there is a mark, a match that has arrived is only counted
    from now on."""
    owed = models.Delivery
    to_them = (owed.exchange_id == exchange.exchange_id, owed.addressee_id == user_id)
    if mark:
        arrived = (owed.kind == DeliveryKind.MATCH, owed.status == DeliveryStatus.SENT)
        nowhere = {"addressee_id": mark, "channel_id": None, "message_ts": None}
        session.execute(update(owed).where(*to_them, *arrived).values(nowhere))
    session.execute(delete(owed).where(*to_them))
    # Whom a message is about stands in its occasion, after a number if there is one.
    is_about = (owed.occasion == user_id, owed.occasion.endswith(f":{user_id}", autoescape=True))
    session.execute(delete(owed).where(owed.exchange_id == exchange.exchange_id, or_(*is_about)))


def _put(column: Person, exchange: Row, user_id: str, value: str | None) -> Update:
    model = column.class_
    of_it = model.exchange_id == exchange.exchange_id
    return update(model).where(of_it, column == user_id).values({column.key: value})


def _delete(
    session: Session, model: type[models.Base], exchange: Row, *which: ColumnElement[bool]
) -> None:
    table = models.Base.metadata.tables[model.__tablename__]
    session.execute(delete(table).where(table.c.exchange_id == exchange.exchange_id, *which))
