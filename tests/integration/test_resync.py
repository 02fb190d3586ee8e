"""After a restore: what may be out already is looked for, and nothing else changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.services.patience import Patience
from core.services.registry import Services
from core.services.resync import Resync, Resynced, SinceInFuture
from tests.builders import ANA, BEN, EVERYBODY
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    deliver_until_settled,
    matches_of,
    reports_of,
    take,
)
from tests.integration.rows import delivery, exchange, workspace

D = DeliveryStatus
HOUR = timedelta(hours=1)
SINCE = START - HOUR
SETTLED = START + Patience().settles


def stored(database: Database, *rows: models.Base) -> None:
    with database.write() as session:
        session.add(workspace())
        session.flush()
        session.add(exchange())
        session.flush()
        session.add_all(rows)


def read(database: Database) -> dict[str, dict[str, object]]:
    return {row.delivery_id: looking.columns(row) for row in looking.deliveries(database)}


def test_unfinished_deliveries_are_doubted_and_looked_for_from_the_backup_on(
    database: Database, clock: FixedClock
) -> None:
    stored(
        database,
        delivery("new"),
        delivery("later", not_before=START + HOUR),
        delivery(
            "old",
            status=D.SENDING,
            first_tried_at=SINCE - HOUR,
            owner="another",
            leased_until=START + HOUR,
        ),
        delivery("young", status=D.UNKNOWN, first_tried_at=START, settles_at=START + HOUR),
    )

    done = Resync(database, clock).since(SINCE)

    assert done == Resynced(4, 0)
    rows = read(database)
    first_tried_at = {"new": SINCE, "later": SINCE, "old": SINCE - HOUR, "young": SINCE}
    assert {name: row["first_tried_at"] for name, row in rows.items()} == first_tried_at
    for row in rows.values():
        assert (row["status"], row["settles_at"], row["not_before"]) == (D.UNKNOWN, SETTLED, None)
        assert (row["owner"], row["leased_until"]) == (None, None)


def test_an_announcement_is_rewritten_without_a_look(database: Database, clock: FixedClock) -> None:
    stored(database, delivery("D1", kind=DeliveryKind.REFRESH, status=D.SENT))

    assert Resync(database, clock).since(SINCE).delivery_count == 0

    (row,) = read(database).values()
    assert (row["status"], row["settles_at"]) == (D.PENDING, SETTLED)


def test_what_was_sent_since_the_backup_is_not_sent_again(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    backup = read(database)
    services.outbox.attempt(take(services, ANA))
    messenger.lose(looking.the_delivery(database, MATCH, BEN).delivery_id)  # this one was not
    restore(database, backup)

    Resync(database, clock).since(clock.now())
    deliver_until_settled(services)

    assert matches_of(messenger) == sorted([*EVERYBODY, BEN])
    assert {row.status for row in looking.deliveries(database)} == {D.SENT}
    assert len(reports_of(messenger)) == 1


def restore(database: Database, backup: dict[str, dict[str, object]]) -> None:
    with database.write() as session:
        session.execute(delete(models.Delivery))
        session.execute(insert(models.Delivery), list(backup.values()))


@pytest.mark.parametrize("status", [D.SENT, D.FAILED])
def test_settled_deliveries_stay_settled(
    database: Database, clock: FixedClock, status: DeliveryStatus
) -> None:
    stored(database, delivery("D1", status=status, sent_at=START))
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
    assert read(database)["D1"]["status"] == D.PENDING
