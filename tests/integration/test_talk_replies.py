"""Who a message of a talk is of use to, whom a reply reaches, and whom it cannot reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.errors import TalkProblem
from core.domain.types import DeliveryKind, ExchangeStatus, Side
from core.ports import Refused
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OTHER_TEAM, an_exchange, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import MINUTE
from tests.integration.talking import (
    GIVER,
    RECIPIENT,
    a_pair,
    let_arrive,
    messages_to,
    send,
    written,
)

S = ExchangeStatus
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
sides = pytest.mark.parametrize("side", Side)


MESSAGE_USES: dict[str, Callable[[Services, str, str], object]] = {
    "answering": lambda s, who, m: s.talk.answering(by(who), m),
    "mute": lambda s, who, m: s.talk.mute(by(who), m),
    "report": lambda s, who, m: s.talk.report(by(who), m),
}


@pytest.mark.parametrize("use", MESSAGE_USES.values(), ids=MESSAGE_USES.keys())
@sides
def test_a_message_is_of_use_to_its_reader_alone(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    use: Callable[[Services, str, str], object],
    side: Side,
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair, side=side)

    for who in (pair.writer(side), pair.third, DAN):
        with pytest.raises(errors.MessageNotFound):
            use(services, who, message.message_id)
    with pytest.raises(errors.MessageNotFound):
        use(services, pair.reader(side), "0" * 32)

    assert looking.count(database, models.ClosedTalk) == 0
    assert looking.deliveries(database, DeliveryKind.TALK_REPORT) == []


@pytest.mark.parametrize("what", ["answering", "mute", "report", "stop"])
def test_a_message_is_unknown_in_another_workspace(
    services: Services, messenger: FakeMessenger, database: Database, what: str
) -> None:
    pair = a_pair(services)
    an_exchange(services, team_id=OTHER_TEAM)
    message = written(services, messenger, pair)
    services.talk.report(by(pair.recipient), message.message_id)

    for who in (pair.recipient, ANA):
        with pytest.raises(errors.MessageNotFound):
            getattr(services.talk, what)(by(who, OTHER_TEAM), message.message_id)

    assert looking.count(database, models.ClosedTalk) == 0


def test_nobody_replies_to_a_message_that_was_not_theirs(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair)

    with pytest.raises(errors.MessageNotFound):
        services.talk.send(
            by(pair.third), pair.exchange_id, GIVER, "Hi", key="k", answers=message.message_id
        )


def test_a_reply_in_another_exchange_reaches_nobody(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair)
    other = an_exchange(services, people=(ANA, BEN, CLEO), status=S.DRAWN)

    with pytest.raises(errors.TalkRefused) as refused:
        services.talk.send(
            by(pair.recipient),
            other.exchange_id,
            RECIPIENT,
            "Hi",
            key="k",
            answers=message.message_id,
        )

    assert refused.value.problem == TalkProblem.ENDED


def test_a_reply_never_reaches_another_giver_than_the_one_who_wrote(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair)
    with database.write() as session:  # as a repair after the draw might
        session.execute(delete(models.Assignment).where(models.Assignment.giver_id == pair.giver))

    for reply in (
        lambda: services.talk.answering(by(pair.recipient), message.message_id),
        lambda: send(services, pair, side=RECIPIENT, answers=message.message_id),
    ):
        with pytest.raises(errors.TalkRefused) as refused:
            reply()
        assert refused.value.problem == TalkProblem.ENDED
    for side in Side:
        with pytest.raises(errors.TalkRefused) as nobody:
            send(services, pair, side=side)
        assert nobody.value.problem == TalkProblem.NOBODY


@sides
def test_who_cannot_be_reached_is_told_of_without_a_name(
    services: Services, messenger: FakeMessenger, clock: FixedClock, side: Side
) -> None:
    pair = a_pair(services)
    let_arrive(services)
    reader, writer = pair.reader(side), pair.writer(side)
    messenger.fail_sending(Refused("user_disabled"), to=reader)
    send(services, pair, "Tea?", side)

    assert messages_to(services, messenger, reader) == []
    clock.advance(5 * MINUTE)

    (back,) = messages_to(services, messenger, writer)
    assert (back.text, back.side, back.is_returned) == ("Tea?", side, True)
    for use in MESSAGE_USES.values():
        with pytest.raises(errors.MessageNotFound):
            use(services, writer, back.message_id)


def test_news_that_cannot_be_delivered_either_go_no_further(
    services: Services, messenger: FakeMessenger, clock: FixedClock, database: Database
) -> None:
    pair = a_pair(services)
    let_arrive(services)
    for who in (pair.recipient, pair.giver):
        messenger.fail_sending(Refused("user_disabled"), to=who)
    send(services, pair)
    let_arrive(services)
    clock.advance(5 * MINUTE)
    let_arrive(services)
    clock.advance(5 * MINUTE)

    assert messages_to(services, messenger, pair.giver) == []
    assert len(looking.deliveries(database, DeliveryKind.ANONYMOUS)) == 2


def test_a_returned_message_counts_for_nobody(
    services: Services, messenger: FakeMessenger, clock: FixedClock, database: Database
) -> None:
    pair = a_pair(services)
    let_arrive(services)
    messenger.fail_sending(Refused("user_disabled"), to=pair.recipient)
    for _ in range(9):
        send(services, pair)
    let_arrive(services)
    clock.advance(5 * MINUTE)

    send(services, pair)

    with database.read() as session:
        marks = session.scalars(select(models.AnonymousMessage.writer_key)).all()
    assert len(set(marks)) == 2


def test_a_message_that_is_missing_fails_alone(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services)
    send(services, pair)
    send(services, pair, side=RECIPIENT)
    lost = looking.deliveries(database, DeliveryKind.ANONYMOUS, pair.recipient)[0].occasion
    with database.write() as session:
        session.execute(
            delete(models.AnonymousMessage).where(models.AnonymousMessage.message_id == lost)
        )

    assert messages_to(services, messenger, pair.recipient) == []
    assert len(messages_to(services, messenger, pair.giver)) == 1
    assert looking.deliveries(database, DeliveryKind.ANONYMOUS, pair.recipient) == []
