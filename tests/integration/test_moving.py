"""Another time of a draw is told to whom it concerns, as it stands when it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.editing import details_of
from core.domain.snapshots import Exchange, Invitation, Order
from core.domain.types import DeliveryKind
from core.ports import LostReply
from core.services.registry import Services
from tests.builders import ANA, BEN, CHANNEL, CLEO, DAN, OLGA, WEEK, an_exchange, by, person
from tests.clock import START
from tests.fakes import FakeMessenger
from tests.integration.delivering import deliver_until_settled, take
from tests.integration.inviting import EVE

LATER = START + 2 * WEEK


def move(services: Services, exchange: Exchange) -> None:
    before = details_of(exchange)
    given = replace(before, draw_at=LATER)
    services.editing.change(by(OLGA), exchange.exchange_id, given, before.marks())


def moved(messenger: FakeMessenger) -> dict[str, Order]:
    orders = (one for one in messenger.arrived if one.kind == DeliveryKind.MOVED)
    return {one.addressee_id: one for one in orders}


@pytest.mark.parametrize("trouble", [None, LostReply("no_reply")], ids=["arrives", "in doubt"])
def test_who_is_just_being_asked_hears_of_another_time(
    services: Services, messenger: FakeMessenger, trouble: LostReply | None
) -> None:
    exchange = an_exchange(services)
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(DAN)])
    claim = take(services, DAN, DeliveryKind.INVITATION)
    asked = []

    def meanwhile(order: Order) -> None:
        if order.kind == DeliveryKind.INVITATION:
            asked.append(order.content)
            move(services, exchange)

    messenger.meanwhile = meanwhile
    if trouble:
        messenger.fail_sending(trouble, to=DAN)
    services.outbox.attempt(claim)
    deliver_until_settled(services)

    (invitation,) = asked
    assert isinstance(invitation, Invitation)
    assert invitation.exchange.draw_at == exchange.draw_at
    news = moved(messenger)[DAN].content
    assert isinstance(news, Invitation)
    assert news.exchange.draw_at == LATER


def test_whom_it_concerns_no_more_hears_of_no_other_time(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(DAN), person(EVE)])
    deliver_until_settled(services)
    move(services, exchange)

    services.participation.leave(by(BEN), exchange.exchange_id)
    services.invitations.decline(by(EVE), exchange.exchange_id)
    deliver_until_settled(services)

    assert set(moved(messenger)) == {ANA, CLEO, DAN, CHANNEL}
