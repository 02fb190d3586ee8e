"""Posting the announcement, and what is owed from then on."""

from __future__ import annotations

from core.db.session import Database
from core.domain import snapshots
from core.domain.snapshots import Exchange, Order
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.ports import LostReply, Refused
from core.services.outcomes import pause_after
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import (
    CHANNEL,
    DAN,
    OLGA,
    an_exchange,
    deliver,
    joins,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled

D = DeliveryStatus
PATIENCE = Patience()
ANNOUNCEMENT, REFRESH = DeliveryKind.ANNOUNCEMENT, DeliveryKind.REFRESH
LOST = LostReply("no_reply")
Shown = list[tuple[int, ExchangeStatus]]


def picture(order: Order) -> Exchange:
    assert isinstance(order.content, snapshots.Exchange)
    return order.content


def test_an_announcement_that_is_out_is_to_be_kept_true_from_then_on(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    before = looking.owed(database, REFRESH)
    services.outbox.attempt(services.outbox.claim(1)[0])

    row = looking.the_delivery(database, REFRESH, CHANNEL)
    posted = looking.the_exchange(database, exchange.exchange_id)
    assert before == []
    assert (row.status, row.not_before) == (D.PENDING, clock.now() + PATIENCE.between_refreshes)
    assert (row.priority, row.occasion) == (0, "")
    assert posted.announced_channel_id == CHANNEL
    deliver_until_settled(services)
    (order,) = messenger.refreshed
    assert order.place == snapshots.Receipt(CHANNEL, posted.announced_ts or "")


def test_nothing_is_refreshed_before_it_is_announced(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    joins(services, exchange, DAN)

    deliver_until_settled(services)

    first, *_ = messenger.arrived
    assert (first.kind, picture(first).joined_count) == (ANNOUNCEMENT, 5)
    assert [picture(order).joined_count for order in messenger.refreshed] == [5]


def test_who_joins_while_it_is_being_posted_shows_soon(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)

    def late(order: Order) -> None:
        messenger.meanwhile = lambda order: None
        joins(services, exchange, DAN)

    messenger.meanwhile = late
    deliver_until_settled(services)

    assert [picture(order).joined_count for order in messenger.arrived] == [4]
    assert [picture(order).joined_count for order in messenger.refreshed] == [5]


def test_an_announcement_waits_until_kringle_is_let_in(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    messenger.fail_sending(*[Refused("not_in_channel")] * 3, to=CHANNEL)
    an_exchange(services)

    (claim,) = services.outbox.claim(1)
    services.outbox.attempt(claim)
    between = looking.the_delivery(database, ANNOUNCEMENT, CHANNEL)
    deliver_until_settled(services)

    assert (between.status, between.error) == (D.PENDING, "not_in_channel")
    assert between.not_before == START + pause_after(1)
    assert looking.owed(database, DeliveryKind.UNANNOUNCED) == [OLGA]
    (told,) = [order for order in messenger.arrived if order.kind == DeliveryKind.UNANNOUNCED]
    assert isinstance(told.content, snapshots.RefusedAnnouncement)
    assert told.content.error == "not_in_channel"
    assert looking.statuses(database, ANNOUNCEMENT) == {CHANNEL: D.SENT}


def test_a_lost_announcement_is_not_posted_again_before_it_has_settled(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    messenger.fail_sending(LOST, to=CHANNEL)
    an_exchange(services)
    began = clock.now()
    deliver(services)
    messenger.lose(messenger.arrived[-1].key)

    posted = []
    messenger.meanwhile = lambda order: posted.append(clock.now() - began)
    deliver_until_settled(services)

    (again,) = posted
    assert again >= PATIENCE.settles
    assert looking.statuses(database, ANNOUNCEMENT) == {CHANNEL: D.SENT}
