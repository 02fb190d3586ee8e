"""A gift that is missing, and whoever steps in."""

from __future__ import annotations

import itertools

from core.domain.gifts import GIVER_HAS
from core.domain.snapshots import MissingNotice
from core.domain.types import ExchangeStatus, Note, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, the_clock
from tests.fakes import FakeMessenger
from tests.integration.giving import (
    GIVEN,
    ask,
    involvement,
    let_pauses_pass,
    mark,
    notes_to,
    of_participants,
)
from tests.integration.repaired import assignments
from tests.integration.talking import Pair, a_pair, let_arrive

FIVE = (OLGA, ANA, BEN, CLEO, DAN)


def missed(services: Services, messenger: FakeMessenger, **plan: bool) -> Pair:
    """Nothing has come for the recipient; the giver has just been told. Ana organizes."""
    pair = of_participants(a_pair(services, **plan))
    mark(services, pair, GIVEN)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    let_arrive(services)
    return pair


def known(services: Services, messenger: FakeMessenger, **plan: bool) -> Pair:
    """And two days have changed nothing."""
    pair = missed(services, messenger, **plan)
    two_days_pass(services)
    return pair


def two_days_pass(services: Services) -> None:
    the_clock(services).advance(GIVER_HAS)
    let_pauses_pass(services)
    services.rescues.look_after()
    let_arrive(services)


def told(messenger: FakeMessenger) -> list[tuple[str, int]]:
    """Which organizers have heard of how many."""
    found = ((one.addressee_id, one.content) for one in messenger.arrived)
    return [(who, what.count) for who, what in found if isinstance(what, MissingNotice)]


def rescue_id_of(services: Services, pair: Pair, rescuer: UserId) -> str:
    (rescue,) = involvement(services, rescuer, pair.exchange).rescues
    return rescue.rescue_id


def involvement_is_gone(services: Services, pair: Pair, who: UserId) -> bool:
    return not any(
        one.exchange.exchange_id == pair.exchange_id for one in services.overview.status(by(who))
    )


def two_and_a_third(services: Services) -> tuple[Pair, UserId]:
    """A giver and their recipient, and somebody without whom these two would still be so; none of
    them is Olga, who organizes, and the last gives to another."""
    exchange = an_exchange(services, people=FIVE, status=ExchangeStatus.DRAWN)
    gives = assignments(services, exchange.exchange_id)
    giver, third = next(
        (one, third)
        for one, third in itertools.permutations(FIVE[1:], 2)
        if gives[one] not in (OLGA, third) and gives[gives[third]] != third
    )
    return Pair(exchange, giver, UserId(gives[giver]), OLGA), third


def rescued_by_a_third(services: Services, messenger: FakeMessenger) -> tuple[Pair, UserId, str]:
    """The last of these three has stepped in, under that id, and has given; their recipient has
    just read so."""
    pair, third = two_and_a_third(services)
    mark(services, pair, GIVEN)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    let_arrive(services)
    two_days_pass(services)
    ask(services, pair, OLGA, pair.giver, pair.recipient, third)
    let_arrive(services)
    rescue_id = rescue_id_of(services, pair, third)
    services.gifts.mark(by(third), pair.exchange_id, GIVEN, rescue_id)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    return pair, third, rescue_id
