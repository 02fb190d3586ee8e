"""A draw that breaks: nothing is written, nothing is lost, and no other waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Never

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as WaitedTooLong

from core.crypto import NoKey
from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.drawing import LEASE
from core.services.registry import Services
from tests.builders import (
    EVERYBODY,
    OLGA,
    WEEK,
    an_exchange,
    by,
    reach_deadline,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled, matches_of
from tests.integration.drawn import SlowVault

S = ExchangeStatus
BROKEN, MATCH = DeliveryKind.BROKEN, DeliveryKind.MATCH
MINUTE = timedelta(minutes=1)


@pytest.fixture
def slow(vault: Vault) -> SlowVault:
    return SlowVault(vault)


@pytest.fixture
def services(
    database: Database, slow: SlowVault, clock: FixedClock, messenger: FakeMessenger
) -> Services:
    return Services.build(database, slow, clock, messenger)


def raising(error: Exception) -> Callable[[], Never]:
    def do() -> Never:
        raise error

    return do


def check_nothing_written(database: Database, exchange_id: str, status: ExchangeStatus) -> None:
    row = looking.the_exchange(database, exchange_id)
    assert (row.status, row.drawn_at, row.seed_encrypted) == (status, None, None)
    assert looking.count(database, models.Assignment) == 0
    assert looking.owed(database, MATCH) == []


WRONG = {"a bug": ZeroDivisionError("a bug"), "no key": NoKey(7)}


@pytest.mark.parametrize("error", WRONG.values(), ids=WRONG.keys())
def test_what_breaks_at_the_deadline_is_stalled_and_its_organizers_are_told(
    services: Services,
    slow: SlowVault,
    database: Database,
    messenger: FakeMessenger,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    exchange = an_exchange(services)
    deliver_until_settled(services)
    slow.meanwhile = [raising(error)]

    reach_deadline(services, exchange)

    check_nothing_written(database, exchange.exchange_id, S.STALLED)
    assert looking.owed(database, BROKEN) == [OLGA]
    assert looking.owed(database, DeliveryKind.STALLED) == []
    assert f"drawing exchange {exchange.exchange_id} broke" in caplog.text
    deliver_until_settled(services)
    told = messenger.arrived[-1]
    stalled = services.exchanges.get(by(OLGA), exchange.exchange_id)
    assert (told.kind, told.addressee_id, told.content) == (BROKEN, OLGA, stalled)
    assert messenger.refreshed[-1].content == stalled


def test_a_draw_that_broke_can_be_tried_again(
    services: Services, slow: SlowVault, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    slow.meanwhile = [raising(ZeroDivisionError("a bug"))]
    reach_deadline(services, exchange)

    by_itself = services.drawing.draw_due()
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)
    deliver_until_settled(services)

    assert by_itself == 0
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_one_that_breaks_keeps_no_other_from_its_draw(services: Services, slow: SlowVault) -> None:
    broken = an_exchange(services)
    sound = an_exchange(services, draw_at=START + WEEK + MINUTE)
    slow.meanwhile = [raising(ZeroDivisionError("a bug"))]

    reach_deadline(services, sound)

    assert services.exchanges.get(by(OLGA), broken.exchange_id).status == S.STALLED
    assert services.exchanges.get(by(OLGA), sound.exchange_id).status == S.DRAWN


AWAY = {
    "cannot be reached": OperationalError("SELECT 1", {}, psycopg.OperationalError("away")),
    "went away": InterfaceError("SELECT 1", {}, psycopg.InterfaceError("away")),
    "is too busy": WaitedTooLong("another thread has been writing for too long"),
}


@pytest.mark.parametrize("error", AWAY.values(), ids=AWAY.keys())
def test_what_the_database_kept_from_being_drawn_is_drawn_when_it_is_back(
    services: Services, slow: SlowVault, database: Database, clock: FixedClock, error: Exception
) -> None:
    exchange = an_exchange(services)
    clock.advance(WEEK)
    slow.meanwhile = [raising(error)]

    with pytest.raises(type(error)):
        services.drawing.draw_due()
    clock.advance(LEASE - timedelta(microseconds=1))
    too_soon = services.drawing.draw_due()
    check_nothing_written(database, exchange.exchange_id, S.OPEN)
    clock.advance(timedelta(microseconds=1))

    assert (too_soon, services.drawing.draw_due()) == (0, 1)
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.DRAWN
    assert looking.owed(database, BROKEN) == []


def test_one_that_a_dead_process_was_drawing_is_drawn_by_another(
    services: Services, slow: SlowVault, other_worker: Services, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    clock.advance(WEEK)
    slow.meanwhile = [raising(KeyboardInterrupt())]  # type: ignore[arg-type] # it is killed

    with pytest.raises(KeyboardInterrupt):
        services.drawing.draw_due()
    too_soon = other_worker.drawing.draw_due()
    clock.advance(LEASE)

    assert (too_soon, other_worker.drawing.draw_due()) == (0, 1)
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.DRAWN


BREAKING_POINTS = ("assignments", "deliveries")
at_each_point = pytest.mark.parametrize("table", BREAKING_POINTS)


@at_each_point
def test_rows_that_are_refused_at_the_deadline_leave_nothing(
    services: Services, database: Database, table: str
) -> None:
    exchange = an_exchange(services)

    with refusing_rows(database, table):
        reach_deadline(services, exchange)

    check_nothing_written(database, exchange.exchange_id, S.STALLED)
    assert looking.owed(database, BROKEN) == [OLGA]


@at_each_point
def test_rows_that_are_refused_when_drawing_by_hand_leave_nothing(
    services: Services, database: Database, table: str
) -> None:
    exchange = an_exchange(services)

    with refusing_rows(database, table), pytest.raises(IntegrityError):
        services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    check_nothing_written(database, exchange.exchange_id, S.OPEN)


@contextmanager
def refusing_rows(database: Database, table: str) -> Iterator[None]:
    """The last person's row is refused by the database: the ones before it are written."""
    new = {
        "assignments": "{}giver_id = 'U0OLGA'",
        "deliveries": "{0}addressee_id = 'U0OLGA' AND {0}kind = 'match'",
    }
    which = new[table].format("NEW." if database.is_sqlite else "")
    if database.is_sqlite:
        begin = (
            f"CREATE TRIGGER refused BEFORE INSERT ON {table} WHEN {which}"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
        end = "DROP TRIGGER refused"
    else:
        begin = f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK (NOT ({which}))"
        end = f"ALTER TABLE {table} DROP CONSTRAINT refused"
    execute(database, begin)
    try:
        yield
    finally:
        execute(database, end)


def execute(database: Database, statement: str) -> None:
    with database.write() as session:
        session.execute(text(statement))
