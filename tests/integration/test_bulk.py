"""Very many rows, laid ready before the transaction that takes them over."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, IntegrityError

from core.db import models
from core.db.repository import bulk
from core.db.repository.bulk import Laid, Rows, Tables, laid_ready
from core.db.session import Database
from core.domain.types import DeliveryKind
from core.services.owing import row_of
from core.services.registry import Services
from tests.builders import CLEO, DAN, EVERYBODY, TEAM, an_exchange, joins
from tests.clock import START
from tests.integration import looking


@pytest.fixture(autouse=True, params=["few", "many"])
def few_or_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few they are here."""
    if request.param == "many":
        monkeypatch.setattr(bulk, "FEW", 0)
        monkeypatch.setattr(bulk, "PAGE", 3)


def some_rows(exchange_id: str, people: tuple[str, ...] = EVERYBODY) -> Tables:
    assignments: Rows = [
        {
            "exchange_id": exchange_id,
            "giver_id": giver,
            "team_id": TEAM,
            "recipient_encrypted": b"sealed\0\xff",
            "recipient_key": f"of {giver}".encode(),
        }
        for giver in people
    ]
    kind = DeliveryKind.MATCH
    matches = [row_of(TEAM, exchange_id, kind, one, START, not_before=START) for one in people]
    return {models.Assignment: assignments, models.Delivery: matches}


def put(database: Database, rows: Tables) -> None:
    with laid_ready(database, rows) as laid, laid.write() as session:
        laid.put(session)


def found(database: Database, rows: Tables) -> dict[type[models.Base], list[dict[str, Any]]]:
    """The same columns of what stands there now."""
    names = {table: list(its_rows[0]) for table, its_rows in rows.items()}
    with database.read() as session:
        return {
            table: [
                {name: getattr(row, name) for name in names[table]}
                for row in session.scalars(select(table))
            ]
            for table in rows
        }


def test_what_was_laid_ready_stands_there_as_it_was_given(
    services: Services, database: Database
) -> None:
    rows = some_rows(an_exchange(services).exchange_id)

    put(database, rows)

    now = found(database, rows)
    assert by_key(now[models.Assignment], "giver_id") == by_key(rows[models.Assignment], "giver_id")
    matches = [one for one in now[models.Delivery] if one["kind"] == DeliveryKind.MATCH]
    assert by_key(matches, "delivery_id") == by_key(rows[models.Delivery], "delivery_id")


def by_key(rows: Rows, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


def test_nobody_waits_while_rows_are_laid_ready(services: Services, database: Database) -> None:
    exchange = an_exchange(services)

    with laid_ready(database, some_rows(exchange.exchange_id)) as laid:
        joins(services, exchange, DAN)  # in this thread: a lock of ours would wait for itself
        with laid.write() as session:
            laid.put(session)

    assert looking.count(database, models.Assignment) == len(EVERYBODY)
    assert looking.count(database, models.Participant) == len(EVERYBODY) + 1


def test_what_was_not_taken_over_is_gone(services: Services, database: Database) -> None:
    rows = some_rows(an_exchange(services).exchange_id)

    with suppress(KeyError), laid_ready(database, rows) as laid, laid.write() as session:
        laid.put(session)
        raise KeyError
    with laid_ready(database, rows):
        pass

    assert looking.count(database, models.Assignment) == 0
    put(database, rows)
    assert looking.count(database, models.Assignment) == len(EVERYBODY)


BROKEN: dict[str, dict[str, object]] = {
    "an unknown exchange": {"exchange_id": "E404"},
    "a second recipient": {"recipient_key": f"of {CLEO}".encode()},
    "a missing value": {"recipient_encrypted": None},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_row_that_must_not_be_leaves_none(
    services: Services, database: Database, change: dict[str, object]
) -> None:
    rows = some_rows(an_exchange(services).exchange_id)
    rows[models.Assignment][-2].update(change)

    with pytest.raises(IntegrityError) as refused:
        put(database, rows)

    assert looking.count(database, models.Assignment) == 0
    assert looking.owed(database, DeliveryKind.MATCH) == []
    assert "sealed" not in str(refused.value)


def test_what_is_too_long_is_refused_and_not_cut_off(postgres_database: Database) -> None:
    rows: Tables = {models.Workspace: [{"team_id": 33 * "T", "created_at": START, "pace": 1.0}]}

    with pytest.raises(DataError):
        put(postgres_database, rows)


def test_the_rows_are_not_kept_in_memory(postgres_database: Database) -> None:
    rows: Tables = {models.Workspace: [{"team_id": "T0KEPT", "created_at": START, "pace": 1.0}]}

    put(postgres_database, rows)

    kept = postgres_database.engine._compiled_cache
    assert kept is not None
    assert not any("T0KEPT" in repr(compiled.params) for compiled in kept.values())


def test_it_is_written_as_carefully_as_everything_else(sqlite_database: Database) -> None:
    rows: Tables = {models.Workspace: [{"team_id": TEAM, "created_at": START, "pace": 1.0}]}

    with laid_ready(sqlite_database, rows) as laid, laid.write() as session:
        laid.put(session)
        connection = session.connection()
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("synchronous", "foreign_keys", "journal_mode")
        ]

    assert settings == [2, 1, "wal"]


def test_what_it_needs_for_itself_nobody_else_gets(sqlite_database: Database) -> None:
    rows: Tables = {models.Workspace: [{"team_id": TEAM, "created_at": START, "pace": 1.0}]}
    before = as_others_find_it(sqlite_database)

    put(sqlite_database, rows)

    assert as_others_find_it(sqlite_database) == before


def as_others_find_it(database: Database) -> tuple[object, ...]:
    with database.write() as session:
        names = ("cache_size", "temp_store", "wal_autocheckpoint")
        settings = [session.scalar(text(f"PRAGMA {name}")) for name in names]
        tables = session.scalar(text("SELECT count(*) FROM sqlite_temp_master"))
    return (*settings, tables)


def test_two_at_once_do_not_meet(services: Services, database: Database) -> None:
    ids = [an_exchange(services).exchange_id for _ in range(2)]
    together = threading.Barrier(2)

    def work(exchange_id: str) -> None:
        with laid_ready(database, some_rows(exchange_id)) as laid:
            together.wait()
            take_over(laid)

    threads = [threading.Thread(target=work, args=[one]) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert looking.count(database, models.Assignment) == 2 * len(EVERYBODY)


def take_over(laid: Laid) -> None:
    with laid.write() as session:
        laid.put(session)
