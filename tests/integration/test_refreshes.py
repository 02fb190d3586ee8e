"""Keeping the announcement true, within what Slack allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text

from core.db import models
from core.db.session import Database
from core.domain import snapshots
from core.domain.snapshots import Exchange, Order
from core.domain.types import ChannelId, DeliveryKind, ExchangeStatus, UserId
from core.ports import LostReply, RateLimited, Refused
from core.services.outcomes import pause_after
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
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
from tests.integration.delivering import MATCH, MINUTE, SECOND, deliver_until_settled

S = ExchangeStatus
PATIENCE = Patience()
ANNOUNCEMENT, REFRESH = DeliveryKind.ANNOUNCEMENT, DeliveryKind.REFRESH
LOST = LostReply("no_reply")
Shown = list[tuple[int, ExchangeStatus]]


@pytest.fixture
def announced(services: Services, clock: FixedClock) -> Exchange:
    """Its announcement is out for a while, and true."""
    exchange = an_exchange(services)
    deliver_until_settled(services)
    clock.advance(MINUTE)
    return exchange


def picture(order: Order) -> Exchange:
    assert isinstance(order.content, snapshots.Exchange)
    return order.content


@pytest.fixture
def shown(messenger: FakeMessenger, announced: Exchange) -> Shown:
    """What the announcement has said since: how many are in, and how it stands."""
    messenger.refreshed.clear()
    seen: Shown = []
    messenger.meanwhile_refreshing = lambda order: seen.append(
        (picture(order).joined_count, picture(order).status)
    )
    return seen


def test_what_was_announced_truly_is_left_alone(services: Services, shown: Shown) -> None:
    assert deliver(services) == 0
    assert shown == []


def test_the_first_change_after_a_quiet_while_shows_at_once(
    services: Services, announced: Exchange, messenger: FakeMessenger, shown: Shown
) -> None:
    joins(services, announced, DAN)

    services.outbox.attempt(services.outbox.claim(1)[0])

    assert shown == [(5, S.OPEN)]
    (order,) = messenger.refreshed
    assert order.place is not None
    assert (order.kind, order.place.channel_id) == (REFRESH, CHANNEL)
    assert deliver(services) == 0


def test_a_rush_of_joins_is_gathered_and_the_last_one_counts(
    services: Services,
    announced: Exchange,
    messenger: FakeMessenger,
    clock: FixedClock,
    shown: Shown,
) -> None:
    at: list[datetime] = []
    note, began = messenger.meanwhile_refreshing, clock.now()

    def note_when(order: Order) -> None:
        at.append(clock.now())
        note(order)

    messenger.meanwhile_refreshing = note_when
    for number in range(50):
        joins(services, announced, UserId(f"U{number}"))
        for claim in services.outbox.claim(1):
            services.outbox.attempt(claim)
        clock.advance(SECOND / 5)

    deliver_until_settled(services)

    assert at[0] == began
    assert all(later - one >= PATIENCE.between_refreshes for one, later in pairwise(at))
    assert len(at) == 3  # in ten seconds: the first at once, the last with everybody
    assert (shown[0], shown[-1]) == ((5, S.OPEN), (54, S.OPEN))


def test_the_state_follows_the_exchange(
    services: Services, announced: Exchange, clock: FixedClock, shown: Shown
) -> None:
    steps: tuple[Callable[[], object], ...] = (
        lambda: services.participation.leave(by(CLEO), announced.exchange_id),
        lambda: services.exchanges.postpone(
            by(OLGA), announced.exchange_id, START + 2 * WEEK, None
        ),
        lambda: services.drawing.draw_now(by(OLGA), announced.exchange_id),
        lambda: services.exchanges.cancel(by(OLGA), announced.exchange_id),
    )
    for step in steps:
        step()
        clock.advance(PATIENCE.between_refreshes)
        deliver(services)

    assert shown == [(3, S.OPEN), (3, S.OPEN), (3, S.DRAWN), (3, S.CANCELLED)]


def test_after_a_draw_the_first_matches_go_before_the_announcement(
    services: Services, announced: Exchange, clock: FixedClock, shown: Shown
) -> None:
    services.drawing.draw_now(by(OLGA), announced.exchange_id)

    first = services.outbox.claim(10)
    assert {claim.kind for claim in first} == {DeliveryKind.MATCH}

    clock.advance(PATIENCE.between_refreshes)
    deliver(services)
    assert shown == [(4, S.DRAWN)]


def test_the_announcement_shows_a_stall_and_an_end(
    services: Services, announced: Exchange, clock: FixedClock, shown: Shown
) -> None:
    for who in (BEN, CLEO):
        services.participation.leave(by(who), announced.exchange_id)
    reach_deadline(services, announced)
    deliver(services)
    services.exchanges.postpone(by(OLGA), announced.exchange_id, clock.now() + WEEK, None)
    joins(services, announced, BEN)
    services.drawing.draw_now(by(OLGA), announced.exchange_id)
    clock.advance(timedelta(days=31))
    services.exchanges.complete_due()
    deliver(services)

    assert shown == [(2, S.STALLED), (3, S.COMPLETED)]


def test_what_changes_during_the_call_is_refreshed_again(
    services: Services, announced: Exchange, messenger: FakeMessenger, shown: Shown
) -> None:
    note = messenger.meanwhile_refreshing

    def joins_meanwhile(order: Order) -> None:
        messenger.meanwhile_refreshing = note
        note(order)
        joins(services, announced, UserId("U0LATE"))

    messenger.meanwhile_refreshing = joins_meanwhile
    joins(services, announced, DAN)
    deliver_until_settled(services)

    assert shown == [(5, S.OPEN), (6, S.OPEN)]


def test_a_rewrite_that_may_still_arrive_is_followed_by_two(
    services: Services,
    announced: Exchange,
    messenger: FakeMessenger,
    clock: FixedClock,
    shown: Shown,
) -> None:
    messenger.fail_refreshing(LOST)
    joins(services, announced, DAN)
    services.outbox.attempt(services.outbox.claim(1)[0])
    settles_at = clock.now() + PATIENCE.settles
    joins(services, announced, UserId("U0LATE"))
    clock.advance(pause_after(1))

    deliver(services)
    before = [*shown]
    deliver_until_settled(services)

    assert before == [(5, S.OPEN), (6, S.OPEN)]
    assert clock.now() >= settles_at
    assert shown == [*before, (6, S.OPEN)]
    assert messenger.looked_for == []
    assert deliver(services) == 0


def test_two_rewrites_of_one_announcement_are_never_on_their_way_together(
    services: Services, announced: Exchange, messenger: FakeMessenger, clock: FixedClock
) -> None:
    at_the_same_time: list[int] = []

    def take_long(order: Order) -> None:
        joins(services, announced, UserId("U0LATE"))
        clock.advance(PATIENCE.between_refreshes + SECOND)
        at_the_same_time.append(len(services.outbox.claim(10)))

    messenger.meanwhile_refreshing = take_long
    joins(services, announced, DAN)
    services.outbox.attempt(services.outbox.claim(1)[0])

    assert at_the_same_time == [0]
    assert len(services.outbox.claim(10)) == 1


def test_too_many_rewrites_put_off_those_of_this_workspace_alone(
    services: Services,
    announced: Exchange,
    messenger: FakeMessenger,
    clock: FixedClock,
) -> None:
    beside = an_exchange(services, channel_id=ChannelId("C0BESIDE"))
    elsewhere = an_exchange(services, team_id=OTHER_TEAM, channel_id=ChannelId("C0THERE"))
    deliver_until_settled(services)
    clock.advance(MINUTE)
    at: dict[str, timedelta] = {}
    began = clock.now()
    messenger.refreshed.clear()
    messenger.fail_refreshing(RateLimited(40 * SECOND))

    joins(services, announced, DAN)
    services.outbox.attempt(services.outbox.claim(1)[0])
    for exchange in (announced, beside, elsewhere):
        services.drawing.draw_now(by(OLGA, exchange.team_id), exchange.exchange_id)
    messenger.meanwhile_refreshing = lambda order: at.update(
        {picture(order).exchange_id: clock.now() - began}
    )
    messenger.meanwhile = lambda order: at.update({order.key: clock.now() - began})
    deliver_until_settled(services)

    matches = [row.delivery_id for row in looking.deliveries(services.outbox.database, MATCH)]
    assert max(at[one] for one in matches) < 40 * SECOND
    assert at[elsewhere.exchange_id] < 40 * SECOND
    assert {at[one.exchange_id] >= 40 * SECOND for one in (announced, beside)} == {True}


def test_a_deleted_announcement_is_let_go_until_something_changes(
    services: Services, announced: Exchange, messenger: FakeMessenger, clock: FixedClock
) -> None:
    messenger.refreshed.clear()
    messenger.fail_refreshing(Refused("message_not_found"))
    joins(services, announced, DAN)
    deliver(services)

    clock.advance(timedelta(days=1))
    quiet = deliver(services)
    services.participation.leave(by(DAN), announced.exchange_id)
    deliver(services)

    assert quiet == 0
    assert len(messenger.refreshed) == 2


def test_what_changes_while_slack_refuses_is_tried_once_more(
    services: Services, announced: Exchange, messenger: FakeMessenger
) -> None:
    messenger.refreshed.clear()
    messenger.fail_refreshing(Refused("is_archived"))
    messenger.meanwhile_refreshing = lambda order: (
        joins(services, announced, UserId("U0LATE")) if len(messenger.refreshed) == 0 else None
    )
    joins(services, announced, DAN)

    deliver_until_settled(services)

    assert picture(messenger.refreshed[-1]).joined_count == announced.joined_count + 2


def test_an_exchange_that_vanishes_during_the_call_is_no_trouble(
    services: Services, announced: Exchange, messenger: FakeMessenger, database: Database
) -> None:
    def vanish(order: Order) -> None:
        with database.write() as session:
            for table in ("deliveries", "participants", "organizers", "exchanges"):
                session.execute(text(f"DELETE FROM {table}"))

    messenger.meanwhile_refreshing = vanish
    joins(services, announced, DAN)

    assert deliver(services) == 1
    assert looking.count(database, models.Exchange) == 0


def test_joining_again_or_leaving_unjoined_refreshes_nothing(
    services: Services, announced: Exchange
) -> None:
    joins(services, announced, ANA)
    services.participation.leave(by(DAN), announced.exchange_id)

    assert deliver(services) == 0
    assert len(EVERYBODY) == announced.joined_count
