"""What an error says about the database: away for now, gone in the middle, silent."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as WaitedTooLong

ASK_SECONDS = 0.5

#: Held by another program, on a disk that is full or broken, or not to be opened any more.
_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PROTOCOL,
    }
)


def is_away(error: SQLAlchemyError) -> bool:
    """Whether the same may work later, with nothing else changed."""
    if isinstance(error, WaitedTooLong):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, psycopg.OperationalError | psycopg.InterfaceError):
        return True
    return error.connection_invalidated or _sqlite_kind(error) in _SQLITE_AWAY


def is_in_doubt(error: SQLAlchemyError) -> bool:
    """Whether a commit that failed so may have been made all the same."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or _sqlite_kind(error) == sqlite3.SQLITE_IOERR


def is_unanswered(error: SQLAlchemyError) -> bool:
    """Whether these are not words of PostgreSQL's: it was not reached, or has gone."""
    cause = getattr(error, "orig", None)
    return isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None


def _sqlite_kind(error: DBAPIError) -> int:
    code: int = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF  # the rest tells more about the same


class Outage:
    """Somebody waited for the database in vain. Until it answers again nobody else needs to: they
    would keep every thread, one after the other. Safe to share between threads."""

    def __init__(self, ask: Callable[[], None]) -> None:
        """`ask` raises `SQLAlchemyError` while there is no answer."""
        self._ask = ask
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._over.set()

    @property
    def is_on(self) -> bool:
        return not self._over.is_set()

    def begin(self) -> None:
        """From now on one thread asks, until there is an answer."""
        with self._guard:
            if self.is_on:
                return
            self._over.clear()
        threading.Thread(target=self._wait, name="outage", daemon=True).start()

    def end(self) -> None:
        self._over.set()

    def _wait(self) -> None:
        while not self._over.wait(ASK_SECONDS):
            try:
                self._ask()
            except SQLAlchemyError:
                continue
            self.end()
