"""What is kept of an exchange that is over, and what is not: table by table, column by column.

A test holds these lists against the tables, so that whatever is new has to be put into one of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.db import models
from core.domain.types import ExchangeStatus

Row = models.Exchange
Assignment = models.Assignment

#: Emptied of everything that belongs to the exchange, in this order: what hangs on a row of another
#: table goes before it.
EMPTIED: tuple[type[models.Base], ...] = (
    models.Wishlist,
    models.Exclusion,  # and with it its people
    models.AnonymousMessage,
    models.ClosedTalk,
    models.Bulletin,
    models.Look,
    models.Gift,
    models.MissingGift,
    models.Rescue,
    models.Copy,
    models.KeptRoster,
    models.PreflightLook,
    models.UnablePerson,
    models.Opening,
    models.Delivery,
    models.Participant,
    models.Organizer,
)
#: All of it: what a draw without repeats reads, and what finds somebody in it who asks to be
#: forgotten.
KEPT_OF_ASSIGNMENTS: tuple[InstrumentedAttribute[Any], ...] = (
    Assignment.exchange_id,
    Assignment.giver_id,
    Assignment.team_id,
    Assignment.recipient_encrypted,
    Assignment.recipient_key,
)
KEPT_OF_EXCHANGES: tuple[InstrumentedAttribute[Any], ...] = (
    Row.exchange_id,
    Row.team_id,
    Row.status,
    Row.created_at,
    Row.draw_at,
    Row.drawn_at,
    Row.completes_at,
    Row.seed_encrypted,
    Row.purge_began_at,
    Row.purged_at,
)
#: What cannot be without a value, and has this one. All that is in neither list becomes NULL.
BLANKS: dict[InstrumentedAttribute[Any], object] = {
    Row.creation_key: Row.exchange_id,
    Row.name: "",
    Row.message: "",
    Row.channel_id: "",
    Row.channel_is_private: True,
    Row.time_zone: "UTC",
    Row.round: 0,
    Row.joined_count: 0,
    Row.revision: 0,
    Row.no_repeats: 0,
    Row.has_envelopes: True,
    Row.posts_circle: False,
}


def is_over_since() -> ColumnElement[datetime]:
    """When an exchange that is over ended, and everybody in it was told who gave to them, if they
    are. (Those that were cancelled by an older Kringle say no moment: at their draw they would have
    been over.)"""
    ended = func.coalesce(Row.cancelled_at, Row.completes_at, Row.draw_at)
    is_later = and_(Row.status == ExchangeStatus.COMPLETED, Row.reveal_at > ended)
    return case((is_later, Row.reveal_at), else_=ended)


def next_due(session: Session, over_by: datetime, kept_since: datetime) -> Row | None:
    """The exchange that has been over for longest, of those that were over by then and are not
    purged yet, or not kept any more; locked, unless somebody else has it in hand. Whoever asked to
    be forgotten in it comes first."""
    over = (ExchangeStatus.COMPLETED, ExchangeStatus.CANCELLED)
    since, asked = is_over_since(), models.ForgetRequest
    query = (
        select(Row)
        .where(
            Row.status.in_(over),
            since <= over_by,
            or_(Row.purged_at.is_(None), since <= kept_since),
            ~exists().where(asked.exchange_id == Row.exchange_id),
        )
        .order_by(since, Row.exchange_id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.scalar(query)


def hold(session: Session, exchange_id: str) -> Row | None:
    """The exchange, so that nobody else purges it at the same time; None when it is gone."""
    query = select(Row).where(Row.exchange_id == exchange_id)
    return session.scalar(query.with_for_update(key_share=True))


def empty(session: Session, model: type[models.Base], exchange_id: str, most: int) -> int:
    """At most so many rows of this table; how many there were."""
    table = models.Base.metadata.tables[model.__tablename__]
    some = select(*table.primary_key).where(table.c.exchange_id == exchange_id).limit(most)
    gone = session.execute(delete(table).where(_key(table).in_(some)))
    return int(gone.rowcount)  # type: ignore[attr-defined] # of a DELETE it is there


def strip(session: Session, row: Row, now: datetime) -> None:
    """The exchange itself."""
    kept = {one.key for one in (*KEPT_OF_EXCHANGES, *BLANKS)}
    values = {column.name: None for column in Row.__table__.columns if column.name not in kept}
    blanks = {one.key: value for one, value in BLANKS.items()}
    session.execute(
        update(Row)
        .where(Row.exchange_id == row.exchange_id)
        .values({**values, **blanks, "purged_at": now})
    )


def drop(session: Session, row: Row) -> None:
    session.execute(delete(Row).where(Row.exchange_id == row.exchange_id))


def _key(table: Table) -> Any:
    columns = [*table.primary_key]
    return columns[0] if len(columns) == 1 else tuple_(*columns)
