"""Muting, reporting and stopping anonymous messages."""

from __future__ import annotations

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.errors import TalkProblem
from core.domain.types import DeliveryKind, ExchangeStatus, Side
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, by
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.forgotten import end
from tests.integration.talking import (
    GIVER,
    Pair,
    a_pair,
    messages_to,
    reports_to,
    send,
    written,
)

sides = pytest.mark.parametrize("side", Side)


def problem(services: Services, pair: Pair, side: Side) -> TalkProblem | None:
    """What keeps this side from writing now; then nothing is stored or owed."""
    database = services.talk.database
    before = looking.count(database, models.AnonymousMessage)
    owed = len(looking.deliveries(database))
    try:
        services.talk.line(by(pair.writer(side)), pair.exchange_id, side)
        send(services, pair, side=side)
    except errors.TalkRefused as refused:
        assert looking.count(database, models.AnonymousMessage) == before
        assert len(looking.deliveries(database)) == owed
        return refused.problem
    return None


def muted(services: Services, pair: Pair, who: str) -> frozenset[Side]:
    (involvement,) = services.overview.status(by(who))
    return involvement.muted


@sides
def test_a_reader_mutes_the_other_side_until_they_unmute_it(
    services: Services, messenger: FakeMessenger, side: Side
) -> None:
    pair = a_pair(services)
    reader = pair.reader(side)
    message = written(services, messenger, pair, side=side)
    assert muted(services, pair, reader) == frozenset()

    line = services.talk.mute(by(reader), message.message_id)

    assert line.side == side.other
    assert problem(services, pair, side) == TalkProblem.MUTED
    assert problem(services, pair, side.other) is None
    assert muted(services, pair, reader) == {side}
    services.talk.unmute(by(reader), pair.exchange_id, side)
    assert problem(services, pair, side) is None
    assert muted(services, pair, reader) == frozenset()


def test_muting_one_side_leaves_the_other_and_other_people_alone(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair)

    services.talk.mute(by(pair.recipient), message.message_id)

    for who in (pair.giver, pair.third):
        assert muted(services, pair, who) == frozenset()
    for giver, recipient in ((pair.recipient, pair.third), (pair.third, pair.giver)):
        other = Pair(pair.exchange, giver, recipient, pair.third)
        for side in Side:
            assert problem(services, other, side) is None


def test_muting_twice_and_unmuting_what_was_not_muted_changes_nothing(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair)

    services.talk.unmute(by(pair.recipient), pair.exchange_id, GIVER)
    for _ in range(2):
        services.talk.mute(by(pair.recipient), message.message_id)

    assert looking.count(database, models.ClosedTalk) == 1


def test_nobody_unmutes_for_somebody_else(services: Services, messenger: FakeMessenger) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair)
    services.talk.mute(by(pair.recipient), message.message_id)

    for who in (pair.giver, pair.third):
        for side in Side:
            services.talk.unmute(by(who), pair.exchange_id, side)

    assert problem(services, pair, GIVER) == TalkProblem.MUTED


@sides
def test_who_takes_no_part_has_nobody_to_unmute(
    services: Services, messenger: FakeMessenger, side: Side
) -> None:
    pair = a_pair(services)
    organizes(services, pair, "U0EVE")

    for who in ("U0DAN", "U0EVE"):
        with pytest.raises(errors.TalkRefused) as refused:
            services.talk.unmute(by(who), pair.exchange_id, side)
        assert refused.value.problem == TalkProblem.NOBODY


def test_a_reported_text_reaches_the_organizers_and_says_no_more(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services, giver=BEN)
    if pair.recipient == ANA:  # she organizes: let it be somebody else's talk
        pair = Pair(pair.exchange, CLEO, BEN, ANA)
    message = written(services, messenger, pair, "Rude words")

    for _ in range(2):
        services.talk.report(by(pair.recipient), message.message_id)

    (told,) = reports_to(services, messenger, ANA)
    assert told.text == "Rude words"
    assert told.report_id != message.message_id
    assert told.exchange.exchange_id == pair.exchange_id
    assert looking.owed(database, DeliveryKind.TALK_REPORT) == [ANA]


def test_where_an_organizer_was_forgotten_another_gets_the_report(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    """Eve took no part, so it would have gone to her."""
    pair = a_pair(services, giver=BEN)
    organizes(services, pair, "U0EVE")
    message = written(services, messenger, pair, "Rude words")
    end(services)
    services.forgetting.forget(by("U0EVE"))
    assert services.forgetting.forget_due() == 1

    services.talk.report(by(pair.recipient), message.message_id)

    assert looking.owed(database, DeliveryKind.TALK_REPORT) == [ANA]


@sides
def test_an_organizer_is_not_told_of_what_they_wrote_themselves(
    services: Services, messenger: FakeMessenger, database: Database, side: Side
) -> None:
    pair = organizers_own(services, side)
    message = written(services, messenger, pair, side=side)

    services.talk.report(by(pair.reader(side)), message.message_id)

    assert looking.owed(database, DeliveryKind.TALK_REPORT) == []
    with pytest.raises(errors.MessageNotFound):
        services.talk.stop(by(ANA), message.message_id)


def organizers_own(services: Services, side: Side) -> Pair:
    """A talk in which Ana, who organizes, writes as this side."""
    pair = a_pair(services, giver=ANA)
    if side == GIVER:
        return pair
    return Pair(pair.exchange, pair.third, ANA, pair.recipient)


def report(services: Services, messenger: FakeMessenger, pair: Pair, side: Side, to: str) -> str:
    """The id of a report that has reached this organizer, of what this side wrote."""
    message = written(services, messenger, pair, side=side)
    services.talk.report(by(pair.reader(side)), message.message_id)
    return reports_to(services, messenger, to)[-1].report_id


def organizes(services: Services, pair: Pair, *people: str) -> None:
    """They, too."""
    now, team_id = services.talk.clock.now(), pair.exchange.team_id
    with services.talk.database.write() as session:
        session.add_all(
            models.Organizer(
                exchange_id=pair.exchange_id, user_id=one, team_id=team_id, since_at=now
            )
            for one in people
        )


@sides
def test_an_organizer_stops_a_writer_without_learning_who_it_is(
    services: Services, messenger: FakeMessenger, side: Side
) -> None:
    pair = organizers_own(services, side.other)  # she is the one who reads
    reported = report(services, messenger, pair, side, to=ANA)

    stopped = services.talk.stop(by(ANA), reported)

    assert stopped == services.exchanges.get(by(ANA), pair.exchange_id)
    assert problem(services, pair, side) == TalkProblem.STOPPED
    assert problem(services, pair, side.other) is None


@sides
def test_a_stop_does_not_reach_the_writers_other_talk(
    services: Services, messenger: FakeMessenger, side: Side
) -> None:
    """Else an organizer in that one would learn by its silence whose words they have read."""
    pair = a_pair(services, giver=BEN)
    organizes(services, pair, "U0EVE")
    reported = report(services, messenger, pair, side, to="U0EVE")
    for _ in range(2):
        services.talk.stop(by("U0EVE"), reported)

    assert problem(services, pair, side) == TalkProblem.STOPPED
    if side == GIVER:
        other = Pair(pair.exchange, pair.third, pair.giver, pair.recipient)
    else:
        other = Pair(pair.exchange, pair.recipient, pair.third, pair.giver)
    for each in Side:
        assert problem(services, other, each) is None


def test_organizers_who_take_no_part_are_told_and_no_others(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    """So that it tells nothing about Ana that she was not told."""
    pair = a_pair(services, giver=BEN)
    organizes(services, pair, "U0EVE", "U0FAY", CLEO)

    message = written(services, messenger, pair)
    services.talk.report(by(pair.recipient), message.message_id)

    assert sorted(looking.owed(database, DeliveryKind.TALK_REPORT)) == ["U0EVE", "U0FAY"]


def test_where_all_organizers_take_part_one_is_told_and_never_the_writer(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services, giver=ANA)
    organizes(services, pair, BEN, CLEO)
    for _ in range(8):
        message = written(services, messenger, pair)
        for _twice in range(2):
            services.talk.report(by(pair.recipient), message.message_id)

    told = looking.owed(database, DeliveryKind.TALK_REPORT)

    assert len(told) == 8
    assert ANA not in told


@sides
@pytest.mark.parametrize("writes", ["organizer", "somebody else"])
def test_an_organizer_who_reports_gets_no_report_of_it_while_there_are_others(
    services: Services, messenger: FakeMessenger, database: Database, side: Side, writes: str
) -> None:
    """Were reports of the other organizer's words always theirs, and of anybody else's only now and
    then, they would soon know who writes to them."""
    pair = organizers_own(services, side if writes == "organizer" else side.other)
    organizes(services, pair, *({pair.writer(side), pair.reader(side), pair.third} - {ANA}))
    reader = pair.reader(side)
    for _ in range(6):
        message = written(services, messenger, pair, side=side)
        services.talk.report(by(reader), message.message_id)

    assert reader not in looking.owed(database, DeliveryKind.TALK_REPORT)


def test_all_that_one_writes_is_reported_to_the_same_organizer(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    """Who gets one report gets all, whoever writes: else those would stand out whose words always
    go to others."""
    pair = a_pair(services, giver=BEN)
    organizes(services, pair, BEN, CLEO)
    for _ in range(6):
        message = written(services, messenger, pair)
        services.talk.report(by(pair.recipient), message.message_id)

    assert len(set(looking.owed(database, DeliveryKind.TALK_REPORT))) == 1


def test_only_an_organizer_stops_and_only_what_was_reported_to_them(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = organizers_own(services, GIVER.other)
    reported = report(services, messenger, pair, GIVER, to=ANA)
    message = messages_to(services, messenger, ANA)[-1]

    for who in (pair.giver, pair.third, "U0DAN"):
        with pytest.raises(errors.NotOrganizer):
            services.talk.stop(by(who), reported)
    organizes(services, pair, "U0EVE")
    for who, what in (("U0EVE", reported), (ANA, message.message_id), (ANA, "0" * 32)):
        with pytest.raises(errors.MessageNotFound):
            services.talk.stop(by(who), what)

    assert looking.count(database, models.ClosedTalk) == 0


def test_a_report_is_no_message_to_answer(services: Services, messenger: FakeMessenger) -> None:
    pair = organizers_own(services, GIVER.other)
    reported = report(services, messenger, pair, GIVER, to=ANA)

    for use in (services.talk.mute, services.talk.report, services.talk.answering):
        with pytest.raises(errors.MessageNotFound):
            use(by(ANA), reported)


def test_after_a_cancellation_nothing_is_muted_reported_or_stopped(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = organizers_own(services, GIVER.other)
    reported = report(services, messenger, pair, GIVER, to=ANA)
    message = messages_to(services, messenger, ANA)[-1]
    services.exchanges.cancel(by(ANA), pair.exchange_id)

    for use in (services.talk.mute, services.talk.report, services.talk.answering):
        with pytest.raises(errors.WrongStatus) as refused:
            use(by(pair.recipient), message.message_id)
        assert refused.value.status == ExchangeStatus.CANCELLED
    with pytest.raises(errors.WrongStatus):
        services.talk.stop(by(ANA), reported)
    assert messages_to(services, messenger, ANA) == [message]
