"""Two who write to each other, and what has come of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from core.domain.snapshots import AnonymousMessage, Exchange, ReportedMessage
from core.domain.types import ExchangeStatus, Side, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, an_exchange, by, deliver
from tests.fakes import FakeMessenger

GIVER, RECIPIENT = Side.GIVER, Side.RECIPIENT
THREE = (ANA, BEN, CLEO)

_keys = itertools.count(1)


@dataclass(frozen=True)
class Pair:
    """`giver` gives to `recipient`, in an exchange of three: nobody gives to their own giver. The
    third, who is neither, gives to the giver. Ana organizes."""

    exchange: Exchange
    giver: UserId
    recipient: UserId
    third: UserId

    @property
    def exchange_id(self) -> str:
        return self.exchange.exchange_id

    def writer(self, side: Side) -> UserId:
        return self.giver if side == GIVER else self.recipient

    def reader(self, side: Side) -> UserId:
        return self.writer(side.other)


def a_pair(
    services: Services,
    giver: UserId = BEN,
    status: ExchangeStatus = ExchangeStatus.DRAWN,
    *,
    has_envelopes: bool = False,
) -> Pair:
    exchange = an_exchange(services, people=THREE, status=status, has_envelopes=has_envelopes)
    recipient = services.matches.show(by(giver), exchange.exchange_id).recipient_id
    (third,) = {*THREE} - {giver, recipient}
    return Pair(exchange, giver, recipient, third)


def send(
    services: Services,
    pair: Pair,
    text: str = "Tea or coffee?",
    side: Side = GIVER,
    *,
    key: str = "",
    answers: str = "",
) -> None:
    key = key or f"key {next(_keys)}"
    caller = by(pair.writer(side))
    services.talk.send(caller, pair.exchange_id, side, text, key=key, answers=answers)


def let_arrive(services: Services) -> None:
    """Everything that is due: one message a second goes to each person."""
    in_vain = 0
    while in_vain < 2:
        in_vain = 0 if deliver(services) else in_vain + 1


def messages_to(
    services: Services, messenger: FakeMessenger, user_id: str
) -> list[AnonymousMessage]:
    """Everything of the kind that has reached this person."""
    let_arrive(services)
    orders = (order for order in messenger.arrived if order.addressee_id == user_id)
    return [one.content for one in orders if isinstance(one.content, AnonymousMessage)]


def reports_to(services: Services, messenger: FakeMessenger, user_id: str) -> list[ReportedMessage]:
    let_arrive(services)
    orders = (order for order in messenger.arrived if order.addressee_id == user_id)
    return [one.content for one in orders if isinstance(one.content, ReportedMessage)]


def written(
    services: Services,
    messenger: FakeMessenger,
    pair: Pair,
    text: str = "Tea or coffee?",
    side: Side = GIVER,
) -> AnonymousMessage:
    """A message that has arrived."""
    send(services, pair, text, side)
    return messages_to(services, messenger, pair.reader(side))[-1]
