"""Keeping the announcement true, within what Slack allows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import ChannelId, ExchangeStatus, UserId
from core.ports import Blocked, LostReply, NotSent, RateLimited, Refused, SendError
from core.services import announcements
from core.services.announcements import LEASE
from core.services.owing import REFRESH_EVERY
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    WEEK,
    an_exchange,
    by,
    deliver,
    joins,
    reach_deadline,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus
SECOND = timedelta(seconds=1)


@pytest.fixture
def announced(services: Services, clock: FixedClock) -> Exchange:
    """Its announcement is out for a while, and true."""
    exchange = an_exchange(services)
    deliver(services)
    clock.advance(60 * SECOND)
    services.announcements.refresh_due()
    clock.advance(60 * SECOND)
    return exchange


@pytest.fixture
def shown(messenger: FakeMessenger, announced: Exchange) -> list[tuple[int, ExchangeStatus]]:
    """What the announcement has said since: how many are in, and how it stands."""
    messenger.refreshed.clear()
    seen: list[tuple[int, ExchangeStatus]] = []
    messenger.meanwhile_refreshing = lambda one: seen.append((one.joined_count, one.status))
    return seen


Shown = list[tuple[int, ExchangeStatus]]


def test_what_was_announced_truly_is_left_alone(services: Services, shown: Shown) -> None:
    assert services.announcements.refresh_due() == 0
    assert shown == []


def test_the_first_change_after_a_quiet_while_shows_at_once(
    services: Services, announced: Exchange, messenger: FakeMessenger, shown: Shown
) -> None:
    joins(services, announced, DAN)

    assert services.announcements.refresh_due() == 1
    assert shown == [(5, S.OPEN)]
    (refreshed,) = messenger.refreshed
    assert refreshed.announced.channel_id == CHANNEL
    assert refreshed.announced.message_ts
    assert services.announcements.refresh_due() == 0


def test_a_rush_of_joins_is_gathered(
    services: Services, announced: Exchange, clock: FixedClock, shown: Shown
) -> None:
    for number in range(50):
        joins(services, announced, UserId(f"U{number}"))
        services.announcements.refresh_due()
        clock.advance(SECOND / 5)
    clock.advance(REFRESH_EVERY)
    services.announcements.refresh_due()

    # Ten seconds, one refresh in five: the first at once, the last with everybody.
    assert len(shown) <= 4
    assert shown[0] == (5, S.OPEN)
    assert shown[-1] == (54, S.OPEN)


def test_the_state_follows_the_exchange(
    services: Services, announced: Exchange, clock: FixedClock, shown: Shown
) -> None:
    steps = (
        lambda: services.participation.leave(by(CLEO), announced.exchange_id),
        lambda: services.exchanges.postpone(
            by(OLGA), announced.exchange_id, START + 2 * WEEK, None
        ),
        lambda: services.drawing.draw_now(by(OLGA), announced.exchange_id),
        lambda: services.exchanges.cancel(by(OLGA), announced.exchange_id),
    )
    for step in steps:
        step()
        services.announcements.refresh_due()
        clock.advance(60 * SECOND)

    assert shown == [(3, S.OPEN), (3, S.OPEN), (3, S.DRAWN), (3, S.CANCELLED)]


def test_the_announcement_shows_a_stall_and_an_end(
    services: Services, announced: Exchange, clock: FixedClock, shown: Shown
) -> None:
    for who in (BEN, CLEO):
        services.participation.leave(by(who), announced.exchange_id)
    reach_deadline(services, announced)
    services.announcements.refresh_due()
    joins_not_possible_any_more = services.exchanges.get(by(OLGA), announced.exchange_id)
    services.exchanges.postpone(by(OLGA), announced.exchange_id, clock.now() + WEEK, None)
    joins(services, announced, BEN)
    services.drawing.draw_now(by(OLGA), announced.exchange_id)
    clock.advance(timedelta(days=31))
    services.exchanges.complete_due()
    services.announcements.refresh_due()

    assert joins_not_possible_any_more.status == S.STALLED
    assert shown == [(2, S.STALLED), (3, S.COMPLETED)]


def test_nothing_is_refreshed_before_it_is_announced(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    joins(services, exchange, DAN)

    assert services.announcements.refresh_due() == 0
    deliver(services)

    assert messenger.arrived[0].content.joined_count == 5  # type: ignore[union-attr]
    assert services.announcements.refresh_due() == 1


FAILURES: dict[str, tuple[SendError, timedelta]] = {
    "rate_limited": (RateLimited(90 * SECOND), 90 * SECOND),
    "not_sent": (NotSent("slack_unreachable"), LEASE),
    "lost_reply": (LostReply("no_reply"), LEASE),
    "blocked": (Blocked("token_revoked"), LEASE),
}


@pytest.mark.parametrize(("error", "wait"), FAILURES.values(), ids=FAILURES.keys())
def test_a_refresh_that_failed_is_tried_again_later(
    services: Services,
    announced: Exchange,
    messenger: FakeMessenger,
    clock: FixedClock,
    shown: Shown,
    error: SendError,
    wait: timedelta,
) -> None:
    messenger.fail_refreshing(error)
    joins(services, announced, DAN)
    services.announcements.refresh_due()

    clock.advance(wait - SECOND)
    too_soon = services.announcements.refresh_due()
    clock.advance(SECOND)

    assert (too_soon, services.announcements.refresh_due()) == (0, 1)
    assert services.announcements.refresh_due() == 0
    assert len(messenger.refreshed) == 2


def test_a_deleted_announcement_is_let_go(
    services: Services, announced: Exchange, messenger: FakeMessenger, clock: FixedClock
) -> None:
    messenger.fail_refreshing(Refused("message_not_found"))
    joins(services, announced, DAN)
    services.announcements.refresh_due()

    clock.advance(timedelta(days=1))

    assert services.announcements.refresh_due() == 0


def test_one_that_breaks_keeps_no_other_waiting(
    services: Services,
    announced: Exchange,
    messenger: FakeMessenger,
    clock: FixedClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = an_exchange(services, channel_id=ChannelId("C0OTHER"))
    deliver(services)
    clock.advance(60 * SECOND)
    messenger.refreshed.clear()
    messenger.fail_refreshing(ZeroDivisionError("a bug"))
    joins(services, announced, DAN)
    joins(services, other, DAN)

    services.announcements.refresh_due()
    clock.advance(LEASE)
    services.announcements.refresh_due()

    assert "broke" in caplog.text
    first, second, again = [one.exchange.exchange_id for one in messenger.refreshed]
    assert {first, second} == {announced.exchange_id, other.exchange_id}
    assert again == first


def test_what_changes_during_the_call_stays_due(
    services: Services, announced: Exchange, messenger: FakeMessenger, clock: FixedClock
) -> None:
    counts = []

    def joins_meanwhile(exchange: Exchange) -> None:
        messenger.meanwhile_refreshing = lambda one: counts.append(one.joined_count)
        counts.append(exchange.joined_count)
        joins(services, announced, UserId("U0LATE"))

    messenger.meanwhile_refreshing = joins_meanwhile
    joins(services, announced, DAN)
    services.announcements.refresh_due()
    clock.advance(REFRESH_EVERY)
    services.announcements.refresh_due()

    assert counts == [5, 6]
    assert services.announcements.refresh_due() == 0


def test_one_look_refreshes_some_at_most(
    services: Services,
    announced: Exchange,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = an_exchange(services, channel_id=ChannelId("C0OTHER"))
    deliver(services)
    clock.advance(60 * SECOND)
    monkeypatch.setattr(announcements, "AT_ONCE", 1)
    joins(services, announced, DAN)
    joins(services, other, DAN)

    assert [services.announcements.refresh_due() for _ in range(3)] == [1, 1, 0]


def test_two_workers_do_not_refresh_the_same(
    services: Services, other_worker: Services, announced: Exchange, messenger: FakeMessenger
) -> None:
    tried = []
    messenger.meanwhile_refreshing = lambda one: tried.append(
        other_worker.announcements.refresh_due()
    )
    joins(services, announced, DAN)

    services.announcements.refresh_due()

    assert tried == [0]


def test_what_a_dead_worker_was_refreshing_is_taken_over(
    services: Services,
    other_worker: Services,
    announced: Exchange,
    messenger: FakeMessenger,
    clock: FixedClock,
) -> None:
    messenger.fail_refreshing(KeyboardInterrupt())
    joins(services, announced, DAN)
    with pytest.raises(KeyboardInterrupt):
        services.announcements.refresh_due()

    too_soon = other_worker.announcements.refresh_due()
    clock.advance(LEASE)

    assert (too_soon, other_worker.announcements.refresh_due()) == (0, 1)


def test_an_exchange_that_vanishes_during_the_call_is_no_trouble(
    services: Services, announced: Exchange, messenger: FakeMessenger, database: Database
) -> None:
    def vanish(exchange: Exchange) -> None:
        with database.write() as session:
            for table in ("deliveries", "participants", "organizers", "exchanges"):
                session.execute(text(f"DELETE FROM {table}"))

    messenger.meanwhile_refreshing = vanish
    joins(services, announced, DAN)

    assert services.announcements.refresh_due() == 1
    assert looking.count(database, models.Exchange) == 0


def test_joining_again_or_leaving_unjoined_refreshes_nothing(
    services: Services, announced: Exchange, shown: Shown
) -> None:
    joins(services, announced, ANA)
    services.participation.leave(by(DAN), announced.exchange_id)

    assert services.announcements.refresh_due() == 0
    assert len(EVERYBODY) == announced.joined_count
