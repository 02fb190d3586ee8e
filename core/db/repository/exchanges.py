"""Exchanges, their organizers, and pictures of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select, update
from sqlalchemy import Row as Found
from sqlalchemy.orm import Session, selectinload

from core.db import models
from core.domain import snapshots
from core.domain.errors import ExchangeNotFound
from core.domain.types import (
    Budget,
    ChannelId,
    ExchangeId,
    ExchangeStatus,
    ParticipantStatus,
    TeamId,
    UserId,
)

Row = models.Exchange

# What a rush of joins asks and writes goes past the ORM, which costs several times as much as these
# statements themselves, and is put together once.
_exchanges = models.Base.metadata.tables["exchanges"]
_organizers = models.Base.metadata.tables["organizers"]
_people = models.Base.metadata.tables["participants"]
_its = _exchanges.c

# Not EXISTS: asked of each of many exchanges, it takes much longer than asked once.
_IS_IN = _its.exchange_id.in_(
    select(_people.c.exchange_id).where(
        _people.c.team_id == bindparam("team_id"),
        _people.c.user_id == bindparam("user_id"),
        _people.c.status == ParticipantStatus.JOINED,
    )
)
_PICTURES = (
    select(
        *(_its.exchange_id, _its.team_id, _its.name, _its.status),
        *(_its.channel_id, _its.channel_is_private, _its.announced_ts),
        *(_its.draw_at, _its.drawn_at, _its.time_zone, _its.exchange_on),
        *(_its.budget_amount, _its.budget_currency, _its.message, _its.joined_count),
        _its.has_envelopes,
        _its.no_repeats,
        *(_its.reveal_at, _its.revealed_at, _its.posts_circle),
        _organizers.c.user_id.label("organizer_id"),
    )
    .join_from(_exchanges, _organizers, _organizers.c.exchange_id == _its.exchange_id)
    .where(_its.team_id == bindparam("team_id"), _its.purge_began_at.is_(None))
    .order_by(_its.draw_at, _its.exchange_id, _organizers.c.since_at, _organizers.c.user_id)
)
_ONE = _PICTURES.where(_its.exchange_id == bindparam("exchange_id"))
_TAKING_PART = _PICTURES.where(_its.status.in_(bindparam("statuses", expanding=True)), _IS_IN)
_IS_FOR_THEM = and_(
    _its.draw_at > bindparam("now"),
    or_(_its.channel_id == bindparam("channel_id"), _its.channel_is_private.is_(False)),
)
_OPEN = _PICTURES.add_columns(_IS_IN.label("is_in")).where(
    _its.status == ExchangeStatus.OPEN, or_(_IS_FOR_THEM, _IS_IN)
)
_FIND = select(Row).where(
    Row.team_id == bindparam("team_id"),
    Row.exchange_id == bindparam("exchange_id"),
    Row.purge_began_at.is_(None),
)
_FIND_LOCKED = _FIND.with_for_update(key_share=True)
_HOLD = (
    select(_its.exchange_id)
    .where(_its.exchange_id == bindparam("exchange_id"))
    .with_for_update(key_share=True)
)
COUNT = (
    update(_exchanges)
    .where(_its.exchange_id == bindparam("exchange"))
    .values(joined_count=_its.joined_count + bindparam("by"), revision=_its.revision + 1)
    .returning(_its.exchange_id, _its.status, _its.draw_at, _its.joined_count)
)


#: The statuses in which everybody who was drawn gives, or has given.
DRAWN = (ExchangeStatus.DRAWN, ExchangeStatus.COMPLETED)


@dataclass(frozen=True)
class OpenOnes:
    """The next draw comes first in both."""

    joinable: list[snapshots.Exchange]
    joined: list[snapshots.Exchange]


def find(session: Session, team_id: str, exchange_id: str, *, lock: bool = False) -> Row | None:
    """The exchange, if it is this workspace's. `lock` keeps all others from changing it."""
    given = {"team_id": team_id, "exchange_id": exchange_id}
    return session.scalar(_FIND_LOCKED if lock else _FIND, given)


def get(session: Session, team_id: str, exchange_id: str, *, lock: bool = False) -> Row:
    """The same for one that is known to be there. Raises `core.domain.errors.ExchangeNotFound`."""
    row = find(session, team_id, exchange_id, lock=lock)
    if row is None:
        raise ExchangeNotFound
    return row


def hold(session: Session, exchange_id: str) -> None:
    """Keep all others from changing it, without reading it."""
    session.execute(_HOLD, {"exchange_id": exchange_id})


def lock(session: Session, row: Row) -> None:
    """Keep all others from changing it, and read it anew."""
    session.refresh(row, with_for_update={"key_share": True})


def created_by(session: Session, team_id: str, creation_key: str) -> Row | None:
    """The exchange that this form has made."""
    query = select(Row).where(Row.team_id == team_id, Row.creation_key == creation_key)
    return session.scalar(query)


def open_ones(
    session: Session, team_id: str, channel_id: str, user_id: str, now: datetime
) -> OpenOnes:
    """What this person could join: announced in the channel they ask from, or in a public one. And
    what they have joined."""
    given = {"team_id": team_id, "channel_id": channel_id, "user_id": user_id, "now": now}
    rows = session.execute(_OPEN, given).all()
    return OpenOnes(
        joinable=_pictured(row for row in rows if not row.is_in),
        joined=_pictured(row for row in rows if row.is_in),
    )


def taking_part(
    session: Session, team_id: str, user_id: str, statuses: Collection[ExchangeStatus]
) -> list[snapshots.Exchange]:
    """The exchanges somebody has joined, the next draw first."""
    given = {"team_id": team_id, "user_id": user_id, "statuses": list(statuses)}
    return _pictures(session, _TAKING_PART, given)


def picture(session: Session, team_id: str, exchange_id: str) -> snapshots.Exchange:
    """One exchange of this workspace. Raises `core.domain.errors.ExchangeNotFound`."""
    found = _pictures(session, _ONE, {"team_id": team_id, "exchange_id": exchange_id})
    if not found:
        raise ExchangeNotFound
    return found[0]


def count(session: Session, exchange: snapshots.Exchange, by: int) -> snapshots.Exchange:
    """So many more have joined. From here on nobody else changes the exchange; what somebody has
    changed since the picture was taken stands in the one that comes back."""
    given = {"exchange": exchange.exchange_id, "by": by}
    now = session.execute(COUNT, given).one()
    return replace(exchange, status=now.status, draw_at=now.draw_at, joined_count=now.joined_count)


def of_person(
    session: Session,
    team_id: str,
    user_id: str,
    statuses: Collection[ExchangeStatus],
    *,
    invited: bool = False,
    rescuing: bool = False,
) -> Sequence[Row]:
    """The exchanges somebody takes part in or organizes, the next draw first; `invited`: and the
    open ones they were asked to join and have not answered; `rescuing`: and those in which they
    were asked to step in for a giver."""
    places = [_has_place(user_id, ParticipantStatus.JOINED), _organizes(user_id)]
    if rescuing:
        places.append(_steps_in(user_id))
    if invited:
        asked = _has_place(user_id, ParticipantStatus.INVITED)
        places.append(and_(Row.status == ExchangeStatus.OPEN, asked))
    return session.scalars(_of_person(team_id, statuses, places)).all()


def over_since(session: Session, team_id: str, user_id: str, since: datetime) -> Sequence[Row]:
    """Those that were completed after that moment, in the order of their draws."""
    joined = _has_place(user_id, ParticipantStatus.JOINED)
    places = [joined, _organizes(user_id), _steps_in(user_id)]
    query = _of_person(team_id, (ExchangeStatus.COMPLETED,), places)
    return session.scalars(query.where(Row.completes_at > since)).all()


def _of_person(
    team_id: str, statuses: Collection[ExchangeStatus], places: Sequence[ColumnElement[bool]]
) -> Select[Row]:
    return (
        select(Row)
        .where(
            Row.team_id == team_id,
            Row.status.in_(statuses),
            Row.purge_began_at.is_(None),
            or_(*places),
        )
        .order_by(Row.draw_at, Row.exchange_id)
        .options(selectinload(Row.organizers))
    )


def has_past(session: Session, exchange: Row) -> bool:
    """Whether names have been drawn in another exchange of its workspace."""
    query = select(Row.exchange_id).where(
        Row.team_id == exchange.team_id,
        Row.exchange_id != exchange.exchange_id,
        Row.status.in_(DRAWN),
    )
    return session.scalar(query.limit(1)) is not None


def next_due_draw(session: Session, now: datetime, steady: datetime) -> Row | None:
    """The open exchange that has been past its deadline for longest, locked, unless somebody is
    drawing it or changing it at this moment."""
    query = (
        select(Row)
        .where(
            Row.status == ExchangeStatus.OPEN,
            Row.draw_at <= now,
            or_(Row.drawing_until.is_(None), Row.drawing_until <= steady),
        )
        .order_by(Row.draw_at, Row.exchange_id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.scalar(query)


def due_completions(session: Session, now: datetime) -> Sequence[Row]:
    query = (
        select(Row)
        .where(Row.status == ExchangeStatus.DRAWN, Row.completes_at <= now)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.scalars(query).all()


def snapshot_all(rows: Sequence[Row]) -> list[snapshots.Exchange]:
    return [snapshot(row) for row in rows]


def snapshot(row: Row) -> snapshots.Exchange:
    return _picture(row, tuple(UserId(organizer.user_id) for organizer in row.organizers))


def _pictures(
    session: Session, query: Select[Any], given: dict[str, Any]
) -> list[snapshots.Exchange]:
    return _pictured(session.execute(query, given))


def _pictured(rows: Iterable[Found[Any]]) -> list[snapshots.Exchange]:
    """Of rows that repeat an exchange for each of its organizers."""
    found: dict[str, tuple[Found[Any], list[UserId]]] = {}
    for row in rows:
        found.setdefault(row.exchange_id, (row, []))[1].append(UserId(row.organizer_id))
    return [_picture(row, tuple(organizers)) for row, organizers in found.values()]


def _picture(row: Row | Found[Any], organizer_ids: tuple[UserId, ...]) -> snapshots.Exchange:
    return snapshots.Exchange(
        exchange_id=ExchangeId(row.exchange_id),
        team_id=TeamId(row.team_id),
        name=row.name,
        status=row.status,
        channel_id=ChannelId(row.channel_id),
        channel_is_private=row.channel_is_private,
        organizer_ids=organizer_ids,
        draw_at=row.draw_at,
        time_zone=row.time_zone,
        exchange_on=row.exchange_on,
        budget=_budget(row),
        message=row.message,
        joined_count=row.joined_count,
        drawn_at=row.drawn_at,
        announced_ts=row.announced_ts,
        has_envelopes=row.has_envelopes,
        no_repeats=row.no_repeats,
        reveal_at=row.reveal_at,
        revealed_at=row.revealed_at,
        posts_circle=row.posts_circle,
    )


def _budget(row: Row | Found[Any]) -> Budget | None:
    if row.budget_amount is None or row.budget_currency is None:
        return None
    return Budget(row.budget_amount, row.budget_currency)


def _has_place(user_id: str, status: ParticipantStatus) -> ColumnElement[bool]:
    people = models.Participant
    return exists().where(
        people.exchange_id == Row.exchange_id,
        people.team_id == Row.team_id,
        people.user_id == user_id,
        people.status == status,
    )


def _steps_in(user_id: str) -> ColumnElement[bool]:
    rescues = models.Rescue
    return exists().where(
        rescues.exchange_id == Row.exchange_id,
        rescues.team_id == Row.team_id,
        rescues.rescuer_id == user_id,
    )


def _organizes(user_id: str) -> ColumnElement[bool]:
    organizers = models.Organizer
    return exists().where(
        organizers.exchange_id == Row.exchange_id,
        organizers.team_id == Row.team_id,
        organizers.user_id == user_id,
    )
