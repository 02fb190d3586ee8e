"""Sessions: the one way to the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import URL, Engine
from sqlalchemy.exc import TimeoutError as WaitedTooLong
from sqlalchemy.orm import Session

from core.db.engine import make_engine, parse_url, reading

#: How long a thread waits for its turn to write. Far above any queue that moves at all.
TURN_SECONDS = 30


class Database:
    """A SQLite file or a PostgreSQL database.

    Raises `core.db.engine.DatabaseUrl` when `url` is neither. Nothing connects before the first
    use. Safe to share between threads; sessions are not.
    """

    def __init__(self, url: str) -> None:
        self.url: URL = parse_url(url)
        self.engine: Engine = make_engine(self.url)
        self._reading = reading(self.engine)
        self._turn = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that sees a single moment; writing in it is an error."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back when anything is raised.

        In SQLite one thread writes at a time. Not to be nested: there the inner one would wait for
        the outer one, and raises `sqlalchemy.exc.TimeoutError` after `TURN_SECONDS`.
        """
        turn = self._one_at_a_time() if self.is_sqlite else nullcontext()
        with turn, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Closes every idle connection. The database may still be used and connects anew."""
        self.engine.dispose()

    def _one_at_a_time(self) -> AbstractContextManager[None]:
        return _turn(self._turn)


@contextmanager
def _turn(lock: threading.Lock) -> Iterator[None]:
    # Many threads that all wait inside SQLite starve each other, for its wait is a poll; a queue
    # in front of it is fair and a hundred times quicker.
    if not lock.acquire(timeout=TURN_SECONDS):
        raise WaitedTooLong("another thread has been writing for too long")
    try:
        yield
    finally:
        lock.release()
