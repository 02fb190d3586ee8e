"""One request takes effect once, however often it is delivered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges
from core.db.session import Database
from core.domain.errors import AlreadyHandled, ExchangeNotFound
from core.domain.types import Caller

#: Slack repeats for minutes, and accepts its own signature for five.
REMEMBERED_FOR = timedelta(hours=1)


@contextmanager
def once(database: Database, clock: Clock, caller: Caller) -> Iterator[Session]:
    """A write transaction that also remembers the request.

    Raises `AlreadyHandled` when this request has been through here before. The memory commits with
    the effect, or not at all: a request that was refused or failed may come again.
    """
    with database.write() as session:
        dialect = sqlite if database.is_sqlite else postgresql
        remembered = session.execute(
            dialect.insert(models.HandledRequest)
            .values(
                team_id=caller.team_id,
                request_id=sha256(caller.request_id.encode()).hexdigest(),
                handled_at=clock.now(),
            )
            .on_conflict_do_nothing()
            .returning(models.HandledRequest.request_id)
        )
        if remembered.first() is None:
            raise AlreadyHandled
        yield session


def load(
    session: Session, caller: Caller, exchange_id: str, *, lock: bool = False
) -> models.Exchange:
    """The exchange, if the caller's workspace has it; else `ExchangeNotFound`."""
    row = exchanges.find(session, caller.team_id, exchange_id, lock=lock)
    if row is None:
        raise ExchangeNotFound
    return row


def forget_old_requests(database: Database, clock: Clock) -> None:
    with database.write() as session:
        session.execute(
            delete(models.HandledRequest).where(
                models.HandledRequest.handled_at < clock.now() - REMEMBERED_FOR
            )
        )
