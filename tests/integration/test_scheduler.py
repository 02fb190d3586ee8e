"""The alarm clock: a real APScheduler, real time, short ticks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from core.clock import SystemClock
from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Exchange, Order
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.scheduler import Scheduler
from core.services.registry import Services
from tests.builders import DAN, EVERYBODY, OLGA, OTHER_TEAM, an_exchange, by, joins
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus
TICK = 0.05
SOON = timedelta(seconds=0.4)


@pytest.fixture
def real_clock() -> Iterator[SystemClock]:
    clock = SystemClock()
    yield clock
    clock.stop()


@pytest.fixture
def services(
    database: Database, vault: Vault, real_clock: SystemClock, messenger: FakeMessenger
) -> Services:
    return Services.build(database, vault, real_clock, messenger)


@contextmanager
def scheduled(services: Services, tick: float = TICK) -> Iterator[Scheduler]:
    clock = services.exchanges.clock
    scheduler = Scheduler(services, services.exchanges.database, clock, tick)
    scheduler.start()
    try:
        yield scheduler
    finally:
        clock.stop()  # type: ignore[attr-defined]
        scheduler.stop()


def eventually(is_so: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def status_of(services: Services, exchange: Exchange) -> ExchangeStatus:
    return services.exchanges.get(by(OLGA), exchange.exchange_id).status


def soon(services: Services) -> datetime:
    return services.exchanges.clock.now() + SOON


def test_the_deadline_draws_and_everything_is_delivered(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    with scheduled(services):
        exchange = an_exchange(services, draw_at=soon(services))
        eventually(lambda: DeliveryKind.REPORT in {one.kind for one in messenger.arrived})

    row = looking.the_exchange(database, exchange.exchange_id)
    assert row.drawn_at is not None
    assert timedelta() <= row.drawn_at - exchange.draw_at < timedelta(seconds=2)
    matches = [one for one in messenger.arrived if one.kind == DeliveryKind.MATCH]
    assert sorted(one.addressee_id for one in matches) == sorted(EVERYBODY)


def test_what_came_due_while_down_is_done_at_start(services: Services, database: Database) -> None:
    exchange = an_exchange(services, draw_at=soon(services))
    eventually(lambda: services.exchanges.clock.now() > exchange.draw_at)

    with scheduled(services, tick=3600):
        eventually(lambda: status_of(services, exchange) == S.DRAWN)


def test_announcements_follow_joins(services: Services, messenger: FakeMessenger) -> None:
    exchange = an_exchange(services)

    with scheduled(services):
        eventually(lambda: bool(messenger.arrived))
        joins(services, exchange, DAN)
        eventually(lambda: 5 in {one.exchange.joined_count for one in messenger.refreshed})

    assert messenger.refreshed[-1].exchange.joined_count == 5


def test_a_tick_that_fails_is_followed_by_others(
    services: Services, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    exchange = an_exchange(services, draw_at=soon(services))
    rename(database, "exchanges", "away")

    with scheduled(services):
        eventually(lambda: "looking for draws failed" in caplog.text)
        eventually(lambda: "looking for announcements failed" in caplog.text)
        rename(database, "away", "exchanges")
        eventually(lambda: status_of(services, exchange) == S.DRAWN)


def rename(database: Database, table: str, to: str) -> None:
    """A database that is there, and cannot be worked with."""
    with database.write() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))


def test_a_lane_that_breaks_is_run_again(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def vanish(order: Order) -> None:
        messenger.meanwhile = lambda order: None
        with database.write() as session:
            row = session.query(models.Delivery).filter_by(key=order.key).one()
            session.delete(row)

    messenger.meanwhile = vanish
    an_exchange(services, status=S.DRAWN)

    with scheduled(services):
        eventually(lambda: len(messenger.arrived) >= len(EVERYBODY))

    assert "the lane of workspace T0SANTA broke" in caplog.text


def test_workspaces_do_not_wait_for_one_another(
    services: Services, messenger: FakeMessenger
) -> None:
    go_on = threading.Event()
    messenger.meanwhile = lambda order: (
        None if order.team_id == OTHER_TEAM else assert_(go_on.wait(10))
    )
    an_exchange(services)
    an_exchange(services, team_id=OTHER_TEAM)

    with scheduled(services):
        eventually(lambda: [one.team_id for one in messenger.arrived] == [OTHER_TEAM])
        go_on.set()
        eventually(lambda: len(messenger.arrived) == 2)


def assert_(fact: bool) -> None:
    assert fact


def test_a_lane_that_runs_is_not_run_twice(services: Services, messenger: FakeMessenger) -> None:
    go_on = threading.Event()
    messenger.meanwhile = lambda order: assert_(go_on.wait(10))
    an_exchange(services, status=S.DRAWN)

    with scheduled(services):
        eventually(lambda: len(messenger.tried) == 1)
        time.sleep(5 * TICK)
        during = len(messenger.tried)
        go_on.set()
        eventually(lambda: len(messenger.arrived) > len(EVERYBODY))

    assert during == 1


def test_stop_waits_for_what_is_being_sent(
    services: Services, messenger: FakeMessenger, database: Database, real_clock: SystemClock
) -> None:
    go_on = threading.Event()
    messenger.meanwhile = lambda order: assert_(go_on.wait(10))
    an_exchange(services)
    scheduler = Scheduler(services, database, real_clock, TICK)
    scheduler.start()
    eventually(lambda: bool(messenger.tried))

    real_clock.stop()
    stopping = threading.Thread(target=scheduler.stop)
    stopping.start()
    time.sleep(0.1)
    waits = stopping.is_alive()
    go_on.set()
    stopping.join()

    assert waits
    (row,) = looking.deliveries(database)
    assert row.status == DeliveryStatus.SENT


def test_it_can_be_stopped_at_any_moment(
    sqlite_database: Database, vault: Vault, messenger: FakeMessenger
) -> None:
    for number in range(20):
        services = Services.build(sqlite_database, vault, SystemClock(), messenger)
        with scheduled(services, tick=0.01):
            time.sleep(number / 1000)

    assert "APScheduler" not in {thread.name for thread in threading.enumerate()}


def test_after_stop_nothing_happens(services: Services, database: Database) -> None:
    with scheduled(services):
        exchange = an_exchange(services, draw_at=soon(services))

    time.sleep(SOON.total_seconds() + 3 * TICK)

    assert status_of(services, exchange) == S.OPEN


def test_two_processes_draw_once(
    services: Services,
    database: Database,
    vault: Vault,
    messenger: FakeMessenger,
) -> None:
    other = Services.build(database, vault, SystemClock(), messenger)
    with scheduled(services), scheduled(other):
        an_exchange(services, draw_at=soon(services))
        eventually(lambda: DeliveryKind.REPORT in {one.kind for one in messenger.arrived})

    matches = [one for one in messenger.arrived if one.kind == DeliveryKind.MATCH]
    assert sorted(one.addressee_id for one in matches) == sorted(EVERYBODY)
    assert len([one for one in messenger.arrived if one.kind == DeliveryKind.REPORT]) == 1
