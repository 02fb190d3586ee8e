"""The morning of the exchange day, where each person is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, person
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.talking import let_arrive

S = ExchangeStatus
DAY = DeliveryKind.EXCHANGE_DAY
ON = date(2026, 12, 24)
ZONES = {
    ANA: "Pacific/Kiritimati",  # UTC+14, nowhere does the day begin sooner
    BEN: "America/New_York",
    CLEO: "Pacific/Honolulu",
    DAN: "",  # Slack has not said: as in the exchange, which is in Berlin
}


def drawn(services: Services, exchange_on: date | None = ON) -> Exchange:
    """Of five people in as many places; Olga, who organizes it, is in Berlin."""
    exchange = an_exchange(services, people=[OLGA], exchange_on=exchange_on)
    for who, zone in ZONES.items():
        them = replace(person(who), time_zone=zone)
        services.participation.join(by(who), exchange.exchange_id, them)
    return services.drawing.draw_now(by(OLGA), exchange.exchange_id)


def look_at(services: Services, clock: FixedClock, moment: str) -> None:
    clock.advance(datetime.fromisoformat(moment).replace(tzinfo=UTC) - clock.now())
    services.exchange_days.remind_due()


def owed(database: Database) -> Sequence[str]:
    return sorted(looking.owed(database, DAY))


def test_everybody_is_told_at_nine_where_they_are(
    services: Services, clock: FixedClock, database: Database
) -> None:
    drawn(services)
    told = set[str]()

    for moment, who in (
        ("2026-12-23 18:59:59", set[UserId]()),
        ("2026-12-23 19:00:00", {ANA}),
        ("2026-12-24 07:59:59", set[UserId]()),
        ("2026-12-24 08:00:00", {OLGA, DAN}),
        ("2026-12-24 14:00:00", {BEN}),
        ("2026-12-24 18:59:59", set[UserId]()),
        ("2026-12-24 19:00:00", {CLEO}),
        ("2026-12-25 12:00:00", set[UserId]()),
    ):
        look_at(services, clock, moment)
        told |= who
        assert set(owed(database)) == told, moment


def test_nobody_is_told_twice(
    services: Services, other_worker: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    drawn(services)
    look_at(services, clock, "2026-12-24 08:00:00")
    for process in (other_worker, services):
        assert process.exchange_days.remind_due() == 0

    let_arrive(services)
    assert services.exchange_days.remind_due() == 0

    days = [order.addressee_id for order in messenger.arrived if order.kind == DAY]
    # Where Ana is, the day is not over at eight in the morning of Berlin.
    assert sorted(days) == sorted([ANA, DAN, OLGA])


def test_who_was_down_in_the_morning_makes_up_for_it_that_day(
    services: Services, clock: FixedClock, database: Database
) -> None:
    drawn(services)
    look_at(services, clock, "2026-12-24 22:00:00")

    # In Berlin it is 23:00; on Kiritimati noon of the next day.
    assert owed(database) == sorted([BEN, CLEO, DAN, OLGA])


def test_what_goes_out_after_the_day_is_not_said(
    services: Services, clock: FixedClock, messenger: FakeMessenger, database: Database
) -> None:
    drawn(services)
    let_arrive(services)
    look_at(services, clock, "2026-12-24 08:00:00")
    clock.advance(timedelta(hours=15, minutes=1))

    let_arrive(services)

    assert [order for order in messenger.arrived if order.kind == DAY] == []
    statuses = looking.statuses(database, DAY)
    assert statuses == dict.fromkeys((ANA, DAN, OLGA), DeliveryStatus.FAILED)


def test_who_was_let_in_late_is_told_where_they_are(
    services: Services, clock: FixedClock, database: Database
) -> None:
    exchange = drawn(services)
    late = replace(person("U0EVE"), time_zone="Pacific/Kiritimati")
    services.repairs.change(by(OLGA), exchange.exchange_id, joined=late)

    look_at(services, clock, "2026-12-23 19:00:00")

    assert owed(database) == [ANA, "U0EVE"]


def test_who_has_left_meanwhile_is_not_reminded(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    exchange = drawn(services)
    let_arrive(services)
    look_at(services, clock, "2026-12-24 08:00:00")
    services.repairs.drop_out(by(DAN), exchange.exchange_id)

    let_arrive(services)

    days = [order.addressee_id for order in messenger.arrived if order.kind == DAY]
    assert sorted(days) == sorted([ANA, OLGA])


@pytest.mark.parametrize("status", [S.OPEN, S.CANCELLED])
def test_where_nothing_is_given_nobody_is_told(
    services: Services, clock: FixedClock, database: Database, status: S
) -> None:
    an_exchange(services, status=status, exchange_on=ON)

    look_at(services, clock, "2026-12-24 12:00:00")

    assert owed(database) == []


def test_an_exchange_without_a_day_has_no_morning(
    services: Services, clock: FixedClock, database: Database
) -> None:
    drawn(services, exchange_on=None)
    for _ in range(60):
        clock.advance(timedelta(hours=7))
        assert services.exchange_days.remind_due() == 0

    assert owed(database) == []


def test_a_completed_exchange_still_has_its_evening_in_the_west(
    services: Services, clock: FixedClock, database: Database
) -> None:
    exchange = drawn(services)
    with database.write() as session:
        row = session.get_one(models.Exchange, exchange.exchange_id)
        row.status, row.time_zone = S.COMPLETED, "Pacific/Auckland"

    look_at(services, clock, "2026-12-24 19:00:00")

    assert CLEO in owed(database)


def test_where_somebody_is_comes_with_their_newest_join(
    services: Services, database: Database
) -> None:
    exchange_id = an_exchange(services, people=[OLGA]).exchange_id
    for zone in ("Asia/Tokyo", "Europe/Oslo", ""):
        them = replace(person(ANA), time_zone=zone)
        services.participation.join(by(ANA), exchange_id, them)
        services.participation.leave(by(ANA), exchange_id)

    rows = looking.everything(database, models.Participant)

    assert {row.user_id: row.time_zone for row in rows} == {
        ANA: "Europe/Oslo",
        OLGA: "Europe/Berlin",
    }
