"""Giver and recipient write to each other: who may, and how much."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors, talk
from core.domain.errors import TalkProblem
from core.domain.types import ExchangeStatus, Side
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, an_exchange, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.talking import GIVER, RECIPIENT, Pair, a_pair, messages_to, send, written

S = ExchangeStatus
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
sides = pytest.mark.parametrize("side", Side)


@sides
def test_a_message_reaches_the_other_side_and_nobody_else(
    services: Services, messenger: FakeMessenger, side: Side
) -> None:
    pair = a_pair(services)

    send(services, pair, "Tea & <coffee>?", side)

    (message,) = messages_to(services, messenger, pair.reader(side))
    assert (message.text, message.side, message.is_returned) == ("Tea & <coffee>?", side, False)
    assert message.exchange.exchange_id == pair.exchange_id
    for other in {ANA, BEN, CLEO} - {pair.reader(side)}:
        assert messages_to(services, messenger, other) == []


@sides
def test_a_reply_goes_back_to_whoever_wrote(
    services: Services, messenger: FakeMessenger, side: Side
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair, side=side)

    line = services.talk.answering(by(pair.reader(side)), message.message_id)
    send(services, pair, "Coffee!", line.side, answers=line.answers)

    assert (line.side, line.answers) == (side.other, message.message_id)
    (answer,) = messages_to(services, messenger, pair.writer(side))
    assert (answer.text, answer.side) == ("Coffee!", side.other)


def test_the_longest_text_of_any_letters_arrives_whole(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    texts = ["x" * 1000, "🎅" * 1000, "礼" * 1000, "\ud83c lone"]

    for text in texts:
        send(services, pair, text)

    found = [message.text for message in messages_to(services, messenger, pair.recipient)]
    assert sorted(found) == sorted(texts)


@sides
def test_who_takes_no_part_has_nobody_to_write_to(
    services: Services, database: Database, side: Side
) -> None:
    pair = a_pair(services)

    for attempt in (
        lambda: services.talk.line(by(DAN), pair.exchange_id, side),
        lambda: sending(services, DAN, pair.exchange_id, side),
    ):
        with pytest.raises(errors.TalkRefused) as refused:
            attempt()
        assert refused.value.problem == TalkProblem.NOBODY
    assert looking.count(database, models.AnonymousMessage) == 0


def sending(services: Services, who: str, exchange_id: str, side: Side) -> None:
    services.talk.send(by(who), exchange_id, side, "Hello", key="k")


@sides
@pytest.mark.parametrize("status", [S.OPEN, S.STALLED, S.CANCELLED])
def test_nobody_talks_without_a_draw(
    services: Services, database: Database, status: S, side: Side
) -> None:
    people = (ANA, BEN) if status == S.STALLED else (ANA, BEN, CLEO)
    exchange = an_exchange(services, status=status, people=people)

    with pytest.raises(errors.WrongStatus) as refused:
        sending(services, BEN, exchange.exchange_id, side)
    with pytest.raises(errors.WrongStatus):
        services.talk.line(by(BEN), exchange.exchange_id, side)
    with pytest.raises(errors.WrongStatus):
        services.talk.unmute(by(BEN), exchange.exchange_id, side)

    assert refused.value.status == status
    assert looking.count(database, models.AnonymousMessage) == 0


def test_after_the_end_there_is_time_for_thanks(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    pair = a_pair(services, status=S.COMPLETED)

    thanks = written(services, messenger, pair, "Thank you!", RECIPIENT)
    clock.advance(talk.OPEN_AFTERWARDS)

    assert thanks.text == "Thank you!"
    with pytest.raises(errors.WrongStatus):
        send(services, pair)
    with pytest.raises(errors.WrongStatus):
        services.talk.answering(by(pair.giver), thanks.message_id)


def test_what_a_cancelled_exchange_still_owed_is_withdrawn(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    send(services, pair)
    services.exchanges.cancel(by(ANA), pair.exchange_id)

    assert messages_to(services, messenger, pair.recipient) == []


def test_one_form_makes_one_message_however_often_it_is_sent(
    services: Services, database: Database, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    send(services, pair, "First", key="form")

    with pytest.raises(errors.AlreadyHandled):
        send(services, pair, "First", key="form")
    caller = by(pair.giver, request_id="same")
    services.talk.send(caller, pair.exchange_id, GIVER, "Second", key="another")
    with pytest.raises(errors.AlreadyHandled):
        services.talk.send(caller, pair.exchange_id, GIVER, "Second", key="a third")

    found = {message.text for message in messages_to(services, messenger, pair.recipient)}
    assert found == {"First", "Second"}
    assert looking.count(database, models.AnonymousMessage) == 2


def test_the_last_one_of_an_hour_sent_again_is_no_eleventh(services: Services) -> None:
    pair = a_pair(services)
    for number in range(10):
        send(services, pair, key=str(number))

    with pytest.raises(errors.AlreadyHandled):
        send(services, pair, key="9")


def test_the_key_of_a_form_is_nobody_elses(services: Services, messenger: FakeMessenger) -> None:
    pair = a_pair(services)

    send(services, pair, "From the giver", key="form")
    send(services, pair, "From the recipient", RECIPIENT, key="form")

    assert len(messages_to(services, messenger, pair.recipient)) == 1
    assert len(messages_to(services, messenger, pair.giver)) == 1


@pytest.mark.parametrize(
    ("text", "problem"), [(" ", TalkProblem.EMPTY), ("x" * 1001, TalkProblem.TOO_LONG)]
)
def test_a_text_that_cannot_be_sent_is_refused_before_and_after_the_preview(
    services: Services, database: Database, text: str, problem: TalkProblem
) -> None:
    pair = a_pair(services)

    with pytest.raises(errors.TalkRefused) as previewed:
        services.talk.line(by(pair.giver), pair.exchange_id, GIVER, text=text)
    with pytest.raises(errors.TalkRefused) as sent:
        send(services, pair, text)

    assert previewed.value.problem == sent.value.problem == problem
    assert looking.count(database, models.AnonymousMessage) == 0


@sides
def test_ten_an_hour_is_the_most_of_each_side(
    services: Services, messenger: FakeMessenger, clock: FixedClock, side: Side
) -> None:
    pair = a_pair(services)
    for _ in range(10):
        send(services, pair, side=side)

    clock.advance(HOUR - SECOND)
    for attempt in (lambda: send(services, pair, side=side), lambda: line(services, pair, side)):
        with pytest.raises(errors.TooManyMessages) as refused:
            attempt()
        assert refused.value.wait == SECOND
    send(services, pair, "The other side has a count of its own", side.other)
    clock.advance(SECOND)
    send(services, pair, "And on", side=side)

    assert len(messages_to(services, messenger, pair.reader(side))) == 11


def line(services: Services, pair: Pair, side: Side) -> None:
    services.talk.line(by(pair.writer(side)), pair.exchange_id, side)


def test_fifty_are_the_most_in_an_exchange(services: Services, clock: FixedClock) -> None:
    pair = a_pair(services)
    for number in range(50):
        clock.advance(HOUR if number % 10 == 0 else SECOND)
        send(services, pair)
    clock.advance(HOUR)

    with pytest.raises(errors.TooManyMessages) as refused:
        send(services, pair)

    assert refused.value.wait is None
    send(services, pair, side=RECIPIENT)
    send(services, a_pair(services))
