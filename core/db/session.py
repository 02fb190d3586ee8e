"""Sessions: the one way to the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as WaitedTooLong
from sqlalchemy.orm import Session

from core.db.engine import PEOPLE, WORK, make_engine, parse_url, reading
from core.db.outage import Outage, is_away, is_in_doubt, is_unanswered
from core.hurry import DatabaseAway, current_hurry

#: How long a thread waits for its turn to write when nobody waits for it. Far above any queue that
#: moves at all.
TURN_SECONDS = 30
#: So many people's changes at the same time; PostgreSQL only.
HURRIED_WRITERS = 4
#: Whoever was left without an answer for so long has waited for all others.
IN_VAIN_SECONDS = 1


class Database:
    """A SQLite file or a PostgreSQL database.

    Raises `core.db.engine.DatabaseUrl` when `url` is neither. Nothing connects before the first
    use. Safe to share between threads; sessions are not.

    In a hurry (`core.hurry`) waits are short and end in `DatabaseAway`. Those in a hurry have
    connections of their own, so that they never wait for one that other work has.
    """

    def __init__(self, url: str) -> None:
        self.url: URL = parse_url(url)
        self.engine: Engine = make_engine(self.url, WORK)
        self._hurried: Engine = make_engine(self.url, PEOPLE)
        self._reading = {engine: reading(engine) for engine in (self.engine, self._hurried)}
        self._turn = threading.Semaphore(1 if self.is_sqlite else HURRIED_WRITERS)
        self._outage = Outage(self._ask)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that sees a single moment; writing in it is an error."""
        with self._told(), _session(self._reading[self._mine()]) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back when anything is raised.

        In SQLite one thread writes at a time. Not to be nested: there the inner one would wait for
        the outer one, and raises `sqlalchemy.exc.TimeoutError` after `TURN_SECONDS`.
        """
        with self._told(), self._my_turn(), _session(self._mine()) as session:
            yield session
            session.flush()
            _commit(session)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection, and no transaction yet: for what a session cannot do."""
        with self._told(), self._mine().connect() as connection:
            yield connection

    def steady_now(self) -> datetime:
        """The moment by the clock that all processes on this database share: PostgreSQL's own, or
        this machine's where the database is a file. See `core.clock.Clock.steady`."""
        if self.is_sqlite:
            return datetime.now(UTC)
        with self.read() as session:
            asked = session.connection().exec_driver_sql("SELECT clock_timestamp()")
            moment: datetime = asked.scalar_one()
            return moment.astimezone(UTC)

    def close(self) -> None:
        """Closes every idle connection. The database may still be used and connects anew."""
        self._outage.end()
        self.engine.dispose()
        self._hurried.dispose()

    def _mine(self) -> Engine:
        return self._hurried if current_hurry() else self.engine

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Those in a hurry are told that the database is away; all others what the driver says."""
        hurry, began_at = current_hurry(), time.monotonic()
        if hurry and self._outage.is_on:
            raise DatabaseAway(may_have_changed=hurry.may_have_changed)
        try:
            yield
        except SQLAlchemyError as error:
            if is_unanswered(error) and time.monotonic() > began_at + IN_VAIN_SECONDS:
                self._outage.begin()
            if hurry and is_away(error):
                raise DatabaseAway(may_have_changed=hurry.may_have_changed) from error
            raise

    def _ask(self) -> None:
        with self._hurried.connect() as connection:
            connection.exec_driver_sql("SELECT 1")

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        # Many threads that all wait inside SQLite starve each other, for its wait is a poll; a
        # queue in front of it is fair and a hundred times quicker. In PostgreSQL a rush of people
        # waits for one row, and the more wait for it the longer it takes.
        hurry = current_hurry()
        if not (hurry or self.is_sqlite):
            yield
            return
        if not self._turn.acquire(timeout=hurry.wait if hurry else TURN_SECONDS):
            raise WaitedTooLong("another thread has been writing for too long")
        try:
            yield
        finally:
            self._turn.release()


def _session(engine: Engine) -> Session:
    return Session(engine, expire_on_commit=False)


def _commit(session: Session) -> None:
    hurry = current_hurry()
    try:
        session.commit()
    except SQLAlchemyError as error:
        if hurry and is_in_doubt(error):
            hurry.may_have_changed = True
        raise
    if hurry:
        hurry.may_have_changed = True
