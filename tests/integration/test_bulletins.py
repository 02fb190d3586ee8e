"""An organizer writes to everybody: who gets it, how often, and that it is sealed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.bulletins import DAY, MAX_TEXT, MOST_A_DAY, Audience
from core.domain.errors import BulletinProblem
from core.domain.snapshots import Bulletin, Exchange, MessageReport
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.ports import Refused
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    an_exchange,
    by,
    deliver,
    joins,
    person,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled

S, BULLETIN = ExchangeStatus, DeliveryKind.BULLETIN
EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
TEXT = "Lunch is at noon, <b>bring</b> socks 🎅"


def write(
    services: Services,
    exchange: Exchange,
    who: UserId = OLGA,
    text: str = TEXT,
    to: Audience = Audience.JOINED,
    key: str = "",
) -> int:
    caller = by(who)
    key = key or caller.request_id
    return services.bulletins.send(caller, exchange.exchange_id, text, to, key=key)


def got(messenger: FakeMessenger) -> dict[str, object]:
    return {one.addressee_id: one.content for one in messenger.arrived if one.kind == BULLETIN}


@pytest.fixture
def asked(services: Services) -> Exchange:
    """Dan is silent, Eve has declined, Fay has left."""
    exchange = an_exchange(services)
    people = [person(DAN), person(EVE)]
    services.invitations.invite(by(OLGA), exchange.exchange_id, people)
    deliver_until_settled(services)
    services.invitations.decline(by(EVE), exchange.exchange_id)
    joins(services, exchange, FAY)
    services.participation.leave(by(FAY), exchange.exchange_id)
    return exchange


def test_it_reaches_those_who_have_joined_in_the_writers_name(
    services: Services, messenger: FakeMessenger, asked: Exchange
) -> None:
    draft = services.bulletins.check(by(OLGA), asked.exchange_id, TEXT, Audience.JOINED)

    assert write(services, asked) == draft.joined_count == 3
    deliver_until_settled(services)

    found = got(messenger)
    assert set(found) == {ANA, BEN, CLEO}
    assert isinstance(found[ANA], Bulletin)
    assert (found[ANA].written_by, found[ANA].text) == (OLGA, TEXT)


def test_those_who_are_silent_get_it_where_that_is_wanted(
    services: Services, messenger: FakeMessenger, asked: Exchange
) -> None:
    draft = services.bulletins.draft(by(OLGA), asked.exchange_id)
    assert (draft.joined_count, draft.invited_count, draft.may_ask_invited) == (3, 1, True)

    assert write(services, asked, to=Audience.EVERYBODY) == 4
    deliver_until_settled(services)

    assert set(got(messenger)) == {ANA, BEN, CLEO, DAN}


def test_who_leaves_or_declines_before_it_is_sent_does_not_get_it(
    services: Services, messenger: FakeMessenger, asked: Exchange
) -> None:
    write(services, asked, to=Audience.EVERYBODY)
    services.invitations.decline(by(DAN), asked.exchange_id)
    services.participation.leave(by(BEN), asked.exchange_id)

    deliver_until_settled(services)

    assert set(got(messenger)) == {ANA, CLEO}
    board = services.console.look(by(OLGA), asked.exchange_id)
    assert board.bulletin == MessageReport(sent_count=2)


@pytest.mark.parametrize("status", [S.STALLED, S.DRAWN, S.COMPLETED])
def test_one_may_write_to_those_in_it_until_it_is_long_over(
    services: Services, messenger: FakeMessenger, status: S
) -> None:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    exchange = an_exchange(services, status=status, people=people)
    deliver_until_settled(services)

    assert not services.bulletins.draft(by(OLGA), exchange.exchange_id).may_ask_invited
    write(services, exchange, to=Audience.EVERYBODY)
    deliver_until_settled(services)

    assert set(got(messenger)) == {*people} - {OLGA}


def test_nobody_writes_in_what_was_cancelled(services: Services, messenger: FakeMessenger) -> None:
    exchange = an_exchange(services)
    write(services, exchange)
    services.exchanges.cancel(by(OLGA), exchange.exchange_id)

    with pytest.raises(errors.WrongStatus):
        write(services, exchange)
    deliver_until_settled(services)

    assert got(messenger) == {}


@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "outsider"])
def test_only_organizers_write_to_everybody(
    services: Services, database: Database, who: UserId
) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.NotOrganizer):
        services.bulletins.draft(by(who), exchange.exchange_id)
    with pytest.raises(errors.NotOrganizer):
        write(services, exchange, who)

    assert looking.owed(database, BULLETIN) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  \n", BulletinProblem.EMPTY),
        ("x" * (MAX_TEXT + 1), BulletinProblem.TOO_LONG),
    ],
    ids=["empty", "long"],
)
def test_what_cannot_be_sent_is_refused_at_once(
    services: Services, text: str, problem: BulletinProblem
) -> None:
    exchange = an_exchange(services)

    for ask in (services.bulletins.check, lambda *given: write(services, exchange, text=text)):
        with pytest.raises(errors.BulletinRefused) as refused:
            ask(by(OLGA), exchange.exchange_id, text, Audience.JOINED)
        assert refused.value.problem == problem


def test_where_it_would_reach_nobody_one_is_told(services: Services) -> None:
    alone = an_exchange(services, people=[OLGA])

    with pytest.raises(errors.BulletinRefused) as refused:
        write(services, alone)

    assert refused.value.problem == BulletinProblem.NOBODY


def test_so_many_a_day_go_out_from_all_organizers_together(
    services: Services, clock: FixedClock
) -> None:
    exchange, other = an_exchange(services), an_exchange(services)
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(ANA)], [])
    for number in range(MOST_A_DAY):
        write(services, exchange, (OLGA, ANA)[number % 2])
        clock.advance(timedelta(hours=1))

    with pytest.raises(errors.TooManyBulletins) as refused:
        write(services, exchange)
    with pytest.raises(errors.TooManyBulletins):
        services.bulletins.draft(by(OLGA), exchange.exchange_id)
    write(services, other)

    assert refused.value.wait == DAY - MOST_A_DAY * timedelta(hours=1)
    clock.advance(refused.value.wait)
    write(services, exchange)


def test_one_form_makes_one_message(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    write(services, exchange, key="form")

    with pytest.raises(errors.AlreadyHandled):
        write(services, exchange, key="form")
    write(services, exchange, key="another")

    assert looking.count(database, models.Bulletin) == 2
    assert len(looking.owed(database, BULLETIN)) == 6


def test_its_text_stands_nowhere_in_the_clear(services: Services, database: Database) -> None:
    write(services, an_exchange(services), text="canary")

    with database.read() as session:
        rows = session.execute(sql("SELECT * FROM bulletins")).all()
        deliveries = session.execute(sql("SELECT * FROM deliveries")).all()
    assert len(rows) == 1
    assert "canary" not in repr([*rows, *deliveries])


def test_whom_it_did_not_reach_gets_it_again(services: Services, messenger: FakeMessenger) -> None:
    exchange = an_exchange(services)
    deliver(services)
    write(services, exchange, text="an older one")
    deliver_until_settled(services)
    messenger.fail_sending(Refused("user_not_visible"), to=ANA)
    write(services, exchange)
    deliver_until_settled(services)

    report = services.console.look(by(OLGA), exchange.exchange_id).bulletin
    assert (report.sent_count, [one.user_id for one in report.failed]) == (2, [ANA])
    assert services.console.try_again(by(OLGA), exchange.exchange_id) == 1
    deliver_until_settled(services)

    assert got(messenger)[ANA] == got(messenger)[BEN]
    now = services.console.look(by(OLGA), exchange.exchange_id).bulletin
    assert now == MessageReport(sent_count=3)
