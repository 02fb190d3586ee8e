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


@pytest.fixture
def in_doubt(database: Database) -> None:
    """A message that may be out, and would have arrived by now."""
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


@off
def test_when_the_clock_of_the_database_was_set_doubts_begin_anew(
    process: Services,
    database: Database,
    in_doubt: None,
    off: timedelta,
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = process.outbox.clock
    if database.is_sqlite:  # then it is this machine's, and may have been set since the last start
        process.timekeeping.set_clock()
    else:
        clock.set_steady(database.steady_now() + off)
        process.timekeeping.mend_clock()
        assert "the clock of the database was set" in caplog.text

    assert abs(clock.steady() - database.steady_now()) < NEAR
    assert SETTLES - NEAR < doubted_for(process, database) <= SETTLES


def test_a_clock_that_is_right_is_left_alone(
    process: Services, database: Database, in_doubt: None
) -> None:
    clock = process.outbox.clock
    clock.set_steady(database.steady_now() + timedelta(seconds=0.5))
    before = clock.steady() - clock.now()

    process.timekeeping.mend_clock()

    assert abs(clock.steady() - clock.now() - before) < timedelta(seconds=0.1)
    assert doubted_for(process, database) < timedelta()
