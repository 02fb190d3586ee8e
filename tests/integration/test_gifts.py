"""What giver and recipient let each other know of a gift."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain.errors import (
    AlreadyHandled,
    GiftProblem,
    GiftRefused,
    NotParticipant,
    TalkProblem,
    TalkRefused,
    WrongStatus,
)
from core.domain.types import DeliveryKind, ExchangeStatus, GiftAnswer, Note
from core.services.registry import Services
from tests.builders import BEN, DAN, OLGA, an_exchange, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.giving import (
    GIVEN,
    READY,
    awaited_by,
    given_by,
    let_pauses_pass,
    mark,
    notes_to,
)
from tests.integration.talking import RECIPIENT, THREE, Pair, a_pair, messages_to, written

S = ExchangeStatus
DAY = timedelta(days=1)


@contextmanager
def refusal(problem: GiftProblem) -> Iterator[None]:
    with pytest.raises(GiftRefused) as refused:
        yield
    assert refused.value.problem == problem


def test_a_gift_is_ready_then_given_then_there(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    assert given_by(services, pair).mark is None

    mark(services, pair, READY)
    assert given_by(services, pair).mark == awaited_by(services, pair).mark == READY
    assert notes_to(services, messenger, pair.recipient, Note.GIVEN) == []

    mark(services, pair, GIVEN)
    (told,) = notes_to(services, messenger, pair.recipient, Note.GIVEN)
    assert (told.text, told.is_returned) == ("", False)

    services.gifts.thank(by(pair.recipient), pair.exchange_id, "Just what I wanted")
    (thanks,) = notes_to(services, messenger, pair.giver, Note.CAME)
    assert thanks.text == "Just what I wanted"
    assert given_by(services, pair).answer == GiftAnswer.CAME
    assert awaited_by(services, pair).answer == GiftAnswer.CAME


def test_thanks_are_not_needed(services: Services, messenger: FakeMessenger) -> None:
    """Nor is it that the giver has said anything: some gifts lie on a desk one morning."""
    pair = a_pair(services)

    services.gifts.thank(by(pair.recipient), pair.exchange_id)

    (told,) = notes_to(services, messenger, pair.giver, Note.CAME)
    assert told.text == ""
    assert messages_to(services, messenger, pair.third) == []


def test_a_recipient_is_told_once(services: Services, messenger: FakeMessenger) -> None:
    pair = a_pair(services)

    for how in (READY, GIVEN, GIVEN, READY):
        mark(services, pair, how)

    assert given_by(services, pair).mark == GIVEN  # an old button takes nothing back
    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 1
    services.gifts.take_back(by(pair.giver), pair.exchange_id)
    mark(services, pair, GIVEN)
    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 1


def test_what_is_taken_back_in_time_is_never_read(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services)
    mark(services, pair, GIVEN)

    services.gifts.take_back(by(pair.giver), pair.exchange_id)

    assert given_by(services, pair).mark == READY
    assert notes_to(services, messenger, pair.recipient, Note.GIVEN) == []
    assert looking.count(database, models.AnonymousMessage) == 0
    services.gifts.take_back(by(pair.giver), pair.exchange_id)
    assert given_by(services, pair).mark is None
    with refusal(GiftProblem.NOT_MARKED):
        services.gifts.take_back(by(pair.giver), pair.exchange_id)
    mark(services, pair, GIVEN)
    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 1


def test_nothing_is_taken_back_once_the_recipient_has_answered(services: Services) -> None:
    pair = a_pair(services)
    mark(services, pair, GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    with refusal(GiftProblem.ANSWERED):
        services.gifts.take_back(by(pair.giver), pair.exchange_id)
    services.gifts.thank(by(pair.recipient), pair.exchange_id)

    with refusal(GiftProblem.HAS_COME):
        services.gifts.take_back(by(pair.giver), pair.exchange_id)
    with refusal(GiftProblem.HAS_COME):
        mark(services, pair, READY)
    with refusal(GiftProblem.SAID_ALREADY):
        services.gifts.thank(by(pair.recipient), pair.exchange_id)
    with refusal(GiftProblem.SAID_ALREADY):
        services.gifts.miss(by(pair.recipient), pair.exchange_id)


def test_a_gift_is_missed_from_the_exchange_day_on(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services, people=THREE, status=S.DRAWN, exchange_on=date(2026, 12, 24))
    caller = by(BEN)
    clock.advance(timedelta(days=22, hours=13))  # 22:00 UTC on the 23rd, 23:00 in Berlin
    with refusal(GiftProblem.TOO_EARLY):
        services.gifts.missable(caller, exchange.exchange_id)
    clock.advance(timedelta(hours=1))

    services.gifts.miss(caller, exchange.exchange_id)

    with refusal(GiftProblem.MISSED_ALREADY):
        services.gifts.miss(by(BEN), exchange.exchange_id)


def test_without_a_day_it_is_missed_once_the_giver_says_it_was_given(services: Services) -> None:
    pair = a_pair(services)
    mark(services, pair, READY)
    assert not awaited_by(services, pair).may_miss
    with refusal(GiftProblem.TOO_EARLY):
        services.gifts.miss(by(pair.recipient), pair.exchange_id)
    mark(services, pair, GIVEN)

    assert awaited_by(services, pair).may_miss
    services.gifts.miss(by(pair.recipient), pair.exchange_id)


def test_the_giver_is_nudged_once_and_may_give_after_all(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    mark(services, pair, GIVEN)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    assert len(notes_to(services, messenger, pair.giver, Note.NOTHING)) == 1
    assert given_by(services, pair).answer == GiftAnswer.MISSING

    mark(services, pair, GIVEN)

    assert given_by(services, pair).answer is None
    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 2
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    assert len(notes_to(services, messenger, pair.giver, Note.NOTHING)) == 1


@pytest.mark.parametrize("status", [S.OPEN, S.CANCELLED])
def test_where_nothing_is_drawn_there_is_no_gift(services: Services, status: S) -> None:
    exchange_id = an_exchange(services, people=THREE, status=status).exchange_id

    for say in (
        lambda: services.gifts.mark(by(BEN), exchange_id, READY),
        lambda: services.gifts.take_back(by(BEN), exchange_id),
        lambda: services.gifts.thank(by(BEN), exchange_id),
        lambda: services.gifts.miss(by(BEN), exchange_id),
    ):
        with pytest.raises(WrongStatus):
            say()


def test_who_takes_no_part_has_no_gift(services: Services) -> None:
    pair = a_pair(services)

    with pytest.raises(NotParticipant):
        services.gifts.mark(by(DAN), pair.exchange_id, READY)
    with refusal(GiftProblem.NOBODY):
        services.gifts.thank(by(OLGA), pair.exchange_id)


def test_it_is_over_two_weeks_after_the_end(services: Services, clock: FixedClock) -> None:
    pair = a_pair(services, status=S.COMPLETED)
    mark(services, pair, GIVEN)
    clock.advance(14 * DAY)

    with pytest.raises(WrongStatus):
        services.gifts.thank(by(pair.recipient), pair.exchange_id)
    with pytest.raises(WrongStatus):
        mark(services, pair, READY)
    assert services.matches.show(by(pair.giver), pair.exchange_id).gift is None


def test_thanks_obey_the_rules_of_anonymous_messages(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    hello = written(services, messenger, pair, "Hello", RECIPIENT)
    services.talk.mute(by(pair.giver), hello.message_id)

    with pytest.raises(TalkRefused) as refused:
        services.gifts.thank(by(pair.recipient), pair.exchange_id, "Thanks")
    assert refused.value.problem == TalkProblem.MUTED
    with pytest.raises(TalkRefused):
        services.gifts.thankable(by(pair.recipient), pair.exchange_id, "x" * 1001)
    services.gifts.thank(by(pair.recipient), pair.exchange_id)  # a button is no message of theirs
    assert len(notes_to(services, messenger, pair.giver, Note.CAME)) == 1


def test_thanks_can_be_answered_and_reported(services: Services, messenger: FakeMessenger) -> None:
    pair = a_pair(services)
    services.gifts.thank(by(pair.recipient), pair.exchange_id, "Thanks")
    (thanks,) = notes_to(services, messenger, pair.giver, Note.CAME)

    assert services.talk.answering(by(pair.giver), thanks.message_id).answers == thanks.message_id
    services.talk.report(by(pair.giver), thanks.message_id)


def test_a_request_that_comes_again_changes_nothing(services: Services) -> None:
    pair = a_pair(services)
    once = by(pair.giver, request_id="once")
    services.gifts.mark(once, pair.exchange_id, READY)
    services.gifts.take_back(by(pair.giver), pair.exchange_id)

    with pytest.raises(AlreadyHandled):
        services.gifts.mark(once, pair.exchange_id, READY)
    assert given_by(services, pair).mark is None


def test_the_pause_before_a_note_survives_the_mending_of_clocks(
    services: Services, database: Database
) -> None:
    pair = a_pair(services)
    mark(services, pair, GIVEN)
    (before,) = looking.deliveries(database, DeliveryKind.ANONYMOUS)

    services.timekeeping.mend_waits()

    (row,) = looking.deliveries(database, DeliveryKind.ANONYMOUS)
    assert row.not_before == before.not_before is not None
    let_pauses_pass(services)


def test_everybodys_gift_is_their_own(services: Services) -> None:
    pair = a_pair(services)
    mark(services, pair, GIVEN)
    services.gifts.thank(by(pair.third), pair.exchange_id)  # whom the recipient gives to

    assert given_by(services, pair).mark == GIVEN
    assert given_by(services, pair).answer is None
    other = Pair(pair.exchange, pair.recipient, pair.third, pair.giver)
    assert given_by(services, other).answer == GiftAnswer.CAME
    assert given_by(services, other).mark is None
    last = Pair(pair.exchange, pair.third, pair.giver, pair.recipient)
    assert given_by(services, last).mark is None
