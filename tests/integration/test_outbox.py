"""Taking messages out and sending them: each is in one owner's hands, and sent once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange, Match, Order
from core.domain.types import ChannelId, DeliveryStatus, TeamId
from core.services.outbox import Claim
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import (
    ANA,
    EVERYBODY,
    STEP,
    TEAM,
    a_wish,
    an_exchange,
    by,
    deliver,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    deliver_until_settled,
    matches_of,
    take,
)

D = DeliveryStatus
PATIENCE = Patience()
TEAMS = [TeamId(f"T{number}") for number in range(5)]


def test_everybody_gets_their_own_match(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    services.wishlists.add_item(by(ANA), drawn.exchange_id, a_wish("Tea"))

    deliver(services)

    sent = {order.addressee_id: order for order in messenger.arrived if order.kind == MATCH}
    assert sorted(sent) == sorted(EVERYBODY)
    for who, order in sent.items():
        shown = services.matches.show(by(who), drawn.exchange_id)
        assert order.content == replace(
            shown, gift=None
        )  # a message does not say how far it has got
        assert (order.team_id, order.place) == (TEAM, None)
    wishes_of = {
        order.content.recipient_id: order.content.wishlist
        for order in sent.values()
        if isinstance(order.content, Match)
    }
    assert [wish.title for wish in wishes_of[ANA].items] == ["Tea"]


def test_what_is_sent_is_written_down_with_its_receipt(
    services: Services, database: Database, drawn: Exchange, clock: FixedClock
) -> None:
    deliver(services)

    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.error, row.attempts) == (D.SENT, None, 1)
    assert (row.owner, row.leased_until, row.settles_at) == (None, None, None)
    assert row.channel_id == f"D{ANA}"
    assert row.message_ts
    assert drawn.drawn_at is not None
    assert drawn.drawn_at <= row.sent_at <= clock.now()  # type: ignore[operator]


def test_nothing_is_sent_twice(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    deliver_until_settled(services)
    before = len(messenger.tried)

    assert deliver(services) == 0
    assert len(messenger.tried) == before
    assert len({order.key for order in messenger.tried}) == before


def test_what_is_taken_out_is_committed_as_sending_before_the_call(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    seen = []

    def look(order: Order) -> None:
        # Another transaction reads it: it is committed.
        row = looking.the_delivery(database, order.kind, order.addressee_id)
        seen.append(row)
        assert row.first_tried_at == order.first_tried_at

    messenger.meanwhile = look
    claim = take(services, ANA)
    services.outbox.attempt(claim)

    assert {(row.status, row.attempts) for row in seen} == {(D.SENDING, 1)}
    assert len({row.owner for row in seen}) == len(seen) == len(EVERYBODY)
    (anas,) = [row for row in seen if row.addressee_id == ANA]
    assert (anas.delivery_id, anas.owner) == (claim.delivery_id, claim.owner)
    assert anas.leased_until == claim.leased_until == claim.claimed_at + PATIENCE.lease


def test_no_more_is_taken_out_than_asked_for_and_one_of_each_workspace(
    services: Services,
) -> None:
    for team_id in TEAMS:
        an_exchange(services, team_id=team_id)

    first, second, third = (services.outbox.claim(most) for most in (2, 10, 10))

    assert len(first) == 2
    assert sorted(claim.team_id for claim in (*first, *second)) == TEAMS
    assert third == []


def test_nothing_owed_is_nothing_taken(services: Services) -> None:
    assert services.outbox.claim(10) == []


def everything(*processes: Services, clock: FixedClock) -> list[Claim]:
    """All that they can take out in turns, without sending any."""
    taken: list[Claim] = []
    for _ in range(20):
        for process in processes:
            taken.extend(process.outbox.claim(10))
        clock.advance(STEP)
    return taken


def test_two_processes_never_take_the_same(
    services: Services,
    other_worker: Services,
    messenger: FakeMessenger,
    drawn: Exchange,
    clock: FixedClock,
) -> None:
    taken = everything(services, other_worker, clock=clock)

    assert len({claim.delivery_id for claim in taken}) == len(taken) == len(EVERYBODY) + 1
    assert len({claim.owner for claim in taken}) == len(taken)
    assert messenger.tried == []


def test_a_look_is_in_one_owners_hands_as_well(
    services: Services, other_worker: Services, drawn: Exchange, clock: FixedClock
) -> None:
    abandoned = take(services, ANA)
    clock.advance(PATIENCE.lease)
    services.outbox.doubt_expired()
    clock.advance(PATIENCE.looks_after)

    taken = everything(services, other_worker, clock=clock)
    clock.advance(PATIENCE.lease)
    later = everything(other_worker, clock=clock)

    (look,), (next_look,) = taken, later
    assert {claim.delivery_id for claim in (abandoned, look, next_look)} == {look.delivery_id}
    assert (abandoned.is_look, look.is_look, next_look.is_look) == (False, True, True)
    assert len({claim.owner for claim in (abandoned, look, next_look)}) == 3


def test_a_lease_that_ran_out_before_the_first_byte_sends_nothing(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    claim = take(services, ANA)
    messenger.meanwhile = lambda order: clock.advance(PATIENCE.lease)  # it stands still

    services.outbox.attempt(claim)

    row = looking.the_delivery(database, MATCH, ANA)
    assert ANA not in matches_of(messenger)
    assert (row.status, row.error, row.owner) == (D.PENDING, "lease_ran_out", None)
    assert row.settles_at is None


def test_until_the_very_end_of_its_lease_a_message_may_go(
    services: Services, messenger: FakeMessenger, clock: FixedClock, drawn: Exchange
) -> None:
    claim = take(services, ANA)

    clock.advance(claim.leased_until - clock.steady() - timedelta(microseconds=1))
    services.outbox.attempt(claim)

    assert ANA in matches_of(messenger)


def test_at_the_end_of_its_lease_a_message_may_not_go_any_more(
    services: Services, messenger: FakeMessenger, clock: FixedClock, drawn: Exchange
) -> None:
    claim = take(services, ANA)

    clock.advance(claim.leased_until - clock.steady())
    services.outbox.attempt(claim)

    assert ANA not in matches_of(messenger)


def test_a_delivery_that_vanishes_during_the_call_is_no_trouble(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    an_exchange(services)

    def vanish(order: Order) -> None:
        with database.write() as session:
            row = models.Delivery.delivery_id == order.key
            session.execute(delete(models.Delivery).where(row))

    messenger.meanwhile = vanish

    assert deliver(services) == 1
    assert looking.deliveries(database) == []


def test_a_delivery_that_vanished_before_the_call_is_not_sent(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    claim = take(services, ANA)
    with database.write() as session:
        row = models.Delivery.delivery_id == claim.delivery_id
        session.execute(delete(models.Delivery).where(row))

    services.outbox.attempt(claim)

    assert ANA not in matches_of(messenger)


def test_news_go_before_matches(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    newer = an_exchange(services, name="Spring", channel_id=ChannelId("C0SPRING"))

    deliver(services)

    kinds = [order.kind for order in messenger.arrived]
    names = [getattr(order.content, "name", "") for order in messenger.arrived]
    assert names.index(newer.name) < kinds.index(MATCH)


def test_marks_and_rows_of_deliveries_name_no_recipient(
    services: Services, database: Database, drawn: Exchange
) -> None:
    deliver_until_settled(services)

    for row in looking.deliveries(database, MATCH):
        recipient = services.matches.show(by(row.addressee_id), drawn.exchange_id).recipient_id
        kept = [str(value) for name, value in vars(row).items() if name != "_sa_instance_state"]
        assert not any(recipient in value for value in kept)
