"""What is not said any more, and what cannot be said."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange, Order
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.services.contents import STILL_OWED
from core.services.registry import Services
from tests.builders import ANA, EVERYBODY, OLGA, an_exchange, by, deliver
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    MINUTE,
    deliver_until_settled,
    matches_of,
    reports_of,
)

S = ExchangeStatus
D = DeliveryStatus


def test_it_is_known_of_every_kind_when_it_is_over() -> None:
    assert set(STILL_OWED) == set(DeliveryKind)


def test_what_a_cancelled_exchange_owed_is_withdrawn(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    services.exchanges.cancel(by(OLGA), drawn.exchange_id)

    deliver_until_settled(services)

    assert {row.status for row in looking.deliveries(database, MATCH)} == {D.FAILED}
    assert {row.error for row in looking.deliveries(database, MATCH)} == {"withdrawn"}
    assert {order.kind for order in messenger.arrived} == {DeliveryKind.CANCELLED}


def test_cancelling_in_the_middle_stops_what_is_left(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    def cancel(order: Order) -> None:
        messenger.meanwhile = lambda order: None
        services.exchanges.cancel(by(OLGA), drawn.exchange_id)

    messenger.meanwhile = cancel
    deliver_until_settled(services)

    assert len(matches_of(messenger)) == 1
    assert sorted(looking.statuses(database, MATCH).values()) == [D.FAILED] * 3 + [D.SENT]
    assert reports_of(messenger) == []


def test_a_cancelled_exchange_is_not_announced_any_more(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    an_exchange(services, status=S.CANCELLED, people=(OLGA,))

    deliver_until_settled(services)

    assert messenger.tried == []
    assert {row.error for row in looking.deliveries(database)} == {"withdrawn"}


@pytest.mark.parametrize("kind", [DeliveryKind.STALLED, DeliveryKind.BROKEN])
def test_a_stall_that_was_mended_is_not_told_any_more(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    kind: DeliveryKind,
) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))
    as_if(database, kind)
    services.exchanges.postpone(by(OLGA), stalled.exchange_id, clock.now() + MINUTE, None)

    deliver(services)

    assert [order.kind for order in messenger.arrived] == [DeliveryKind.ANNOUNCEMENT]


@pytest.mark.parametrize("kind", [DeliveryKind.STALLED, DeliveryKind.BROKEN])
def test_only_the_newest_stall_is_told(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    kind: DeliveryKind,
) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))
    as_if(database, kind)
    services.exchanges.postpone(by(OLGA), stalled.exchange_id, clock.now() + MINUTE, None)
    clock.advance(MINUTE)
    services.drawing.draw_due()
    as_if(database, kind)

    deliver_until_settled(services)

    told = [order for order in messenger.arrived if order.kind == kind]
    older, newer = sorted(looking.deliveries(database, kind), key=lambda row: row.occasion)
    assert [order.key for order in told] == [newer.delivery_id]
    assert (older.status, older.error) == (D.FAILED, "withdrawn")


def as_if(database: Database, kind: DeliveryKind) -> None:
    """A draw that broke is owed in the same way as one that cannot be."""
    stalled = DeliveryKind.STALLED
    with database.write() as session:
        statement = "UPDATE deliveries SET kind = :kind WHERE kind = :stalled"
        session.execute(text(statement), {"kind": kind, "stalled": stalled})


def spoil(database: Database, giver_id: str) -> None:
    with database.write() as session:
        session.execute(
            text("UPDATE assignments SET recipient_encrypted = :bytes WHERE giver_id = :giver"),
            {"bytes": b"\1" + bytes(60), "giver": giver_id},
        )


def test_what_cannot_be_read_fails_alone(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    drawn: Exchange,
    caplog: pytest.LogCaptureFixture,
) -> None:
    spoil(database, ANA)

    deliver(services)

    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.error) == (D.FAILED, "unreadable")
    assert f"delivery {row.delivery_id} cannot be read" in caplog.text
    assert matches_of(messenger) == sorted({*EVERYBODY} - {ANA})


def test_a_match_that_is_missing_fails_alone(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    with database.write() as session:
        session.execute(delete(models.Assignment).where(models.Assignment.giver_id == ANA))

    deliver(services)

    assert looking.statuses(database, MATCH)[ANA] == D.FAILED
    assert matches_of(messenger) == sorted({*EVERYBODY} - {ANA})


def test_what_cannot_be_read_as_the_last_one_still_ends_in_a_report(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    for who in EVERYBODY:
        spoil(database, who)

    deliver_until_settled(services)

    (report,) = reports_of(messenger)
    assert (report.sent_count, report.waiting_count) == (0, 0)
    assert {one.error for one in report.failed} == {"unreadable"}
    assert [one.user_id for one in report.failed] == sorted(EVERYBODY)
