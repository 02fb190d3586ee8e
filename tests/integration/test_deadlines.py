"""What happens at the deadline, or whenever somebody looks after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    SECOND,
    TEAM,
    WEEK,
    an_exchange,
    by,
    deliver,
    group,
    person,
    reach_deadline,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.drawn import SlowVault, matches

S = ExchangeStatus
MINUTE = timedelta(minutes=1)


def test_the_deadline_draws_by_itself(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services)
    clock.advance(WEEK - timedelta(microseconds=1))

    too_soon = services.drawing.draw_due()
    clock.advance(timedelta(microseconds=1))
    at_the_deadline = services.drawing.draw_due()

    assert (too_soon, at_the_deadline, services.drawing.draw_due()) == (0, 1, 0)
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.DRAWN


DEADLINES = {
    "Asia/Kolkata": ((2026, 12, 24, 12), datetime(2026, 12, 24, 6, 30, tzinfo=UTC)),
    "America/New_York": ((2027, 3, 14, 12), datetime(2027, 3, 14, 16, tzinfo=UTC)),
    "Pacific/Auckland": ((2026, 12, 24, 12), datetime(2026, 12, 23, 23, tzinfo=UTC)),
}


@pytest.mark.parametrize(("zone", "moments"), DEADLINES.items(), ids=DEADLINES.keys())
def test_a_deadline_of_any_zone_is_drawn_at_the_right_instant(
    services: Services,
    clock: FixedClock,
    zone: str,
    moments: tuple[tuple[int, int, int, int], datetime],
) -> None:
    noon, instant = moments
    draw_at = datetime(*noon, tzinfo=ZoneInfo(zone))
    exchange = an_exchange(services, draw_at=draw_at, time_zone=zone)

    clock.advance(instant - timedelta(seconds=1) - clock.now())
    services.drawing.draw_due()
    before = services.exchanges.get(by(OLGA), exchange.exchange_id).status
    clock.advance(timedelta(seconds=1))
    services.drawing.draw_due()

    assert before == S.OPEN
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).drawn_at == instant


def test_a_deadline_missed_while_down_is_drawn_later(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services)
    clock.advance(WEEK + timedelta(days=3))

    services.drawing.draw_due()

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).drawn_at == clock.now()


def test_after_three_days_down_each_is_drawn_once_the_oldest_first(
    database: Database, vault: Vault, clock: FixedClock
) -> None:
    slow = SlowVault(vault)
    services = Services.build(database, slow, clock, FakeMessenger())
    deadlines = [START + WEEK + hours * timedelta(hours=1) for hours in (5, 1, 60, 3)]
    made = [
        an_exchange(services, draw_at=draw_at, team_id=team_id)
        for draw_at, team_id in zip(deadlines, (TEAM, OTHER_TEAM, TEAM, OTHER_TEAM), strict=True)
    ]
    later = an_exchange(services, draw_at=START + WEEK + timedelta(days=4))
    clock.advance(WEEK + timedelta(days=3))

    counts = [services.drawing.draw_due() for _ in range(2)]

    in_order = sorted(made, key=lambda exchange: exchange.draw_at)
    assert counts == [4, 0]
    assert slow.drawn == [exchange.exchange_id for exchange in in_order]
    assert services.exchanges.get(by(OLGA), later.exchange_id).status == S.OPEN


def test_a_stopping_process_begins_no_more_draws(
    services: Services, database: Database, vault: Vault, clock: FixedClock
) -> None:
    class Stopping(FixedClock):
        def sleep(self, seconds: float) -> bool:
            return False

    exchange = an_exchange(services)
    clock.advance(WEEK)
    stopping = Services.build(database, vault, Stopping(clock.now()), FakeMessenger())

    assert stopping.drawing.draw_due() == 0
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.OPEN
    assert services.drawing.draw_due() == 1


def test_every_workspace_is_drawn(services: Services) -> None:
    here, there = an_exchange(services), an_exchange(services, team_id=OTHER_TEAM)

    reach_deadline(services, here)

    assert sorted(matches(services, here.exchange_id).values()) == sorted(EVERYBODY)
    assert len(matches(services, there.exchange_id, OTHER_TEAM)) == len(EVERYBODY)


def test_too_few_people_stall_it_and_the_organizers_are_told(
    services: Services, database: Database, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA))
    deliver(services)

    reach_deadline(services, exchange)
    deliver(services)

    notice = messenger.arrived[-1]
    assert (notice.kind, notice.addressee_id) == (DeliveryKind.STALLED, OLGA)
    assert notice.content.exchange.status == S.STALLED  # type: ignore[union-attr]
    assert notice.content.drawability.is_too_few  # type: ignore[union-attr]
    assert looking.owed(database, DeliveryKind.STALLED) == [OLGA]
    assert looking.owed(database, DeliveryKind.MATCH) == []


def test_an_impossible_draw_stalls_and_says_why(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = an_exchange(services, status=S.STALLED, exclusions=[group(ANA, BEN, CLEO)])

    deliver(services)

    notice = messenger.arrived[-1].content
    assert notice.drawability.givers == (ANA, BEN)  # type: ignore[union-attr]
    assert notice.drawability.recipients == (OLGA,)  # type: ignore[union-attr]
    assert notice.drawability.confined == (ANA, BEN, CLEO)  # type: ignore[union-attr]
    assert looking.the_exchange(database, exchange.exchange_id).seed_encrypted is None
    assert looking.count(database, models.Assignment) == 0


def test_a_stall_is_told_once_per_missed_deadline(
    services: Services, database: Database, clock: FixedClock
) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))
    services.drawing.draw_due()
    once = looking.owed(database, DeliveryKind.STALLED)

    services.exchanges.postpone(by(OLGA), stalled.exchange_id, clock.now() + MINUTE, None)
    clock.advance(MINUTE)
    services.drawing.draw_due()

    assert once == [OLGA]
    assert looking.owed(database, DeliveryKind.STALLED) == [OLGA, OLGA]


def test_what_has_stalled_is_drawn_at_its_next_deadline_however_soon(
    services: Services, clock: FixedClock
) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))
    soon = clock.now() + SECOND
    services.exchanges.postpone(by(OLGA), stalled.exchange_id, soon, None)
    services.participation.join(by(BEN), stalled.exchange_id, person(BEN))
    clock.advance(SECOND)

    services.drawing.draw_due()

    assert services.exchanges.get(by(OLGA), stalled.exchange_id).status == S.DRAWN


def test_a_stalled_exchange_is_not_drawn_by_itself(services: Services, clock: FixedClock) -> None:
    stalled = an_exchange(services, status=S.STALLED, exclusions=[group(ANA, BEN, CLEO)])
    (culprit,) = services.exclusions.board(by(OLGA), stalled.exchange_id).exclusions
    services.exclusions.remove(by(OLGA), stalled.exchange_id, culprit.exclusion_id)
    clock.advance(WEEK)

    assert services.drawing.draw_due() == 0
    assert services.exchanges.get(by(OLGA), stalled.exchange_id).status == S.STALLED
