"""A wishlist that changes after the draw: whoever gives to its owner hears of it, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from core.db.session import Database
from core.domain.snapshots import Exchange, Match
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.ports import Refused
from core.services.pausing import PAUSE
from core.services.registry import Services
from core.services.wishlists import BETWEEN_NEWS, Move
from tests.builders import ANA, a_wish, an_exchange, by, deliver
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled
from tests.integration.drawn import matches

WISHES = DeliveryKind.WISHES


@pytest.fixture
def drawn(services: Services, messenger: FakeMessenger) -> Exchange:
    """Every match has arrived."""
    exchange = an_exchange(services, status=ExchangeStatus.DRAWN)
    deliver_until_settled(services)
    messenger.arrived.clear()
    return exchange


def wish(services: Services, exchange: Exchange, title: str = "A book") -> None:
    services.wishlists.add_item(by(ANA), exchange.exchange_id, a_wish(title))


def giver_to(services: Services, exchange: Exchange, recipient: UserId) -> str:
    found = matches(services, exchange.exchange_id)
    (giver,) = [one for one, drawn in found.items() if drawn == recipient]
    return giver


def heard(services: Services, clock: FixedClock, messenger: FakeMessenger) -> Sequence[str]:
    """Who has had news, once every pause is over."""
    clock.advance(2 * PAUSE)
    deliver(services)
    return [order.addressee_id for order in messenger.arrived if order.kind == WISHES]


def test_the_giver_alone_hears_of_a_change(
    services: Services, drawn: Exchange, clock: FixedClock, messenger: FakeMessenger
) -> None:
    wish(services, drawn)

    assert heard(services, clock, messenger) == [giver_to(services, drawn, ANA)]


def test_who_has_not_got_their_match_yet_gets_no_news_with_it(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    """It says what is wished for when it is sent, which may be hours later."""
    exchange = an_exchange(services, status=ExchangeStatus.DRAWN)
    wish(services, exchange, "A book")
    deliver_until_settled(services)

    matches_told = [one.content for one in messenger.arrived if isinstance(one.content, Match)]
    (told,) = (match for match in matches_told if match.recipient_id == ANA)
    assert [item.title for item in told.wishlist.items] == ["A book"]
    assert heard(services, clock, messenger) == []


def test_many_changes_make_one_message(
    services: Services, drawn: Exchange, clock: FixedClock, messenger: FakeMessenger
) -> None:
    for title in ("A book", "Tea", "Socks"):
        wish(services, drawn, title)
        clock.advance(timedelta(minutes=1))
    services.wishlists.write_notes(by(ANA), drawn.exchange_id, dislikes="", delivery_notes="Desk 4")

    assert len(heard(services, clock, messenger)) == 1


def test_it_waits_for_what_else_may_come(
    services: Services, drawn: Exchange, clock: FixedClock, messenger: FakeMessenger
) -> None:
    wish(services, drawn)

    clock.advance(PAUSE - timedelta(seconds=5))
    deliver(services)

    assert [order.kind for order in messenger.arrived] == []


def test_what_changes_later_is_news_again_after_a_while(
    services: Services, drawn: Exchange, clock: FixedClock, messenger: FakeMessenger
) -> None:
    wish(services, drawn)
    heard(services, clock, messenger)

    wish(services, drawn, "Tea")

    assert len(heard(services, clock, messenger)) == 1
    clock.advance(BETWEEN_NEWS)
    assert len(heard(services, clock, messenger)) == 2
    first, second = (order for order in messenger.arrived if order.kind == WISHES)
    assert first.addressee_id == second.addressee_id
    assert first.key != second.key


def test_news_that_could_not_be_sent_are_owed_again_with_the_next_change(
    services: Services, drawn: Exchange, clock: FixedClock, messenger: FakeMessenger
) -> None:
    giver = giver_to(services, drawn, ANA)
    messenger.fail_sending(Refused("user_disabled"), to=giver)
    wish(services, drawn)
    assert heard(services, clock, messenger) == []

    wish(services, drawn, "Tea")
    clock.advance(BETWEEN_NEWS)

    assert heard(services, clock, messenger) == [giver]


def test_what_changes_nothing_is_no_news(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    wish(services, exchange)
    services.drawing.draw_now(by(exchange.organizer_ids[0]), exchange.exchange_id)
    deliver_until_settled(services)
    (only,) = services.wishlists.show(by(ANA), exchange.exchange_id).items

    services.wishlists.move_item(by(ANA), exchange.exchange_id, only.wish_id, Move.UP)
    services.wishlists.edit_item(by(ANA), exchange.exchange_id, only)
    services.wishlists.write_notes(by(ANA), exchange.exchange_id, dislikes="", delivery_notes="")

    assert heard(services, clock, messenger) == []


def test_before_the_draw_nobody_hears(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    wish(services, an_exchange(services))

    assert heard(services, clock, messenger) == []


def test_a_cancelled_exchange_has_no_news(
    services: Services, drawn: Exchange, clock: FixedClock, messenger: FakeMessenger
) -> None:
    wish(services, drawn)
    services.exchanges.cancel(by(drawn.organizer_ids[0]), drawn.exchange_id)

    assert heard(services, clock, messenger) == []


def test_no_row_tells_when_somebody_wished(
    services: Services, database: Database, drawn: Exchange, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=2, hours=3))
    at = clock.now()
    wish(services, drawn)

    (row,) = looking.deliveries(database, WISHES)

    assert row.owed_at == looking.the_exchange(database, drawn.exchange_id).drawn_at
    assert row.not_before is not None
    assert at + PAUSE <= row.not_before < at + 2 * PAUSE
    assert {at} & set(looking.columns(row).values()) == set()


def test_looking_for_wrong_clocks_ends_no_pause(
    services: Services, drawn: Exchange, clock: FixedClock, messenger: FakeMessenger
) -> None:
    """Neither the one after a change, nor the longer one after news."""
    wish(services, drawn)
    services.timekeeping.mend_waits()
    deliver(services)
    assert messenger.arrived == []
    assert len(heard(services, clock, messenger)) == 1

    wish(services, drawn, "Tea")
    services.timekeeping.mend_waits()

    assert len(heard(services, clock, messenger)) == 1
