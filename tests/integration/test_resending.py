"""A match once more, for one person who lost sight of it."""

from __future__ import annotations

import pytest

from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryStatus, ExchangeStatus
from core.ports import LostReply, Refused
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, EVERYBODY, OLGA, a_drawn_exchange, an_exchange, by
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import MATCH, deliver_until_settled, matches_of, reports_of

D = DeliveryStatus


@pytest.fixture
def delivered(services: Services, messenger: FakeMessenger) -> Exchange:
    """Everybody has their match, the organizer the report; nothing of it is remembered."""
    exchange = a_drawn_exchange(services, messenger)
    deliver_until_settled(services)
    return exchange


def test_one_person_gets_the_same_match_in_a_new_message(
    services: Services, messenger: FakeMessenger, delivered: Exchange
) -> None:
    services.deliveries.resend(by(OLGA), delivered.exchange_id, ANA)
    deliver_until_settled(services)

    first, second = [order for order in messenger.arrived if order.addressee_id == ANA]
    assert first.content == second.content
    assert first.key != second.key
    assert sorted(matches_of(messenger)) == sorted([*EVERYBODY, ANA])
    assert messenger.looked_for == []


def test_the_report_that_follows_counts_everybody_once(
    services: Services, messenger: FakeMessenger, delivered: Exchange
) -> None:
    services.deliveries.resend(by(OLGA), delivered.exchange_id, ANA)
    deliver_until_settled(services)

    counts = [(one.sent_count, one.waiting_count) for one in reports_of(messenger)]
    assert counts == [(4, 0), (4, 0)]


def test_a_message_whose_reply_is_lost_is_not_taken_for_the_first_one(
    services: Services, messenger: FakeMessenger, database: Database, delivered: Exchange
) -> None:
    services.deliveries.resend(by(OLGA), delivered.exchange_id, ANA)
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    messenger.meanwhile = lambda order: None
    mark = looking.the_delivery(database, MATCH, ANA).delivery_id
    deliver_until_settled(services)

    assert [order.key for order in messenger.looked_for] == [mark]
    assert matches_of(messenger).count(ANA) == 2


def test_whoever_could_not_be_reached_is_written_to_again(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = a_drawn_exchange(services, messenger)
    messenger.fail_sending(Refused("user_disabled"), to=BEN)
    deliver_until_settled(services)

    services.deliveries.resend(by(OLGA), exchange.exchange_id, BEN)
    deliver_until_settled(services)

    row = looking.the_delivery(database, MATCH, BEN)
    assert (row.status, row.error) == (D.SENT, None)


def test_what_is_on_its_way_is_not_sent_again(services: Services, messenger: FakeMessenger) -> None:
    exchange = a_drawn_exchange(services, messenger)

    with pytest.raises(errors.StillOnItsWay):
        services.deliveries.resend(by(OLGA), exchange.exchange_id, CLEO)


def test_somebody_else_has_no_match_to_send(services: Services, delivered: Exchange) -> None:
    with pytest.raises(errors.NoMatchFor):
        services.deliveries.resend(by(OLGA), delivered.exchange_id, DAN)


@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "stranger"])
def test_only_organizers_send_again(services: Services, delivered: Exchange, who: str) -> None:
    with pytest.raises(errors.NotOrganizer):
        services.deliveries.resend(by(who), delivered.exchange_id, ANA)


@pytest.mark.parametrize("status", [ExchangeStatus.OPEN, ExchangeStatus.CANCELLED])
def test_there_is_nothing_to_send_again(services: Services, status: ExchangeStatus) -> None:
    exchange = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus):
        services.deliveries.resend(by(OLGA), exchange.exchange_id, ANA)
