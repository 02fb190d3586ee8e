"""What may be out although nobody knows: it is looked for, and sent again only when it is not."""

from __future__ import annotations

import pytest

from core.db.session import Database
from core.domain.snapshots import Exchange, Order
from core.domain.types import DeliveryKind, DeliveryStatus
from core.ports import Blocked, LostReply, NotSent, RateLimited, SendError
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, EVERYBODY, OLGA, STEP, by, deliver
from tests.clock import FixedClock
from tests.fakes import FakeMessenger, Killed
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    MINUTE,
    SECOND,
    deliver_until_settled,
    look_again,
    matches_of,
    take,
)

D = DeliveryStatus
PATIENCE = Patience()
REFRESH = DeliveryKind.REFRESH


def test_a_lost_reply_is_looked_for_soon_and_found_not_sent_again(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    services.outbox.attempt(take(services, ANA))
    doubted, lost_at = looking.the_delivery(database, MATCH, ANA), clock.now()

    deliver(services)

    assert (doubted.status, doubted.error, doubted.owner) == (D.UNKNOWN, "no_reply", None)
    assert doubted.not_before == lost_at + PATIENCE.looks_after
    assert doubted.settles_at == lost_at + PATIENCE.settles
    deliver_until_settled(services)
    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.error, row.channel_id) == (D.SENT, None, f"D{ANA}")
    assert (row.settles_at, row.owner) == (None, None)
    (sent,) = [order for order in messenger.tried if order.addressee_id == ANA]
    assert messenger.looked_for == [sent]


def test_what_is_not_there_yet_may_still_arrive_until_it_has_settled(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    services.outbox.attempt(take(services, ANA))
    settles_at = clock.now() + PATIENCE.settles
    on_its_way = looking.the_delivery(database, MATCH, ANA).delivery_id
    lies = messenger._lies.pop(on_its_way)

    clock.advance(PATIENCE.looks_after)
    services.outbox.attempt(take(services, ANA))
    waiting = looking.the_delivery(database, MATCH, ANA)
    messenger._lies[on_its_way] = lies  # there it is
    too_soon = deliver(services)
    deliver_until_settled(services)

    assert (waiting.status, waiting.owner) == (D.UNKNOWN, None)
    assert (waiting.not_before, waiting.settles_at) == (settles_at, settles_at)
    assert too_soon == 0
    assert len(messenger.looked_for) == 2
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_what_is_not_there_after_it_has_settled_is_sent_again_the_same(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    services.outbox.attempt(take(services, ANA))
    messenger.lose(looking.the_delivery(database, MATCH, ANA).delivery_id)
    clock.advance(PATIENCE.settles)

    services.outbox.attempt(take(services, ANA))
    certain = looking.the_delivery(database, MATCH, ANA)
    deliver(services)

    assert (certain.status, certain.settles_at, certain.not_before) == (D.PENDING, None, None)
    first, second = [order for order in messenger.tried if order.addressee_id == ANA]
    assert (first.key, first.content) == (second.key, second.content)
    assert first.first_tried_at == second.first_tried_at
    assert len(messenger.looked_for) == 1
    assert looking.the_delivery(database, MATCH, ANA).status == D.SENT


def test_what_a_dead_process_was_sending_is_doubted_when_its_lease_has_run_out(
    services: Services,
    other_worker: Services,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    claim = take(services, ANA)
    clock.advance(claim.leased_until - clock.now() - SECOND / 10)
    too_soon = other_worker.outbox.doubt_expired()
    clock.advance(SECOND / 10)

    count = other_worker.outbox.doubt_expired()

    row = looking.the_delivery(database, MATCH, ANA)
    assert (too_soon, count, other_worker.outbox.doubt_expired()) == (0, 1, 0)
    assert (row.status, row.leased_until) == (D.UNKNOWN, None)
    assert row.not_before == clock.now() + PATIENCE.looks_after
    assert row.settles_at == clock.now() + PATIENCE.settles


@pytest.mark.parametrize("arrived", [True, False], ids=["it_had_arrived", "it_had_not"])
def test_killed_in_the_middle_of_a_call_it_is_sent_once_after_all(
    services: Services,
    other_worker: Services,
    messenger: FakeMessenger,
    drawn: Exchange,
    arrived: bool,
) -> None:
    def die(order: Order) -> None:
        if order.addressee_id == ANA:
            messenger.meanwhile = lambda order: None
            if arrived:
                messenger.send(order)
            raise Killed

    messenger.meanwhile = die
    with pytest.raises(Killed):
        deliver(services)

    deliver_until_settled(other_worker)

    assert [order.addressee_id for order in messenger.looked_for][-1] == ANA
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_what_was_killed_before_the_call_is_doubted_too(
    services: Services, other_worker: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    take(services, ANA)

    deliver_until_settled(other_worker)

    assert {order.addressee_id for order in messenger.looked_for} == {ANA}
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_a_refresh_that_may_still_arrive_is_followed_by_another(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    messenger.refreshed.clear()
    claim = take(services, drawn.channel_id, REFRESH)
    clock.advance(PATIENCE.lease)

    assert services.outbox.doubt_expired() == 1

    row = looking.the_delivery(database, REFRESH, drawn.channel_id)
    settles_at = clock.now() + PATIENCE.settles
    assert (row.status, row.owner, row.settles_at) == (D.PENDING, None, settles_at)
    deliver(services)
    again = looking.the_delivery(database, REFRESH, drawn.channel_id)
    assert (again.status, again.not_before) == (D.PENDING, settles_at)
    deliver_until_settled(services)
    assert clock.now() >= settles_at
    assert [order.key for order in messenger.refreshed] == [claim.delivery_id] * 2
    assert messenger.looked_for == []


@pytest.mark.parametrize(
    "error",
    [RateLimited(SECOND), NotSent("slack_unreachable"), Blocked("token_revoked"), LostReply("x")],
    ids=lambda error: type(error).__name__,
)
def test_a_look_that_failed_tells_nothing_and_is_repeated(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    drawn: Exchange,
    error: SendError,
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    messenger.fail_finding(error)
    deliver(services)
    services.outbox.clock.sleep(5)

    deliver(services)
    between = looking.the_delivery(database, MATCH, ANA)
    deliver_until_settled(services)

    assert (between.status, len(messenger.looked_for)) == (D.UNKNOWN, 2)
    assert matches_of(messenger) == sorted(EVERYBODY)


def unreadable(services: Services, messenger: FakeMessenger, error: SendError, looks: int) -> None:
    """The reply to Ana's match was lost, and so many looks fail."""
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    services.outbox.attempt(take(services, ANA))
    messenger.fail_finding(*[error] * looks)


def test_where_nothing_can_be_read_for_a_quarter_of_an_hour_it_is_sent_again(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    unreadable(services, messenger, NotSent("channel_not_found"), looks=1000)
    gives_up_at = clock.now() + PATIENCE.looks_after + PATIENCE.gives_up_looking

    while clock.now() < gives_up_at - MINUTE:
        look_again(services)
        clock.advance(MINUTE / 2)
    until_then = len([order for order in messenger.tried if order.addressee_id == ANA])
    clock.advance(10 * MINUTE)
    deliver_until_settled(services)

    assert until_then == 1
    first, second = [order for order in messenger.tried if order.addressee_id == ANA]
    assert (first.key, first.content) == (second.key, second.content)
    assert len(messenger.looked_for) > 3
    assert looking.the_delivery(database, MATCH, ANA).status == D.SENT


def test_while_nothing_goes_anyway_it_is_not_given_up(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    unreadable(services, messenger, Blocked("token_revoked"), looks=30)

    messenger.fail_finding(*[NotSent("slack_unreachable")] * 2)
    lost_at = clock.now()

    while len(messenger.looked_for) < 30:
        look_again(services)
        clock.advance(MINUTE)
    during, blocked_for = looking.the_delivery(database, MATCH, ANA), clock.now() - lost_at
    deliver_until_settled(services)

    assert blocked_for > PATIENCE.gives_up_looking + PATIENCE.settles
    assert (during.status, during.error) == (D.UNKNOWN, "token_revoked")
    assert looking.the_delivery(database, MATCH, ANA).status == D.SENT
    assert len([order for order in messenger.tried if order.addressee_id == ANA]) == 1


def test_too_many_looks_put_off_looks_alone(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    for who in (BEN, CLEO):
        messenger.fail_sending(LostReply("no_reply"), to=who)
    messenger.fail_finding(RateLimited(30 * SECOND))
    pace, told_at = 0.0, clock.now()
    while not messenger.looked_for:
        pace, told_at = looking.the_lane(database, drawn.team_id).pace, clock.now()
        for claim in services.outbox.claim(1):
            services.outbox.attempt(claim)
        clock.advance(STEP)
    lane = looking.the_lane(database, drawn.team_id)

    services.exchanges.cancel(by(OLGA), drawn.exchange_id)
    while clock.now() < told_at + 25 * SECOND:
        deliver(services)
    told = [one.addressee_id for one in messenger.arrived if one.kind == DeliveryKind.CANCELLED]
    clock.advance(told_at + 29 * SECOND - clock.now())
    too_soon = services.outbox.claim(10)

    assert sorted(told) == [ANA, BEN, CLEO]
    assert (len(messenger.looked_for), too_soon) == (1, [])
    assert (lane.lane_waits_until, lane.pace) == (None, pace)
