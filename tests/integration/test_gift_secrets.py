"""What may be read of gifts in the database and in the log: neither who, nor whose."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.db import models
from core.db.repository import gifts
from core.db.session import Database
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.giving import GIVEN, READY, ask, mark
from tests.integration.talking import a_pair, let_arrive
from tests.integration.test_rescues import known
from tests.integration.test_talk_secrets import as_bytes, dumped

PEOPLE = (ANA, BEN, CLEO, DAN, OLGA)
SAID = (b"ready", b"given", b"came", b"missing")


def named_in(value: object) -> set[str]:
    return {who for who in PEOPLE if who.encode() in as_bytes(value)}


def test_the_rows_of_gifts_say_nothing(services: Services, database: Database) -> None:
    pair = a_pair(services)
    mark(services, pair, GIVEN)
    services.gifts.thank(by(pair.third), pair.exchange_id, "CANARY")

    rows = dumped(database, models.Gift)

    assert len(rows) == 3  # also of those who have not said a word
    assert len({len(row["state_encrypted"]) for row in rows}) == 1
    for row in rows:
        assert not any(word in row["state_encrypted"] for word in SAID)
        assert named_in(row["state_encrypted"]) == set()
    givers = [row["giver_id"] for row in rows]
    drawn = dumped(database, models.Assignment)
    assert givers == [
        row["giver_id"] for row in sorted(drawn, key=lambda row: row["recipient_key"])
    ]


def test_whoever_says_something_writes_everybodys_row(
    services: Services, database: Database
) -> None:
    """So two dumps do not tell, either, who has said something in between."""
    pair = a_pair(services)
    mark(services, pair, READY)
    before = {row["giver_id"]: row["state_encrypted"] for row in dumped(database, models.Gift)}
    mark(services, pair, GIVEN)
    after = {row["giver_id"]: row["state_encrypted"] for row in dumped(database, models.Gift)}

    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())


def test_a_message_about_a_gift_looks_like_any_other(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    """No row has the time of another, and the only person in them is the reader."""
    pair = a_pair(services)
    let_arrive(services)
    shown = services.matches.show(by(pair.giver), pair.exchange_id)  # remembers when
    mark(services, pair, GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    services.gifts.thank(by(pair.recipient), pair.exchange_id)

    assert shown.recipient_id == pair.recipient
    owed = looking.deliveries(database, DeliveryKind.ANONYMOUS)
    assert {row.addressee_id for row in owed} == {pair.giver}  # what was given is untold by now
    times = [value for row in owed for value in (row.owed_at, row.not_before)]
    assert all(value is not None and value > clock.now() for value in times)
    messages = dumped(database, models.AnonymousMessage)
    assert all(row["written_at"] > clock.now() for row in messages)
    for row in messages:
        assert not any(named_in(value) for value in row.values())


def test_a_case_names_nobody_and_a_rescue_only_who_steps_in(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = known(services, messenger)
    (case,) = dumped(database, models.MissingGift)
    assert not any(named_in(value) for value in case.values())
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)

    (rescue,) = dumped(database, models.Rescue)

    assert {who for value in rescue.values() for who in named_in(value)} == {DAN}
    for row in dumped(database, models.Delivery, models.HandledRequest):
        assert len({who for value in row.values() for who in named_in(value)}) <= 1
    assert looking.count(database, models.MissingGift) == 0


def test_the_moment_of_a_complaint_stands_nowhere(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    pair = a_pair(services)
    mark(services, pair, GIVEN)
    said_at = clock.now()
    services.gifts.miss(by(pair.recipient), pair.exchange_id)

    (case,) = dumped(database, models.MissingGift)

    owed = looking.deliveries(database, DeliveryKind.ANONYMOUS)
    moments = {case["due_at"] - said_at, *(row.owed_at - said_at for row in owed)}
    assert len(moments) == len(owed) + 1


def test_what_is_sent_names_nobody_but_who_is_to_be_given_to(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = known(services, messenger)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    let_arrive(services)

    for order in messenger.arrived:
        if order.kind in (DeliveryKind.ANONYMOUS, DeliveryKind.MISSING_GIFT):
            content = repr(order.content).replace(repr(order.content.exchange), "")  # type: ignore[union-attr]
            assert named_in(content) == set()


def test_the_log_says_nothing(
    services: Services, messenger: FakeMessenger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    pair = known(services, messenger)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    let_arrive(services)

    assert named_in(caplog.text) == set()


@pytest.mark.parametrize("count", [3, 8])
def test_a_crowd_has_always_the_same_people_and_everybody_is_in_one(
    services: Services, database: Database, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(gifts, "CROWD", 3)
    people = [UserId(f"U{number:04}") for number in range(count)]
    exchange = an_exchange(services, people=people, status=ExchangeStatus.DRAWN)
    with database.read() as session:
        row = session.get_one(models.Exchange, exchange.exchange_id)
        drawn = session.scalars(select(models.Assignment)).all()
        crowds = {
            tuple(giver for giver, _ in gifts.crowd(session, row, one.recipient_key))
            for one in drawn
        }
        own = {one.giver_id: gifts.crowd(session, row, one.recipient_key) for one in drawn}

    assert sorted(who for crowd in crowds for who in crowd) == sorted(people)
    assert all(who in {giver for giver, _ in crowd} for who, crowd in own.items())
    assert min(map(len, crowds)) >= 3
    assert (len(crowds) > 1) is (count > 3)


def test_one_that_cannot_be_read_keeps_no_other_from_being_written(
    services: Services, database: Database
) -> None:
    pair = a_pair(services)
    mark(services, pair, READY)
    with database.write() as session:
        session.get_one(models.Gift, (pair.exchange_id, pair.third)).state_encrypted = (
            b"\1" + bytes(60)
        )

    mark(services, pair, GIVEN)

    rows = {row["giver_id"]: row["state_encrypted"] for row in dumped(database, models.Gift)}
    assert rows[pair.third] == b"\1" + bytes(60)
