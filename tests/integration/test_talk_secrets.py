"""What may be read of anonymous messages in the database and in the log: no word, and no pair."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.crypto import SealBroken
from core.db import models
from core.db.session import Database
from core.domain.types import DeliveryKind, ExchangeStatus, Side
from core.ports import Refused
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, OLGA, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import MINUTE
from tests.integration.talking import GIVER, RECIPIENT, a_pair, let_arrive, send, written

CANARY = "CANARY-text"
PEOPLE = (ANA, BEN, CLEO, OLGA)


def dumped(database: Database, *tables: type[models.Base]) -> list[dict[str, Any]]:
    with database.read() as session:
        return [
            looking.columns(row) for table in tables for row in session.scalars(select(table)).all()
        ]


def as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def test_rows_hold_neither_words_nor_people(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services)
    for side in Side:
        message = written(services, messenger, pair, CANARY, side)
        services.talk.mute(by(pair.reader(side)), message.message_id)

    rows = dumped(database, models.AnonymousMessage, models.ClosedTalk)

    assert len(rows) == 4
    for row in rows:
        for value in row.values():
            assert not any(who.encode() in as_bytes(value) for who in (CANARY, *PEOPLE))
            assert not any(side.value.encode() in as_bytes(value) for side in Side)
    for row in dumped(database, models.Delivery, models.HandledRequest):
        assert CANARY not in str(row)


def test_the_two_directions_of_a_talk_have_nothing_in_common(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services)
    first = written(services, messenger, pair, CANARY, GIVER)
    line = services.talk.answering(by(pair.recipient), first.message_id)
    send(services, pair, CANARY, line.side, answers=line.answers)

    said, answered = dumped(database, models.AnonymousMessage)
    assert {name for name in said if said[name] == answered[name]} == {"exchange_id", "team_id"}


def test_one_row_names_one_person_and_no_two_rows_name_a_pair(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    """A message, its reply, one that came back: whatever is found by an id names its reader."""
    pair = a_pair(services)
    first = written(services, messenger, pair, CANARY, GIVER)
    send(services, pair, CANARY, RECIPIENT, answers=first.message_id)
    let_arrive(services)
    messenger.fail_sending(Refused("user_disabled"), to=pair.recipient)
    send(services, pair, CANARY, GIVER)
    let_arrive(services)
    clock.advance(5 * MINUTE)
    let_arrive(services)

    owed = looking.deliveries(database, DeliveryKind.ANONYMOUS)

    assert len(owed) == 4
    assert len({row.occasion for row in owed}) == 4  # no id leads to two people
    for row in dumped(database, models.AnonymousMessage):
        linked = [one for one in owed if row["message_id"] in (one.occasion, one.delivery_id)]
        assert len({one.addressee_id for one in linked}) == 1


def test_a_report_leads_to_no_message(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    """Else the organizer who did not get it would be seen to have written it, and to whom."""
    pair = a_pair(services)
    message = written(services, messenger, pair, CANARY)
    services.talk.report(by(pair.recipient), message.message_id)

    one, other = dumped(database, models.AnonymousMessage)

    assert {name for name in one if one[name] == other[name]} <= {"exchange_id", "team_id"}
    for row in looking.deliveries(database, DeliveryKind.TALK_REPORT):
        assert message.message_id not in str(looking.columns(row))


def test_lengths_tell_no_more_than_whether_a_text_is_very_long(
    services: Services, database: Database
) -> None:
    pair = a_pair(services)
    for text in ("?", "x" * 1000, "ü" * 500, "礼" * 500, "🎅" * 1000):
        send(services, pair, text)
    send(services, pair, "?", RECIPIENT)

    rows = dumped(database, models.AnonymousMessage)

    assert len({len(row["route_encrypted"]) for row in rows}) == 1
    assert len({len(row["text_encrypted"]) for row in rows}) == 2
    assert len({len(row["writer_key"]) for row in rows}) == 1


def test_a_message_opens_in_its_own_row_only(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair, "one")
    written(services, messenger, pair, "two")
    with database.write() as session:
        one, two = session.scalars(select(models.AnonymousMessage)).all()
        one.route_encrypted, two.route_encrypted = two.route_encrypted, one.route_encrypted

    with pytest.raises(SealBroken):
        services.talk.answering(by(pair.recipient), message.message_id)


def test_marks_differ_from_draw_to_draw(services: Services, database: Database) -> None:
    for _ in range(2):
        send(services, a_pair(services))

    rows = dumped(database, models.AnonymousMessage)

    assert len({row["writer_key"] for row in rows}) == 2


def test_a_message_that_came_back_looks_like_any_other(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    pair = a_pair(services)
    let_arrive(services)
    messenger.fail_sending(Refused("user_disabled"), to=pair.recipient)
    send(services, pair)
    let_arrive(services)

    one, other = dumped(database, models.AnonymousMessage)

    assert {len(as_bytes(one[name])) for name in one if "key" in name or "enc" in name} == {
        len(as_bytes(other[name])) for name in other if "key" in name or "enc" in name
    }
    assert {row.kind for row in looking.deliveries(database, None, pair.giver)} == {
        DeliveryKind.MATCH,
        DeliveryKind.ANONYMOUS,
    }


def test_the_log_says_nothing(
    services: Services, messenger: FakeMessenger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    pair = a_pair(services)
    caplog.clear()

    message = written(services, messenger, pair, CANARY)
    services.talk.report(by(pair.recipient), message.message_id)
    services.talk.mute(by(pair.recipient), message.message_id)
    let_arrive(services)

    assert not any(who in caplog.text for who in (CANARY, *PEOPLE))


def test_a_seed_that_cannot_be_read_hides_no_exchange(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = a_pair(services)
    message = written(services, messenger, pair)
    services.talk.mute(by(pair.recipient), message.message_id)
    with database.write() as session:
        session.get_one(models.Exchange, pair.exchange_id).seed_encrypted = b"\1" + bytes(60)

    (involvement,) = services.overview.status(by(pair.recipient))

    assert involvement.exchange.status == ExchangeStatus.DRAWN
    assert involvement.muted == frozenset()
