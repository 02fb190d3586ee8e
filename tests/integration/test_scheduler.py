"""The alarm clock: real threads, real time, short ticks."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from core import scheduler
from core.clock import SystemClock
from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain import snapshots
from core.domain.snapshots import Exchange, Order
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, TeamId
from core.scheduler import Scheduler
from core.services.registry import Services
from tests.builders import DAN, OLGA, TEAM, an_exchange, by, joins, person
from tests.clock import where_it_is_noon
from tests.eventually import eventually
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.running import (
    HASTE,
    TICK,
    has_report,
    hurry,
    matches_in,
    once_each,
    rename,
    scheduled,
    waiting_for,
)

S = ExchangeStatus
D = DeliveryStatus
REPORT = DeliveryKind.REPORT
SOON = timedelta(seconds=0.4)


@pytest.fixture
def services(hasty_services: Services) -> Services:
    return hasty_services


def status_of(services: Services, exchange: Exchange) -> ExchangeStatus:
    return services.exchanges.get(by(OLGA), exchange.exchange_id).status


def soon(services: Services) -> datetime:
    return services.exchanges.clock.now() + SOON


def settled(database: Database) -> bool:
    return {row.status for row in looking.deliveries(database)} <= {D.SENT, D.FAILED}


def test_the_deadline_draws_and_everything_is_delivered(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    with scheduled(services):
        exchange = an_exchange(services, draw_at=soon(services))
        hurry(database)
        eventually(lambda: has_report(messenger))

    row = looking.the_exchange(database, exchange.exchange_id)
    assert row.drawn_at is not None
    assert row.drawn_at >= exchange.draw_at
    assert matches_in(messenger) == once_each(TEAM)


def test_what_came_due_while_down_is_done_at_start(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = an_exchange(services, draw_at=soon(services))
    hurry(database)
    eventually(lambda: services.exchanges.clock.now() > exchange.draw_at)

    with scheduled(services, tick=3600):
        eventually(lambda: status_of(services, exchange) == S.DRAWN)
        eventually(lambda: bool(messenger.arrived))


def test_looks_that_were_missed_for_weeks_are_made_up_for_by_one(services: Services) -> None:
    now = datetime.now(UTC)

    with scheduled(services) as running:
        triggers = [job.trigger for job in running._apscheduler.get_jobs()]

    assert triggers
    assert all(one.get_next_fire_time(now - timedelta(weeks=4), now) > now for one in triggers)


def test_whoever_is_silent_is_reminded(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A look that finds the exchange in somebody else's hands leaves it to the next one.
    monkeypatch.setattr(scheduler, "REMINDER_SECONDS", 0.1)
    now = services.exchanges.clock.now()
    draw_at = now + timedelta(hours=20)
    exchange = an_exchange(services, draw_at=draw_at, time_zone=where_it_is_noon())
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(DAN)])
    with database.write() as session:
        # As if it had arrived two days ago.
        earlier = {"status": D.SENT, "sent_at": now - timedelta(days=2)}
        asked = models.Delivery.kind == DeliveryKind.INVITATION
        session.execute(update(models.Delivery).where(asked).values(earlier))

    with scheduled(services):
        eventually(lambda: DeliveryKind.REMINDER in {order.kind for order in messenger.arrived})

    assert looking.owed(database, DeliveryKind.REMINDER) == [DAN]


def test_announcements_follow_joins(services: Services, messenger: FakeMessenger) -> None:
    exchange = an_exchange(services)

    with scheduled(services):
        eventually(lambda: bool(messenger.refreshed))
        joins(services, exchange, DAN)
        eventually(lambda: count_in(messenger.refreshed[-1]) == 5)


def count_in(order: Order) -> int:
    assert isinstance(order.content, snapshots.Exchange)
    return order.content.joined_count


def test_a_database_that_is_away_for_a_while_only_delays(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    exchange = an_exchange(services, draw_at=soon(services))
    hurry(database)
    for table in ("exchanges", "deliveries"):
        rename(database, table, f"{table}_away")

    with scheduled(services):
        for what in ("draws", "lost deliveries", "deliveries"):
            eventually(lambda what=what: f"looking for {what} failed" in caplog.text)
        for table in ("exchanges", "deliveries"):
            rename(database, f"{table}_away", table)
        eventually(lambda: status_of(services, exchange) == S.DRAWN)
        eventually(lambda: has_report(messenger))

    assert matches_in(messenger) == once_each(TEAM)


def test_stop_waits_for_what_is_being_sent(
    services: Services, messenger: FakeMessenger, database: Database, real_clock: SystemClock
) -> None:
    go_on = threading.Event()
    messenger.meanwhile = waiting_for(go_on)
    an_exchange(services)
    an_exchange(services)
    scheduler = Scheduler(services, database, real_clock, TICK)
    scheduler.start()
    eventually(lambda: bool(messenger.tried))

    stopping = threading.Thread(target=scheduler.stop)
    stopping.start()
    time.sleep(0.1)
    waits = stopping.is_alive()
    go_on.set()
    stopping.join()

    assert waits
    assert len(messenger.tried) == 1
    statuses = [row.status for row in looking.deliveries(database)]
    assert statuses.count(D.SENDING) == 0
    assert statuses.count(D.SENT) == 1


def test_it_can_be_stopped_at_any_moment(
    sqlite_database: Database, vault: Vault, messenger: FakeMessenger
) -> None:
    for number in range(20):
        services = Services.build(sqlite_database, vault, SystemClock(), messenger)
        with scheduled(services, tick=0.01):
            time.sleep(number / 1000)

    left = {thread.name.split("_")[0] for thread in threading.enumerate()}
    assert not left & {"APScheduler", "outbox", "sender"}


@pytest.mark.parametrize(
    ("flow", "look", "missed"),
    [("drawing", "draw_due", "draws"), ("outbox", "claim", "deliveries")],
    ids=["draws", "deliveries"],
)
def test_a_process_that_does_not_look_any_more_says_so(
    services: Services, flow: str, look: str, missed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    monkeypatch.setattr(type(getattr(services, flow)), look, lambda *_: goes_on.wait(10))
    with scheduled(services, tick=0.5) as scheduler:
        before = scheduler.check()
        monkeypatch.setattr("core.scheduler.LATE_SECONDS", -0.2)
        eventually(lambda: missed in (scheduler.check() or ""))
        goes_on.set()

    assert before is None


def test_after_stop_nothing_happens(services: Services, messenger: FakeMessenger) -> None:
    with scheduled(services):
        an_exchange(services)
        eventually(lambda: bool(messenger.arrived))
    tried = len(messenger.tried)

    exchange = an_exchange(services, people=(OLGA,), draw_at=soon(services))
    time.sleep(SOON.total_seconds() + 3 * TICK)

    assert status_of(services, exchange) == S.OPEN
    assert len(messenger.tried) == tried


def test_two_processes_draw_and_deliver_everything_once(
    services: Services, database: Database, vault: Vault, messenger: FakeMessenger
) -> None:
    other = Services.build(database, vault, SystemClock(), messenger, HASTE)
    teams = [TeamId(f"T{number}") for number in range(4)]
    for team_id in teams:
        an_exchange(services, team_id=team_id, draw_at=soon(services))
    hurry(database)

    with scheduled(services), scheduled(other):
        eventually(lambda: len([one for one in messenger.arrived if one.kind == REPORT]) == 4)
        eventually(lambda: settled(database))

    assert matches_in(messenger) == once_each(*teams)
    reports = Counter(one.team_id for one in messenger.arrived if one.kind == REPORT)
    assert reports == Counter(teams)
    assert len({order.key for order in messenger.tried}) == len(messenger.tried)
