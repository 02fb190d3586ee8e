"""A deadline is an instant: noon in one's own time zone, whatever daylight saving does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.listeners.exchanges import next_week_at_noon
from core.crypto import MasterKeys
from core.db.session import Database
from core.db.vault import Vault
from core.domain.types import Caller, ChannelId, ExchangeStatus, Person, Plan, TeamId, UserId
from core.services.drawing import Drawing
from core.services.exchanges import Exchanges
from core.services.participation import Participation
from tests.clock import FixedClock
from tests.e2e.world import World, now

TEAM = TeamId("T1")
ZONES = ("Asia/Kolkata", "America/New_York", "Pacific/Auckland")
#: When it is created, where, and the instant of noon there a week later.
DEADLINES = {
    "India": ("2026-12-01T09:00Z", "Asia/Kolkata", "2026-12-08T06:30Z"),
    "New York as summer time ends": ("2026-10-28T15:00Z", "America/New_York", "2026-11-04T17:00Z"),
    "New York as it begins": ("2027-03-10T15:00Z", "America/New_York", "2027-03-17T16:00Z"),
    "Auckland as it begins": ("2026-09-22T20:00Z", "Pacific/Auckland", "2026-09-29T23:00Z"),
}


@pytest.mark.parametrize("zone", ZONES)
def test_the_create_form_proposes_noon_in_a_week_where_the_person_is(
    world: World, zone: str
) -> None:
    kim = world.add_person("Kim", tz=zone)
    today = now().astimezone(ZoneInfo(zone)).date()

    modal = kim.command("/santa new", world.general).modal

    assert modal is not None
    proposed = datetime.fromtimestamp(modal.values["Draw"], ZoneInfo(zone))
    assert (proposed.hour, proposed.minute, proposed.second) == (12, 0, 0)
    assert proposed.date() - today == timedelta(days=7)


@pytest.mark.parametrize(("created", "zone", "expected"), DEADLINES.values(), ids=DEADLINES)
def test_names_are_drawn_at_that_very_instant(
    database: Database, created: str, zone: str, expected: str
) -> None:
    clock = FixedClock(datetime.fromisoformat(created))
    drawing = Drawing(database, Vault(MasterKeys.parse(f"1:{MasterKeys.new_key()}")), clock)
    draw_at = next_week_at_noon(clock.now(), zone).astimezone(UTC)
    assert draw_at == datetime.fromisoformat(expected)
    exchange_id = an_exchange_of_three(database, clock, draw_at, zone)

    clock.advance(draw_at - timedelta(seconds=1) - clock.now())
    drawing.draw_due()
    assert status_of(database, clock, exchange_id) == ExchangeStatus.OPEN

    clock.advance(timedelta(seconds=1))
    drawing.draw_due()
    assert status_of(database, clock, exchange_id) == ExchangeStatus.DRAWN


def an_exchange_of_three(
    database: Database, clock: FixedClock, draw_at: datetime, zone: str
) -> str:
    plan = Plan(
        key="plan",
        name="Santa",
        channel_id=ChannelId("C1"),
        channel_is_private=False,
        draw_at=draw_at,
        time_zone=zone,
    )
    users = [UserId(f"U{number}") for number in range(3)]
    first = Caller(TEAM, users[0], "create")
    created = Exchanges(database, clock).create(first, Person(users[0], TEAM), plan)
    for user in users[1:]:
        joins = Caller(TEAM, user, f"join {user}")
        Participation(database, clock).join(joins, created.exchange_id, Person(user, TEAM))
    return created.exchange_id


def status_of(database: Database, clock: FixedClock, exchange_id: str) -> ExchangeStatus:
    caller = Caller(TEAM, UserId("U0"), "look")
    return Exchanges(database, clock).get(caller, exchange_id).status
