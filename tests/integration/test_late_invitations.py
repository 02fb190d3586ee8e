"""Invitations that were still waiting to be sent when joining ended."""

from __future__ import annotations

from datetime import timedelta

from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, UserId
from core.services.registry import Services
from tests.builders import ANA, DAN, OLGA, an_exchange, by, person, reach_deadline
from tests.fakes import FakeMessenger
from tests.integration.delivering import deliver_until_settled

EVE, FAY = UserId("U0EVE"), UserId("U0FAY")


def invite(services: Services, exchange: Exchange, *people: UserId) -> None:
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(one) for one in people])


def asked(messenger: FakeMessenger) -> list[str]:
    kind = DeliveryKind.INVITATION
    return [order.addressee_id for order in messenger.arrived if order.kind == kind]


def test_they_are_sent_once_the_draw_is_postponed(
    services: Services, messenger: FakeMessenger
) -> None:
    """But not to those who have answered meanwhile; and nobody is asked twice."""
    exchange = an_exchange(services, people=(OLGA, ANA))
    invite(services, exchange, FAY)
    deliver_until_settled(services)
    invite(services, exchange, DAN, EVE)
    reach_deadline(services, exchange)
    deliver_until_settled(services)
    services.invitations.decline(by(EVE), exchange.exchange_id)
    assert asked(messenger) == [FAY]

    later = exchange.draw_at + timedelta(days=7)
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, later, None)
    deliver_until_settled(services)

    assert asked(messenger) == [FAY, DAN]
