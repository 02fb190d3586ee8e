"""That a message went to somebody tells, by its time, what another did just before: whom it came
from. So such rows are kept no longer than they are needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from core.db.repository import deliveries
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.ports import Refused
from core.services.outbox import FORGETS_AFTER, TELLING
from core.services.pausing import PAUSE
from core.services.registry import Services
from tests.builders import ANA, a_wish, an_exchange, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.talking import RECIPIENT, a_pair, let_arrive, send

ANONYMOUS, WISHES = DeliveryKind.ANONYMOUS, DeliveryKind.WISHES


def later(services: Services, clock: FixedClock, wait: timedelta) -> None:
    clock.advance(wait)
    services.outbox.forget_told()


def wished(services: Services, clock: FixedClock, status: ExchangeStatus) -> Exchange:
    """Only Ana has a wishlist, and her giver has heard of it."""
    exchange = an_exchange(services, status=status)
    let_arrive(services)
    services.wishlists.add_item(by(ANA), exchange.exchange_id, a_wish())
    clock.advance(2 * PAUSE)
    let_arrive(services)
    return exchange


def test_whom_news_of_a_wishlist_went_to_is_forgotten(
    services: Services, database: Database, clock: FixedClock
) -> None:
    wished(services, clock, ExchangeStatus.DRAWN)
    others = {row.delivery_id for row in looking.deliveries(database) if row.kind != WISHES}

    later(services, clock, FORGETS_AFTER / 2)
    assert len(looking.deliveries(database, WISHES)) == 1
    later(services, clock, FORGETS_AFTER)

    assert {row.delivery_id for row in looking.deliveries(database)} == others


def test_what_changes_after_that_is_news_again(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    exchange = wished(services, clock, ExchangeStatus.DRAWN)
    later(services, clock, 2 * FORGETS_AFTER)

    services.wishlists.add_item(by(ANA), exchange.exchange_id, a_wish("Tea"))
    later(services, clock, 2 * PAUSE)
    let_arrive(services)

    assert [order.kind for order in messenger.arrived].count(WISHES) == 2


def test_who_got_an_anonymous_message_is_forgotten(
    services: Services, database: Database, clock: FixedClock, messenger: FakeMessenger
) -> None:
    """Of those that arrived, and of one that came back to its writer, too."""
    pair = a_pair(services)
    send(services, pair)
    send(services, pair, side=RECIPIENT)
    let_arrive(services)
    messenger.fail_sending(Refused("user_disabled"), to=pair.recipient)
    send(services, pair)
    let_arrive(services)
    clock.advance(timedelta(minutes=5))
    let_arrive(services)
    assert len(looking.deliveries(database, ANONYMOUS)) == 4

    later(services, clock, 2 * FORGETS_AFTER)

    assert looking.deliveries(database, ANONYMOUS) == []


def test_what_is_owed_yet_is_kept(
    services: Services, database: Database, clock: FixedClock, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    send(services, pair)

    later(services, clock, 2 * FORGETS_AFTER)

    assert len(looking.deliveries(database, ANONYMOUS)) == 1


def test_a_message_can_be_answered_muted_and_reported_when_that_is_forgotten(
    services: Services, database: Database, clock: FixedClock, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    send(services, pair)
    let_arrive(services)
    (row,) = looking.deliveries(database, ANONYMOUS)
    later(services, clock, 2 * FORGETS_AFTER)

    line = services.talk.answering(by(pair.recipient), row.occasion)
    send(services, pair, side=line.side, answers=line.answers)
    services.talk.report(by(pair.recipient), row.occasion)
    services.talk.mute(by(pair.recipient), row.occasion)

    assert looking.owed(database, ANONYMOUS) == [pair.giver]


def test_what_changes_while_that_is_forgotten_is_news_again(
    postgres_database: Database, vault: Vault, clock: FixedClock
) -> None:
    services = Services.build(postgres_database, vault, clock, FakeMessenger())
    exchange = wished(services, clock, ExchangeStatus.DRAWN)
    wish = (by(ANA), exchange.exchange_id, a_wish("Tea"))

    with ThreadPoolExecutor(1) as pool:
        with postgres_database.write() as session:
            deliveries.forget(session, TELLING, clock.steady() + FORGETS_AFTER)
            changed = pool.submit(services.wishlists.add_item, *wish)
            looking.wait_for_a_lock(postgres_database)
        changed.result(timeout=10)

    (row,) = looking.deliveries(postgres_database, WISHES)
    assert row.status == DeliveryStatus.PENDING
