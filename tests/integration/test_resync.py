"""After a restore: what may be out already is looked for, and nothing else changes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain.types import DeliveryStatus, ExchangeStatus
from core.services.resync import Resync, Resynced, SinceInFuture
from tests.clock import START, FixedClock
from tests.integration.rows import delivery, exchange, workspace

HOUR = timedelta(hours=1)
SINCE = START - HOUR


def stored(database: Database, *rows: models.Base) -> None:
    with database.write() as session:
        session.add(workspace())
        session.flush()
        session.add(exchange())
        session.flush()
        session.add_all(rows)


def read(database: Database) -> dict[str, tuple[str, datetime, datetime | None]]:
    with database.read() as session:
        rows = session.query(models.Delivery).all()
        return {row.delivery_id: (row.status, row.due_at, row.first_tried_at) for row in rows}


def test_unfinished_deliveries_are_doubted_and_looked_for_from_the_backup_on(
    database: Database, clock: FixedClock
) -> None:
    stored(
        database,
        delivery("new", due_at=SINCE),
        delivery("later", due_at=START + HOUR),
        delivery("old", status=DeliveryStatus.SENDING, first_tried_at=SINCE - HOUR),
        delivery("young", status=DeliveryStatus.UNKNOWN, first_tried_at=START),
    )

    done = Resync(database, clock).since(SINCE)

    assert done == Resynced(4, 0)
    unknown = DeliveryStatus.UNKNOWN
    assert read(database) == {
        "new": (unknown, START, SINCE),
        "later": (unknown, START, SINCE),
        "old": (unknown, START, SINCE - HOUR),
        "young": (unknown, START, SINCE),
    }


@pytest.mark.parametrize("status", [DeliveryStatus.SENT, DeliveryStatus.FAILED])
def test_settled_deliveries_stay_settled(
    database: Database, clock: FixedClock, status: DeliveryStatus
) -> None:
    stored(database, delivery("D1", status=status, due_at=SINCE, sent_at=START))
    before = read(database)

    done = Resync(database, clock).since(SINCE)

    assert done.delivery_count == 0
    assert read(database) == before


def test_doing_it_twice_changes_nothing_more(database: Database, clock: FixedClock) -> None:
    stored(database, delivery())
    Resync(database, clock).since(SINCE)
    before = read(database)

    Resync(database, clock).since(SINCE)

    assert read(database) == before


def test_exchanges_that_may_have_been_drawn_since_are_counted(
    database: Database, clock: FixedClock
) -> None:
    stored(
        database,
        exchange("drawn since", draw_at=SINCE + HOUR / 2),
        exchange("long ago", draw_at=SINCE - HOUR),
        exchange("not yet", draw_at=START + HOUR),
        exchange("gone", draw_at=SINCE + HOUR / 2, status=ExchangeStatus.CANCELLED),
    )

    assert Resync(database, clock).since(SINCE).perhaps_drawn_count == 1


def test_a_moment_that_has_not_come_is_refused(database: Database, clock: FixedClock) -> None:
    stored(database, delivery())

    with pytest.raises(SinceInFuture):
        Resync(database, clock).since(START + HOUR)
    assert read(database)["D1"][0] == DeliveryStatus.PENDING
