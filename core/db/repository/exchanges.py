"""Exchanges, their organizers, and pictures of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from core.db import models
from core.domain import snapshots
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


def find(session: Session, team_id: str, exchange_id: str, *, lock: bool = False) -> Row | None:
    """The exchange, if it is this workspace's. `lock` keeps all others from changing it."""
    query = select(Row).where(Row.team_id == team_id, Row.exchange_id == exchange_id)
    return session.scalar(query.with_for_update(key_share=True) if lock else query)


def find_unlocked(session: Session, team_id: str, exchange_id: str) -> Row | None:
    """The exchange, locked, unless somebody else is changing it at this moment."""
    query = select(Row).where(Row.team_id == team_id, Row.exchange_id == exchange_id)
    return session.scalar(query.with_for_update(skip_locked=True, key_share=True))


def created_by(
    session: Session, team_id: str, creation_key: str, *, lock: bool = False
) -> Row | None:
    """The exchange that this form has made."""
    query = select(Row).where(Row.team_id == team_id, Row.creation_key == creation_key)
    return session.scalar(query.with_for_update(key_share=True) if lock else query)


def joinable(
    session: Session, team_id: str, channel_id: str, user_id: str, now: datetime
) -> Sequence[Row]:
    """Open exchanges that this person has not joined and may know of: announced in the channel
    they ask from, or in a public one."""
    query = (
        select(Row)
        .where(
            Row.team_id == team_id,
            Row.status == ExchangeStatus.OPEN,
            Row.draw_at > now,
            or_(Row.channel_id == channel_id, Row.channel_is_private.is_(False)),
            ~_joined(user_id),
        )
        .order_by(Row.draw_at, Row.exchange_id)
    )
    return session.scalars(query).all()


def of_person(
    session: Session, team_id: str, user_id: str, statuses: Collection[ExchangeStatus]
) -> Sequence[Row]:
    """The exchanges somebody takes part in or organizes, the next draw first."""
    query = (
        select(Row)
        .where(
            Row.team_id == team_id,
            Row.status.in_(statuses),
            or_(_joined(user_id), _organizes(user_id)),
        )
        .order_by(Row.draw_at, Row.exchange_id)
    )
    return session.scalars(query).all()


def due_draws(session: Session, now: datetime) -> Sequence[tuple[str, str]]:
    """(team, exchange) of every open exchange past its deadline, the longest waiting first."""
    query = (
        select(Row.team_id, Row.exchange_id)
        .where(Row.status == ExchangeStatus.OPEN, Row.draw_at <= now)
        .order_by(Row.draw_at)
    )
    return [(team_id, exchange_id) for team_id, exchange_id in session.execute(query)]


def due_completions(session: Session, now: datetime) -> Sequence[Row]:
    query = (
        select(Row)
        .where(Row.status == ExchangeStatus.DRAWN, Row.completes_at <= now)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.scalars(query).all()


def next_refresh(session: Session, now: datetime) -> Row | None:
    """The announcement that has said something old for longest, unless somebody is at it."""
    query = (
        select(Row)
        .where(Row.refresh_at <= now, Row.announced_ts.is_not(None))
        .order_by(Row.refresh_at)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.scalar(query)


def snapshot(session: Session, row: Row) -> snapshots.Exchange:
    return snapshot_all(session, [row])[0]


def snapshot_all(session: Session, rows: Sequence[Row]) -> list[snapshots.Exchange]:
    """Pictures of several exchanges, with one question for all their counts."""
    people = models.Participant
    query = (
        select(people.exchange_id, func.count())
        .where(
            people.exchange_id.in_([row.exchange_id for row in rows]),
            people.status == ParticipantStatus.JOINED,
        )
        .group_by(people.exchange_id)
    )
    counts = {row[0]: row[1] for row in session.execute(query)}
    return [_picture(row, counts.get(row.exchange_id, 0)) for row in rows]


def _picture(row: Row, joined_count: int) -> snapshots.Exchange:
    return snapshots.Exchange(
        exchange_id=ExchangeId(row.exchange_id),
        team_id=TeamId(row.team_id),
        name=row.name,
        status=row.status,
        channel_id=ChannelId(row.channel_id),
        channel_is_private=row.channel_is_private,
        organizer_ids=tuple(UserId(organizer.user_id) for organizer in row.organizers),
        draw_at=row.draw_at,
        time_zone=row.time_zone,
        exchange_on=row.exchange_on,
        budget=_budget(row),
        message=row.message,
        joined_count=joined_count,
        drawn_at=row.drawn_at,
        announced_ts=row.announced_ts,
    )


def _budget(row: Row) -> Budget | None:
    if row.budget_amount is None or row.budget_currency is None:
        return None
    return Budget(row.budget_amount, row.budget_currency)


def _joined(user_id: str) -> ColumnElement[bool]:
    people = models.Participant
    return exists().where(
        people.exchange_id == Row.exchange_id,
        people.team_id == Row.team_id,
        people.user_id == user_id,
        people.status == ParticipantStatus.JOINED,
    )


def _organizes(user_id: str) -> ColumnElement[bool]:
    organizers = models.Organizer
    return exists().where(
        organizers.exchange_id == Row.exchange_id,
        organizers.team_id == Row.team_id,
        organizers.user_id == user_id,
    )
