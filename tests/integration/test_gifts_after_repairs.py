"""A draw is mended, or made again, while something has been said of gifts."""

from __future__ import annotations

import pytest

from core.db import models
from core.db.session import Database
from core.domain.errors import GiftProblem, GiftRefused
from core.domain.types import DeliveryKind, ExchangeStatus, Note, UserId
from core.services.registry import Services
from tests.builders import OLGA, an_exchange, by
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.giving import GIVEN, mark, notes_to
from tests.integration.repaired import assignments
from tests.integration.rescuing import FIVE, rescued_by_a_third
from tests.integration.talking import Pair, let_arrive


def two_of_five(services: Services) -> Pair:
    """A giver and their recipient, of whom neither is Olga, who organizes."""
    exchange = an_exchange(services, people=FIVE, status=ExchangeStatus.DRAWN)
    gives = assignments(services, exchange.exchange_id)
    giver = next(one for one in FIVE[1:] if gives[one] != OLGA)
    return Pair(exchange, giver, UserId(gives[giver]), OLGA)


def without_giver(services: Services, pair: Pair) -> Pair:
    """They have left, and somebody else gives to the same recipient."""
    services.repairs.drop_out(by(pair.giver), pair.exchange_id)
    gives = assignments(services, pair.exchange_id)
    (giver,) = (one for one in FIVE if gives.get(one) == pair.recipient)
    return Pair(pair.exchange, giver, pair.recipient, pair.third)


def test_a_gift_may_be_missing_again_after_a_repair(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = two_of_five(services)
    mark(services, pair, GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    pair = without_giver(services, pair)
    mark(services, pair, GIVEN)

    services.gifts.miss(by(pair.recipient), pair.exchange_id)

    assert looking.count(database, models.MissingGift) == 1
    assert len(notes_to(services, messenger, pair.giver, Note.NOTHING)) == 1


def test_nobody_reads_of_a_gift_of_a_giver_who_has_left(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = two_of_five(services)
    mark(services, pair, GIVEN)

    after = without_giver(services, pair)

    assert notes_to(services, messenger, pair.recipient, Note.GIVEN) == []
    assert looking.deliveries(database, DeliveryKind.ANONYMOUS) == []  # nor from the rows whose
    mark(services, after, GIVEN)
    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 1


def test_nobody_reads_of_gifts_of_an_earlier_draw(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = two_of_five(services)
    mark(services, pair, GIVEN)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)

    services.repairs.redraw(by(OLGA), pair.exchange_id)

    assert notes_to(services, messenger, pair.giver, Note.NOTHING) == []


def test_nothing_has_come_is_not_said_after_it_has(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = two_of_five(services)
    mark(services, pair, GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    services.gifts.thank(by(pair.recipient), pair.exchange_id)

    assert len(notes_to(services, messenger, pair.giver, Note.CAME)) == 1
    assert notes_to(services, messenger, pair.giver, Note.NOTHING) == []


def test_what_an_earlier_giver_has_asked_is_not_answered_to_another(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = two_of_five(services)
    mark(services, pair, GIVEN)
    (asked,) = notes_to(services, messenger, pair.recipient, Note.GIVEN)
    after = without_giver(services, pair)
    mark(services, after, GIVEN)
    (_, asked_anew) = notes_to(services, messenger, pair.recipient, Note.GIVEN)
    caller = (pair.recipient, pair.exchange_id)

    for say in (
        lambda: services.gifts.thankable(by(caller[0]), caller[1], note_id=asked.message_id),
        lambda: services.gifts.thank(by(caller[0]), caller[1], "Thanks", asked.message_id),
        lambda: services.gifts.missable(by(caller[0]), caller[1], asked.message_id),
        lambda: services.gifts.miss(by(caller[0]), caller[1], asked.message_id),
        lambda: services.gifts.thank(by(caller[0]), caller[1], note_id="of nobody"),
    ):
        with pytest.raises(GiftRefused) as refused:
            say()
        assert refused.value.problem == GiftProblem.OF_ANOTHER
    services.gifts.thank(by(pair.recipient), pair.exchange_id, "Thanks", asked_anew.message_id)

    assert len(notes_to(services, messenger, after.giver, Note.CAME)) == 1


def test_thanks_reach_a_giver_who_leaves_before_they_have_read_them(
    services: Services, messenger: FakeMessenger
) -> None:
    """They have given it, after all."""
    pair = two_of_five(services)
    let_arrive(services)
    services.gifts.thank(by(pair.recipient), pair.exchange_id, "Thank you so much")

    without_giver(services, pair)

    (thanks,) = notes_to(services, messenger, pair.giver, Note.CAME)
    assert thanks.text == "Thank you so much"


def test_a_nudge_goes_to_nobody_who_has_left(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = two_of_five(services)
    mark(services, pair, GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)

    without_giver(services, pair)

    assert notes_to(services, messenger, pair.giver, Note.NOTHING) == []
    assert looking.deliveries(database, DeliveryKind.ANONYMOUS) == []


def test_whoever_leaves_still_gives_what_they_have_stepped_in_for(
    services: Services, messenger: FakeMessenger
) -> None:
    pair, rescuer, rescue_id = rescued_by_a_third(services, messenger)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)

    services.repairs.drop_out(by(rescuer), pair.exchange_id)

    (nudge,) = notes_to(services, messenger, rescuer, Note.NOTHING)
    assert nudge.rescue_id == rescue_id
