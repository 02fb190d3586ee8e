"""An announcement that is out, and that Slack does not let be rewritten: its organizers hear."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.db.session import Database
from core.domain.snapshots import Exchange, RefusedAnnouncement
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, UserId
from core.ports import NotSent, Refused
from core.services.registry import Services
from tests.builders import (
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    OLGA,
    WEEK,
    an_exchange,
    by,
    deliver,
    joins,
    reach_deadline,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import MINUTE, deliver_until_settled

S = ExchangeStatus
D = DeliveryStatus
OUTDATED, REFRESH = DeliveryKind.OUTDATED, DeliveryKind.REFRESH
ARCHIVED = Refused("is_inactive")


@pytest.fixture
def announced(services: Services, messenger: FakeMessenger, clock: FixedClock) -> Exchange:
    """Its announcement is out for a while, and true."""
    exchange = an_exchange(services)
    deliver_until_settled(services)
    clock.advance(MINUTE)
    messenger.refreshed.clear()
    return exchange


def changes(services: Services, exchange: Exchange, *people: str) -> None:
    """One after another joins, and everything is sent."""
    for user_id in people:
        joins(services, exchange, UserId(user_id))
        deliver_until_settled(services)


def told(messenger: FakeMessenger) -> list[tuple[str, str | None]]:
    """Who heard that an announcement is out of date, and why it is."""
    return [
        (order.addressee_id, order.content.error)
        for order in messenger.arrived
        if order.kind == OUTDATED and isinstance(order.content, RefusedAnnouncement)
    ]


def test_the_organizers_hear_why_and_the_exchange_goes_on(
    services: Services, announced: Exchange, messenger: FakeMessenger
) -> None:
    messenger.fail_refreshing(ARCHIVED)

    changes(services, announced, DAN)

    assert told(messenger) == [(OLGA, "is_inactive")]
    after = services.exchanges.get(by(OLGA), announced.exchange_id)
    assert (after.status, after.joined_count) == (S.OPEN, 5)


def test_each_change_is_tried_and_the_organizers_hear_once(
    services: Services, announced: Exchange, messenger: FakeMessenger, database: Database
) -> None:
    messenger.fail_refreshing(ARCHIVED, Refused("message_not_found"), ARCHIVED)

    changes(services, announced, "U1", "U2", "U3")

    assert len(messenger.refreshed) == 3
    assert told(messenger) == [(OLGA, "is_inactive")]
    assert looking.statuses(database, REFRESH) == {CHANNEL: D.FAILED}


def test_once_slack_lets_it_be_rewritten_it_is_true_again(
    services: Services, announced: Exchange, messenger: FakeMessenger, database: Database
) -> None:
    messenger.fail_refreshing(ARCHIVED)

    changes(services, announced, "U1", "U2")

    row = looking.the_delivery(database, REFRESH, CHANNEL)
    assert (row.status, row.error) == (D.SENT, None)
    last = messenger.refreshed[-1].content
    assert isinstance(last, Exchange)
    assert last.joined_count == 6


ENDS: dict[str, Callable[[Services, Exchange], object]] = {
    "drawn": lambda services, one: services.drawing.draw_now(by(OLGA), one.exchange_id),
    "cancelled": lambda services, one: services.exchanges.cancel(by(OLGA), one.exchange_id),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_when_nobody_can_join_any_more_it_matters_to_nobody(
    services: Services,
    announced: Exchange,
    messenger: FakeMessenger,
    database: Database,
    end: Callable[[Services, Exchange], object],
) -> None:
    messenger.fail_refreshing(ARCHIVED)

    end(services, announced)
    deliver_until_settled(services)

    assert looking.owed(database, OUTDATED) == []


def test_what_was_refused_while_stalled_is_told_when_people_can_join_again(
    services: Services, announced: Exchange, messenger: FakeMessenger, clock: FixedClock
) -> None:
    messenger.fail_refreshing(ARCHIVED, ARCHIVED, ARCHIVED, ARCHIVED)
    for who in (BEN, CLEO):
        services.participation.leave(by(who), announced.exchange_id)
    reach_deadline(services, announced)
    deliver_until_settled(services)
    before = told(messenger)

    services.exchanges.postpone(by(OLGA), announced.exchange_id, clock.now() + WEEK, None)
    deliver_until_settled(services)

    assert before == []
    assert told(messenger) == [(OLGA, "is_inactive")]


def test_what_is_drawn_before_it_is_told_is_not_told(
    services: Services, announced: Exchange, messenger: FakeMessenger, database: Database
) -> None:
    messenger.fail_refreshing(ARCHIVED)
    joins(services, announced, DAN)
    services.outbox.attempt(services.outbox.claim(1)[0])

    services.drawing.draw_now(by(OLGA), announced.exchange_id)
    deliver_until_settled(services)

    assert told(messenger) == []
    assert looking.statuses(database, OUTDATED) == {OLGA: D.FAILED}


def test_what_has_come_right_before_it_is_told_is_told_so(
    services: Services, announced: Exchange, messenger: FakeMessenger
) -> None:
    messenger.fail_refreshing(ARCHIVED)
    messenger.fail_sending(*[NotSent("slack_unreachable")] * 3, to=OLGA)
    joins(services, announced, DAN)
    deliver(services)
    joins(services, announced, UserId("U1"))
    deliver_until_settled(services)

    assert told(messenger) == [(OLGA, None)]


def test_an_organizer_who_cannot_be_told_delays_nothing(
    services: Services, announced: Exchange, messenger: FakeMessenger, database: Database
) -> None:
    messenger.fail_refreshing(ARCHIVED)
    messenger.fail_sending(Refused("user_disabled"), to=OLGA)

    changes(services, announced, "U1", "U2")

    assert looking.statuses(database, OUTDATED) == {OLGA: D.FAILED}
    assert deliver(services) == 0
