"""The clock that all processes on one database share."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import SystemClock
from core.db.session import Database
from core.db.vault import Vault
from core.domain.types import DeliveryStatus
from core.services.patience import Patience
from core.services.registry import Services
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.rows import delivery, exchange, workspace

NEAR = timedelta(seconds=5)
SETTLES = Patience().settles
off = pytest.mark.parametrize("off", [timedelta(minutes=10), timedelta(minutes=-10)], ids=str)


@pytest.fixture
def process(database: Database, vault: Vault) -> Services:
    """One that goes by real time."""
    return Services.build(database, vault, SystemClock(), FakeMessenger())


def in_doubt(database: Database) -> None:
    """There is a message that may be out, and would have arrived by now."""
    with database.write() as session:
        session.add(workspace())
        session.flush()
        session.add(exchange())
        session.flush()
        session.add(
            delivery(status=DeliveryStatus.UNKNOWN, settles_at=database.steady_now() - NEAR)
        )


def doubted_for(process: Services, database: Database) -> timedelta:
    (row,) = looking.deliveries(database)
    assert row.settles_at is not None
    return row.settles_at - process.outbox.clock.steady()


@off
def test_a_process_goes_by_the_clock_of_the_database(
    process: Services, database: Database, off: timedelta
) -> None:
    clock = process.outbox.clock
    clock.set_steady(clock.now() + off)

    process.timekeeping.set_clock()

    assert abs(clock.steady() - database.steady_now()) < NEAR


def test_a_new_process_on_a_file_does_not_know_how_long_something_was_in_doubt(
    sqlite_database: Database, vault: Vault
) -> None:
    in_doubt(sqlite_database)
    process = Services.build(sqlite_database, vault, SystemClock(), FakeMessenger())

    process.timekeeping.set_clock()

    assert SETTLES - NEAR < doubted_for(process, sqlite_database) <= SETTLES
