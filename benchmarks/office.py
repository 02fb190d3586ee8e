"""An exchange to measure on, and who is in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import insert, select

from benchmarks.slack_stub import CHANNEL, TEAM
from core.clock import SystemClock
from core.crypto import MasterKeys
from core.db import models, schema
from core.db.session import Database
from core.domain.types import (
    Caller,
    ChannelId,
    ParticipantStatus,
    Person,
    Plan,
    TeamId,
    UserId,
)
from core.services.exchanges import Exchanges

NAME = "Office Santa"
KEYS = f"1:{MasterKeys.new_key()}"
ORGANIZER = UserId("U0OLGA")
AT_ONCE = 5000


def people(count: int, first: int = 0) -> list[UserId]:
    return [UserId(f"U{number:09d}") for number in range(first, first + count)]


def caller(user_id: UserId) -> Caller:
    """Another request each time."""
    return Caller(TeamId(TEAM), user_id, secrets.token_hex(16))


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def found(database: Database, joined: int = 0) -> str:
    """Bring the schema up to date and start one exchange that so many people have joined; its
    id."""
    schema.upgrade(database)
    clock = SystemClock()
    plan = Plan(
        key=secrets.token_hex(16),
        name=NAME,
        channel_id=ChannelId(CHANNEL),
        channel_is_private=False,
        draw_at=clock.now() + timedelta(days=7),
        time_zone="Europe/Berlin",
        organizer_takes_part=False,
    )
    person = Person(ORGANIZER, TeamId(TEAM))
    exchange = Exchanges(database, clock).create(caller(ORGANIZER), person, plan)
    let_join(database, exchange.exchange_id, people(joined))
    return exchange.exchange_id


def let_join(database: Database, exchange_id: str, who: list[UserId], team_id: str = TEAM) -> None:
    """Many at once, past the service: each row is what a join would have written."""
    now = SystemClock().now()
    for first in range(0, len(who), AT_ONCE):
        rows = [
            {
                "exchange_id": exchange_id,
                "user_id": user_id,
                "team_id": team_id,
                "status": ParticipantStatus.JOINED,
                "changed_at": now,
            }
            for user_id in who[first : first + AT_ONCE]
        ]
        with database.write() as session:
            session.execute(insert(models.Participant), rows)


def joined(database: Database, exchange_id: str) -> set[str]:
    query = select(models.Participant.user_id).where(
        models.Participant.exchange_id == exchange_id,
        models.Participant.status == ParticipantStatus.JOINED,
    )
    with database.read() as session:
        return set(session.scalars(query))
