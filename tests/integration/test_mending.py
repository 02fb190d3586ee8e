"""The clock was days ahead, and has been set back: what it made wait goes on all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryStatus, ExchangeStatus
from core.ports import Blocked, LostReply, NotSent, RateLimited
from core.services.patience import Patience
from core.services.registry import Services
from core.services.timekeeping import LONGEST_WAIT
from tests.builders import (
    ANA,
    EVERYBODY,
    OLGA,
    TEAM,
    an_exchange,
    by,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    SECOND,
    deliver_until_settled,
    matches_of,
    reports_of,
    take,
)

D = DeliveryStatus
PATIENCE = Patience()
AHEAD = timedelta(days=3)
TROUBLES = {
    "nothing": None,
    "not_sent": NotSent("slack_unreachable"),
    "rate_limited": RateLimited(30 * SECOND),
    "blocked": Blocked("token_revoked"),
    "lost": LostReply("no_reply"),
}


def set_back(clock: FixedClock) -> None:
    clock.advance(-AHEAD)


@pytest.mark.parametrize("error", TROUBLES.values(), ids=TROUBLES.keys())
def test_everything_goes_on(
    services: Services,
    messenger: FakeMessenger,
    clock: FixedClock,
    drawn: Exchange,
    error: Exception | None,
) -> None:
    clock.advance(AHEAD)
    claim = take(services, ANA)
    if error:
        messenger.fail_sending(error, to=ANA)
        services.outbox.attempt(claim)
    set_back(clock)

    services.timekeeping.mend_waits()
    deliver_until_settled(services)

    assert clock.now() < START + AHEAD / 2
    assert matches_of(messenger) == sorted(EVERYBODY)
    assert len(reports_of(messenger)) == 1


def test_whoever_was_written_to_by_the_wrong_clock_gets_their_next_message(
    services: Services, messenger: FakeMessenger, clock: FixedClock, drawn: Exchange
) -> None:
    clock.advance(AHEAD)
    deliver_until_settled(services)
    set_back(clock)
    messenger.arrived.clear()
    messenger.refreshed.clear()

    services.exchanges.cancel(by(OLGA), drawn.exchange_id)
    services.timekeeping.mend_waits()
    deliver_until_settled(services)

    assert clock.now() < START + AHEAD / 2
    assert sorted(messenger.addressees()) == sorted({*EVERYBODY} - {OLGA})
    assert len(messenger.refreshed) == 1


def test_what_was_lost_settles_by_the_right_clock(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    clock.advance(AHEAD)
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    services.outbox.attempt(take(services, ANA))
    set_back(clock)

    services.timekeeping.mend_waits()

    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.not_before) == (D.UNKNOWN, None)
    assert row.settles_at == clock.now() + PATIENCE.settles


def test_a_clock_that_was_a_minute_ahead_holds_nothing_up_for_a_minute(
    services: Services, database: Database, clock: FixedClock, drawn: Exchange
) -> None:
    minute = timedelta(minutes=1)
    clock.advance(minute)
    claim = take(services, ANA)
    clock.advance(-minute)

    services.timekeeping.mend_waits()

    lane, row = looking.the_lane(database, TEAM), looking.the_delivery(database, MATCH, ANA)
    assert claim.lane_next_at > clock.now() + minute / 2
    assert (lane.lane_next_at, row.leased_until, row.tried_at) == (None, clock.now(), None)


def test_what_was_being_sent_is_lost_by_the_right_clock(
    services: Services, database: Database, clock: FixedClock, drawn: Exchange
) -> None:
    clock.advance(AHEAD)
    take(services, ANA)
    set_back(clock)

    services.timekeeping.mend_waits()

    assert services.outbox.doubt_expired() == 1
    assert looking.the_delivery(database, MATCH, ANA).status == D.UNKNOWN


def test_a_draw_that_was_begun_by_the_wrong_clock_is_done(
    services: Services, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    clock.advance(exchange.draw_at - clock.now() + AHEAD)
    services.drawing._claim()  # by a process that is gone
    set_back(clock)
    too_soon = services.drawing.draw_due()

    services.timekeeping.mend_waits()

    assert (too_soon, services.drawing.draw_due()) == (0, 1)
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == ExchangeStatus.DRAWN


def test_nothing_that_anybody_asked_for_is_cut_short(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    claim = take(services, ANA)
    messenger.fail_sending(RateLimited(LONGEST_WAIT), to=ANA)
    services.outbox.attempt(claim)
    messenger.fail_refreshing(RateLimited(LONGEST_WAIT))
    before = standing(database)

    services.timekeeping.mend_waits()

    assert standing(database) == before


def standing(database: Database) -> list[dict[str, object]]:
    rows = looking.deliveries(database)
    return [looking.columns(row) for row in (*rows, looking.the_lane(database, TEAM))]
