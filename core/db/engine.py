"""Engines: how Kringle talks to SQLite and to PostgreSQL.

On both, a transaction says beforehand whether it writes. One that only reads sees the database as
it was at one moment, and an attempt to write in it fails.
"""

from __future__ import annotations

import select
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from core.db.silence import Attentive, Silence
from core.hurry import current_hurry

#: A process that stopped in the middle of a transaction must not keep its rows locked.
IDLE_IN_TRANSACTION = "15s"
#: A server whose machine is gone says nothing, not even that. In seconds.
_WATCH_THE_LINE = {"keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}
_UNANSWERED_MILLISECONDS = 10_000

_READS = "kringle_reads"
_IDLE_SINCE = "kringle_idle_since"
#: In seconds.
_PINGED_AFTER = 1.0


@dataclass(frozen=True)
class Waits:
    """How many seconds each wait may last: for another program's writer, for the server to take a
    connection, for a connection to be free, for the next word of the server. `settings` are
    PostgreSQL's, for every connection."""

    busy: float
    connect: int
    pool: float
    silence: float
    settings: dict[str, str] = field(default_factory=dict)


#: A big draw may take as long as it takes.
WORK = Waits(busy=10, connect=10, pool=30, silence=60)
#: Whoever waits gives up after three seconds, and then the server should, too. A wait for a row
#: that somebody else has in hand, or for several, must not be taken for silence. (psycopg knows no
#: shorter connect.)
PEOPLE = Waits(
    busy=2,
    connect=2,
    pool=1,
    silence=2,
    settings={"lock_timeout": "1500ms", "statement_timeout": "1900ms"},
)


class DatabaseUrl(ValueError):
    """The address of the database cannot be used. The message says why and shows no password."""


def parse_url(text: str) -> URL:
    """The address as SQLAlchemy wants it; `str()` of the result hides the password.

    `postgresql://` and `postgres://` mean psycopg. Raises `DatabaseUrl` for anything that is
    neither a SQLite file nor a PostgreSQL database.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):  # their messages repeat what they could not read
        raise DatabaseUrl(
            "DATABASE_URL is not an address such as sqlite:///kringle.db "
            "or postgresql+psycopg://user:password@host/database"
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    _check_kind(url)
    return url


def _check_kind(url: URL) -> None:
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise DatabaseUrl(
            f"DATABASE_URL begins with {url.drivername}://, but Kringle works with "
            "sqlite:/// and postgresql+psycopg:// only"
        )
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise DatabaseUrl(
            "DATABASE_URL names no file: everything would be lost at the end. "
            "Use for example sqlite:///kringle.db"
        )


def make_engine(url: URL, waits: Waits = WORK) -> Engine:
    """An engine for `url`; it connects when first used. Errors carry no bound values."""
    is_sqlite = url.get_backend_name() == "sqlite"
    return _sqlite(url, waits) if is_sqlite else _postgresql(url, waits)


def reading(engine: Engine) -> Engine:
    """The same engine and pool for transactions that only read, each from one snapshot."""
    options: dict[str, Any] = {_READS: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine.execution_options(**options)


@contextmanager
def migrating(url: URL) -> Iterator[Connection]:
    """One transaction that changes the schema, on a connection of its own."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        # SQLite changes a table by building it anew; dropping the old one would delete, by its
        # foreign keys, the rows that refer to it.
        event.listen(engine, "connect", _ignore_foreign_keys)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _ignore_foreign_keys(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")


def _sqlite(url: URL, waits: Waits) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=4,
        pool_timeout=waits.pool,
        connect_args={"timeout": waits.busy},  # SQLite's busy_timeout
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        _prepare_sqlite(connection, waits.busy)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, wait_seconds: float) -> None:
    # sqlite3 opens transactions too late and never for a read: `_begin_sqlite` does it instead.
    connection.isolation_level = None
    write_ahead(connection, wait_seconds)
    # FULL: after a power cut a delivery must not turn from `sending` back into `pending`.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def write_ahead(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Lets readers and a writer work side by side; the file stays so."""
    # Processes that open a new file together refuse each other this one change at once, without
    # the wait that `busy_timeout` grants everything else.
    gives_up_at = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > gives_up_at:
                raise
        time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    hurry, raw = current_hurry(), connection.connection.driver_connection
    if hurry and raw:  # past SQLAlchemy, which takes longer for it than SQLite
        raw.execute(f"PRAGMA busy_timeout = {int(hurry.wait * 1000)}")
    # A transaction that reads first and writes later may find its snapshot outdated, and then no
    # waiting helps: one that may write takes the write lock at its beginning.
    reads = connection.get_execution_options().get(_READS, False)
    if connection.info.get(_READS) != reads:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
        connection.info[_READS] = reads
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _postgresql(url: URL, waits: Waits) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        isolation_level="READ COMMITTED",  # a wait for another's row must end in seeing it
        pool_size=8,
        max_overflow=4,
        pool_timeout=waits.pool,
        connect_args=_connect_args(url, waits),
    )

    def connect(_dialect: object, _record: object, args: list[Any], options: Any) -> Attentive:
        return _attentive(waits.silence, args, options)

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkin", _note_idle)
    event.listen(engine, "checkout", _ping_idle)
    event.listen(engine, "handle_error", _leave_values_out)
    return engine


def _connect_args(url: URL, waits: Waits) -> dict[str, Any]:
    """What the operator wrote into the address counts more, but for `IDLE_IN_TRANSACTION`."""
    ours = {
        "connect_timeout": waits.connect,
        "tcp_user_timeout": _UNANSWERED_MILLISECONDS,
        **_WATCH_THE_LINE,
    }
    settings = "".join(f"-c {name}={value} " for name, value in waits.settings.items())
    asked = url.query.get("options", "")
    return {name: value for name, value in ours.items() if name not in url.query} | {
        "application_name": "kringle",
        "options": f"{settings}{asked} "
        f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION}",
    }


def _attentive(silence: float, arguments: list[Any], options: dict[str, Any]) -> Attentive:
    hurry = current_hurry()
    if hurry and hurry.is_in_vain:
        # The pool's connection was silent, and SQLAlchemy tries a new one: there is no time left.
        raise Silence("the server did not answer before")
    connection = Attentive.connect(*arguments, **options)
    connection.silence = silence
    return connection


def _note_idle(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_IDLE_SINCE] = time.monotonic()


def _ping_idle(
    connection: Attentive | None, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    # SQLAlchemy's `pool_pre_ping` asks the server every time: every eighth question of a join. A
    # connection that was well a moment ago is well, unless the server has said something since.
    if connection is None:
        return
    idle = time.monotonic() - record.info.get(_IDLE_SINCE, time.monotonic())
    if idle < _PINGED_AFTER and not _has_news(connection):
        return
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _has_news(connection: Attentive) -> bool:
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _leave_values_out(context: ExceptionContext) -> None:
    # `hide_parameters` hides what was sent. PostgreSQL answers with the values of the row all the
    # same ("DETAIL: Failing row contains …"): only its first line, which names what was broken,
    # is kept.
    error, wrapped = context.original_exception, context.sqlalchemy_exception
    if wrapped is None or not isinstance(error, psycopg.Error) or not error.diag.message_primary:
        return
    whole, first_line = str(error), error.diag.message_primary
    error.args = (first_line,)
    wrapped.args = (str(wrapped.args[0]).replace(whole, first_line),)
