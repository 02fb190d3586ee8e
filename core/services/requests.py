"""One request takes effect once, however often it is delivered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges, requests
from core.db.session import Database
from core.domain.errors import AlreadyHandled
from core.domain.types import Caller

#: Slack repeats for minutes, and accepts its own signature for five.
REMEMBERED_FOR = timedelta(hours=1)


def check_new(session: Session, caller: Caller) -> None:
    """Raises `AlreadyHandled` when this request has been through `once`: for what takes long."""
    if requests.is_handled(session, caller.team_id, mark(caller)):
        raise AlreadyHandled


@contextmanager
def once(database: Database, clock: Clock, caller: Caller) -> Iterator[Session]:
    """A write transaction that also remembers the request.

    Raises `AlreadyHandled` when this request has been through here before. The memory commits with
    the effect, or not at all: a request that was refused or failed may come again.
    """
    with database.write() as session:
        remember(session, clock, caller)
        yield session


def remember(session: Session, clock: Clock, caller: Caller) -> None:
    """For a use case that finds out first whether it will do anything: see `once`."""
    if not requests.remember(session, caller.team_id, mark(caller), clock.now()):
        raise AlreadyHandled


def mark(caller: Caller) -> str:
    """What is kept of a request."""
    return sha256(caller.request_id.encode()).hexdigest()


def load(
    session: Session, caller: Caller, exchange_id: str, *, lock: bool = False
) -> models.Exchange:
    """The exchange, if the caller's workspace has it; else `ExchangeNotFound`."""
    return exchanges.get(session, caller.team_id, exchange_id, lock=lock)


def forget_old_requests(database: Database, clock: Clock) -> None:
    with database.write() as session:
        session.execute(
            delete(models.HandledRequest).where(
                models.HandledRequest.handled_at < clock.now() - REMEMBERED_FOR
            )
        )
