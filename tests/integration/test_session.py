"""Transactions: what each database promises, and that both keep the same promises."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as WaitedTooLong
from sqlalchemy.orm import Session

import core.db.session
from core.db.engine import WORK, DatabaseUrl, make_engine, parse_url, write_ahead
from core.db.models import Base, Workspace
from core.db.session import Database
from tests.integration import rows

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settled(database: Database) -> Database:
    with database.write() as session:
        session.add(rows.workspace())
    return database


@pytest.fixture
def second(database: Database) -> Iterator[Database]:
    """The same database as another process would open it: with a turn of its own."""
    other = Database(database.url.render_as_string(hide_password=False))
    yield other
    other.close()


def value(session: Session, query: str) -> Any:
    return session.execute(text(query)).scalar_one()


def pace(database: Database) -> float:
    with database.read() as session:
        return session.get_one(Workspace, rows.TEAM).pace


def speed_up(session: Session) -> None:
    session.execute(update(Workspace).values(pace=Workspace.pace + 1))


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
    ],
)
def test_sqlite_keeps_what_it_was_told(
    sqlite_database: Database, pragma: str, expected: object
) -> None:
    with sqlite_database.read() as session:
        assert value(session, f"PRAGMA {pragma}") == expected
    with sqlite_database.write() as session:
        assert value(session, f"PRAGMA {pragma}") == expected


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("idle_in_transaction_session_timeout", "15s"), ("application_name", "kringle")],
)
def test_postgresql_keeps_what_it_was_told(
    postgres_database: Database, setting: str, expected: str
) -> None:
    with postgres_database.write() as session:
        assert value(session, f"SHOW {setting}") == expected


def test_options_in_the_address_stay(postgres_url: str) -> None:
    database = Database(f"{postgres_url}&options=-c%20statement_timeout%3D7s")

    with database.read() as session:
        assert value(session, "SHOW statement_timeout") == "7s"
        assert value(session, "SHOW idle_in_transaction_session_timeout") == "15s"
    database.close()


def test_writing_is_committed_at_the_end(settled: Database) -> None:
    with settled.write() as session:
        speed_up(session)

    assert pace(settled) == 6.0


def test_an_exception_rolls_everything_back(settled: Database) -> None:
    def fail() -> None:
        with settled.write() as session:
            speed_up(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert pace(settled) == 5.0


def test_the_turn_is_free_again_after_an_exception(settled: Database) -> None:
    with pytest.raises(ZeroDivisionError), settled.write():
        _ = 1 / 0

    with settled.write() as session:
        speed_up(session)
    assert pace(settled) == 6.0


def test_what_was_loaded_can_be_read_after_the_transaction(settled: Database) -> None:
    with settled.write() as session:
        row = session.get_one(Workspace, rows.TEAM)

    assert row.pace == 5.0


def test_writing_in_a_reading_transaction_is_an_error(settled: Database) -> None:
    with pytest.raises(DBAPIError), settled.read() as session:
        speed_up(session)

    with settled.write() as session:
        speed_up(session)
    assert pace(settled) == 6.0


def test_a_reader_sees_one_moment(settled: Database) -> None:
    with settled.read() as session:
        before = value(session, "SELECT pace FROM workspaces")
        with settled.write() as writing:
            speed_up(writing)

        assert value(session, "SELECT pace FROM workspaces") == before


def test_many_threads_lose_no_update(settled: Database) -> None:
    def write(_number: int) -> None:
        with settled.write() as session:
            speed_up(session)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(200)))

    assert pace(settled) == 205.0


def test_a_writer_waits_for_the_writer_of_another_process(
    settled: Database, second: Database
) -> None:
    has_begun, waited = threading.Event(), []

    def write() -> None:
        has_begun.set()
        with second.write() as session:
            speed_up(session)
            waited.append(pace(second))

    with settled.write() as session:
        speed_up(session)
        thread = threading.Thread(target=write)
        thread.start()
        has_begun.wait()
    thread.join()

    assert waited == [6.0]
    assert pace(settled) == 7.0


def test_read_modify_write_in_two_processes_loses_nothing_in_sqlite(
    sqlite_database: Database,
) -> None:
    with sqlite_database.write() as session:
        session.add(rows.workspace())
    script = (
        "import sys; from core.db.models import Workspace; from core.db.session import Database\n"
        "database = Database(sys.argv[1])\n"
        "for _ in range(50):\n"
        "    with database.write() as session: session.get_one(Workspace, sys.argv[2]).pace += 1\n"
    )
    command = [sys.executable, "-c", script, str(sqlite_database.url), rows.TEAM]

    started = [subprocess.Popen(command, cwd=ROOT, env=os.environ) for _ in range(2)]

    assert [process.wait(60) for process in started] == [0, 0]
    assert pace(sqlite_database) == 105.0


@contextmanager
def read_by_another(path: Path) -> Iterator[None]:
    """A file that nobody has opened as Kringle does, in the middle of somebody's reading."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE old (a)")
    other.execute("BEGIN")
    other.execute("SELECT * FROM old").fetchall()
    yield
    other.close()


def answer(database: Database) -> Any:
    try:
        with database.read() as session:
            return value(session, "PRAGMA journal_mode")
    finally:
        database.close()


def test_opening_waits_until_the_file_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "old.db"

    with ThreadPoolExecutor(1) as pool:
        with read_by_another(path):
            opening = pool.submit(answer, Database(f"sqlite:///{path}"))
            assert wait([opening], timeout=0.2).not_done
        assert opening.result(timeout=5) == "wal"


class RefusedOnce(sqlite3.Connection):
    """What a process meets that opens a new file together with another one."""

    refused = False

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if "WAL" in sql and not self.refused:
            self.refused = True
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        return super().execute(sql, *values)


def test_a_refusal_without_any_wait_is_tried_again(tmp_path: Path) -> None:
    connection = RefusedOnce(tmp_path / "new.db")

    write_ahead(connection, wait_seconds=5)

    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_opening_gives_up_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    engine = make_engine(parse_url(f"sqlite:///{path}"), replace(WORK, busy=0.1))

    with read_by_another(path), pytest.raises(DBAPIError, match="locked"):
        engine.connect()


def test_a_nested_writer_is_told_instead_of_waiting_forever(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.db.session, "TURN_SECONDS", 0.05)

    with sqlite_database.write(), pytest.raises(WaitedTooLong), sqlite_database.write():
        pass


BROKEN = {
    "primary_key": lambda secret: rows.workspace(secret),
    "check": lambda secret: rows.exchange("E2", status="drawn", message=secret),
    "reference": lambda secret: rows.participant(exchange_id=secret),
    "not_null": lambda secret: rows.exchange("E2", name=None, message=secret),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_errors_show_no_value_of_the_row(settled: Database, broken: Callable[[str], Base]) -> None:
    secret = "T0CANARY"
    with settled.write() as session:
        session.add(rows.workspace(secret))

    with pytest.raises(IntegrityError) as refused, settled.write() as session:
        session.add(broken(secret))

    shown = "".join(traceback.format_exception(refused.value))
    assert secret not in shown
    assert "constraint" in shown


def test_closing_lets_every_connection_go(settled: Database) -> None:
    settled.close()

    assert settled.engine.pool.checkedin() == 0  # type: ignore[attr-defined]
    with settled.read() as session:
        assert session.scalar(select(func.count()).select_from(Workspace)) == 1


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("sqlite:///kringle.db", "sqlite:///kringle.db"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        (" postgres://u@h/d\n", "postgresql+psycopg://u@h/d"),
    ],
)
def test_addresses_are_understood(given: str, meant: str) -> None:
    assert str(Database(given).url) == meant


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:hunter2@host/db",
        "postgresql+asyncpg://root:hunter2@host/db",
        "postgresql://root:hunter2@host:port/db",
        "sqlite://",
        "sqlite:///:memory:",
        "hunter2",
        "",
    ],
)
def test_other_addresses_are_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(DatabaseUrl, match="DATABASE_URL") as refused:
        Database(url)

    assert "hunter2" not in str(refused.value)


def test_the_address_shows_no_password() -> None:
    database = Database("postgresql://root:hunter2@host/db")

    assert "hunter2" not in f"{database.url} {database.url!r} {database.engine!r} {database!r}"
