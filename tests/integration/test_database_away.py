"""Somebody waits for the database: told in time when it is away, and what may have changed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as WaitedTooLong

import core.db.session
from core.db.engine import PEOPLE, WORK, make_engine, parse_url
from core.db.models import Workspace
from core.db.session import Database
from core.hurry import DatabaseAway, in_a_hurry
from tests.eventually import eventually
from tests.integration import rows
from tests.integration.test_session import pace, speed_up, value
from tests.postgres import Postgres

SHORT = 0.5


@pytest.fixture
def settled(database: Database) -> Database:
    return with_a_row(database)


@pytest.fixture
def on_postgres(postgres_database: Database) -> Database:
    return with_a_row(postgres_database)


@pytest.fixture
def on_sqlite(sqlite_database: Database) -> Database:
    return with_a_row(sqlite_database)


def with_a_row(database: Database) -> Database:
    with database.write() as session:
        session.add(rows.workspace())
    return database


def read(database: Database) -> float:
    with in_a_hurry(SHORT):
        return pace(database)


def write(database: Database) -> None:
    with in_a_hurry(SHORT), database.write() as session:
        speed_up(session)


def is_told(work: Callable[[Database], object], database: Database) -> bool:
    try:
        work(database)
    except DatabaseAway:
        return True
    return False


def works(database: Database) -> bool:
    return not is_told(read, database)


@pytest.fixture
def stopped(postgres: Postgres, on_postgres: Database) -> Iterator[Database]:
    assert works(on_postgres)
    postgres.stop()
    yield on_postgres
    postgres.start()


def test_in_a_hurry_everything_is_as_always(settled: Database) -> None:
    write(settled)

    assert read(settled) == 6.0
    with in_a_hurry(SHORT), pytest.raises(DBAPIError), settled.read() as session:
        speed_up(session)


def test_mistakes_are_not_taken_for_an_outage(settled: Database) -> None:
    with in_a_hurry(SHORT), pytest.raises(DBAPIError), settled.read() as session:
        value(session, "SELECT nothing FROM nowhere")
    with in_a_hurry(SHORT), pytest.raises(ZeroDivisionError), settled.write():
        _ = 1 / 0

    assert works(settled)


@pytest.mark.parametrize(
    ("setting", "expected"), [("lock_timeout", "1500ms"), ("statement_timeout", "1900ms")]
)
def test_postgresql_gives_up_when_whoever_asked_has(
    on_postgres: Database, setting: str, expected: str
) -> None:
    with in_a_hurry(SHORT), on_postgres.read() as session:
        assert value(session, f"SHOW {setting}") == expected
    with on_postgres.read() as session:
        assert value(session, f"SHOW {setting}") == "0"


def test_a_server_that_is_busy_for_somebody_is_not_taken_for_away(on_postgres: Database) -> None:
    with pytest.raises(DatabaseAway), in_a_hurry(SHORT), on_postgres.read() as session:
        value(session, "SELECT pg_sleep(10)")

    assert works(on_postgres)


def test_the_operators_own_settings_count_more(postgres_url: str) -> None:
    database = Database(f"{postgres_url}&options=-c%20lock_timeout%3D7s&connect_timeout=7")

    with in_a_hurry(SHORT), database.read() as session:
        assert value(session, "SHOW lock_timeout") == "7s"
        assert value(session, "SHOW statement_timeout") == "1900ms"
        connection = session.connection().connection.driver_connection
        assert connection is not None
        assert connection.info.get_parameters()["connect_timeout"] == "7"
    database.close()


def test_a_row_in_other_hands_is_waited_for_only_as_long_as_people_wait(
    settled: Database,
) -> None:
    unhurried = threading.Thread(target=lambda: write_in_peace(settled))
    with settled.write() as session:
        speed_up(session)
        unhurried.start()
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(is_told, write, settled).result()
        assert unhurried.is_alive()
    unhurried.join()

    write(settled)
    assert pace(settled) == 8.0


def write_in_peace(database: Database) -> None:
    with database.write() as session:
        speed_up(session)


def test_a_sqlite_that_another_program_has_locked_can_be_read(on_sqlite: Database) -> None:
    other = sqlite3.connect(str(on_sqlite.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert is_told(write, on_sqlite)
    assert read(on_sqlite) == 5.0

    other.close()
    write(on_sqlite)
    assert pace(on_sqlite) == 6.0


def test_a_full_disk_is_an_outage(on_sqlite: Database) -> None:
    def leave_no_page(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(on_sqlite._hurried, "connect", leave_no_page)

    def write_much(database: Database) -> None:
        with in_a_hurry(SHORT), database.write() as session:
            session.execute(update(Workspace).values(pace=9.0))
            session.execute(text("CREATE TABLE more AS SELECT randomblob(100000)"))

    with pytest.raises(DatabaseAway) as told:
        write_much(on_sqlite)
    assert not told.value.may_have_changed
    assert pace(on_sqlite) == 5.0
    event.remove(on_sqlite._hurried, "connect", leave_no_page)


def test_a_stopped_postgresql_is_told_and_found_again(
    postgres: Postgres, stopped: Database
) -> None:
    with pytest.raises(DatabaseAway) as told:
        write(stopped)
    assert not told.value.may_have_changed
    with pytest.raises(DBAPIError):  # nobody is in a hurry
        pace(stopped)

    postgres.start()

    assert read(stopped) == 5.0


def test_connections_that_were_ended_are_not_noticed(
    postgres: Postgres, on_postgres: Database
) -> None:
    write(on_postgres)

    postgres.hang_up(on_postgres.url.render_as_string(hide_password=False))

    write(on_postgres)
    assert read(on_postgres) == 7.0


def test_a_connection_that_is_ended_in_the_middle_changes_nothing(
    postgres: Postgres, on_postgres: Database
) -> None:
    def interrupted(database: Database) -> None:
        with in_a_hurry(SHORT), database.write() as session:
            speed_up(session)
            postgres.hang_up(database.url.render_as_string(hide_password=False))
            speed_up(session)

    with pytest.raises(DatabaseAway) as told:
        interrupted(on_postgres)

    assert not told.value.may_have_changed
    assert read(on_postgres) == 5.0


def test_a_frozen_postgresql_keeps_a_few_waiting_and_all_others_are_told_at_once(
    postgres: Postgres, on_postgres: Database
) -> None:
    write(on_postgres)
    quiet = threading.active_count()

    with postgres.frozen():
        with ThreadPoolExecutor(8) as threads:
            told = list(threads.map(lambda _: is_told(write, on_postgres), range(400)))
        # Had each of them waited for itself, this would have taken a hundred seconds.
        assert told == [True] * 400
        assert threading.active_count() <= quiet + 1  # one asks whether it is there again

    eventually(lambda: works(on_postgres))
    write(on_postgres)
    assert read(on_postgres) == 7.0
    eventually(lambda: threading.active_count() == quiet)


def test_a_commit_whose_answer_was_lost_may_have_been_made(
    postgres: Postgres, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.db.session, "PEOPLE", replace(PEOPLE, silence=0.5))
    database = with_a_row(Database(postgres_url))
    frozen = postgres.frozen()

    def interrupted(database: Database) -> None:
        with in_a_hurry(SHORT), database.write() as session:
            speed_up(session)
            frozen.__enter__()

    with pytest.raises(DatabaseAway) as told:
        interrupted(database)
    frozen.__exit__(None, None, None)

    assert told.value.may_have_changed
    eventually(lambda: works(database))
    assert read(database) == 6.0  # it was
    database.close()


def test_what_was_saved_before_is_not_forgotten(postgres: Postgres, on_postgres: Database) -> None:
    def saved_and_then_shown(database: Database) -> None:
        with in_a_hurry(SHORT):
            with database.write() as session:
                speed_up(session)
            postgres.stop()
            pace(database)

    with pytest.raises(DatabaseAway) as told:
        saved_and_then_shown(on_postgres)
    postgres.start()

    assert told.value.may_have_changed
    assert read(on_postgres) == 6.0


def test_what_took_long_to_compute_is_still_written(settled: Database) -> None:
    with in_a_hurry(0), settled.write() as session:
        speed_up(session)

    assert pace(settled) == 6.0


def test_a_silence_ends_in_an_error_and_a_slow_answer_does_not(postgres_url: str) -> None:
    engine = make_engine(parse_url(postgres_url), replace(WORK, silence=0.5))
    word_by_word = "SELECT repeat('x', 10000), pg_sleep(0.2) FROM generate_series(1, 5)"

    with engine.connect() as connection:
        assert len(connection.exec_driver_sql(word_by_word).all()) == 5
        with pytest.raises(DBAPIError, match="does not answer") as silence:
            connection.exec_driver_sql("SELECT pg_sleep(5)")
    assert silence.value.connection_invalidated
    engine.dispose()


def test_a_turn_that_never_comes_is_told_to_those_who_wait_for_it(
    on_sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.db.session, "TURN_SECONDS", 0.05)
    with on_sqlite.write():
        with in_a_hurry(0.05), pytest.raises(DatabaseAway), on_sqlite.write():
            pass
        with pytest.raises(WaitedTooLong), on_sqlite.write():
            pass
