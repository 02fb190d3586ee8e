"""One match is opened in an emergency by two people together, once, and everybody hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain.break_glass import MAX_REASON, MOST_ASKED, MOST_OPENED
from core.domain.errors import (
    AlreadyHandled,
    NoMatchFor,
    NoMatchNow,
    NotAdmin,
    NotOrganizer,
    OpeningNotFound,
    OpeningProblem,
    OpeningRefused,
    PersonRefused,
    SantaError,
)
from core.domain.forgetting import is_forgotten
from core.domain.snapshots import Exchange, Opened, OpenedNotice, OpeningAnswer, OpeningRequest
from core.domain.types import DeliveryKind, ExchangeStatus, OpeningStatus, UserId
from core.services.openings import giver_of
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    an_exchange,
    by,
    person,
    the_clock,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.drawn import matches
from tests.integration.opening import (
    ADMIN,
    BOSS,
    REASON,
    agree,
    arrived,
    ask,
    refused,
    shared,
)

S, P = ExchangeStatus, OpeningProblem


def test_two_together_open_one_match_once_and_everybody_hears_of_it(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    exchange = shared(services, ANA, DAN)
    found = matches(services, exchange.exchange_id)
    opening_id = ask(services, exchange)

    asked = arrived(services, messenger, DeliveryKind.OPENING)
    assert {*asked} == {ANA, DAN}
    for content in asked.values():
        assert isinstance(content, OpeningRequest)
        assert (content.asked_by, content.giver_id, content.reason) == (OLGA, BEN, REASON)
    with refused(P.RUNNING):
        services.break_glass.show(by(OLGA), opening_id)
    agree(services, opening_id)
    (answer,) = arrived(services, messenger, DeliveryKind.OPENING_ANSWER).values()
    assert isinstance(answer, OpeningAnswer)
    assert (answer.status, answer.decided_by) == (OpeningStatus.AGREED, ANA)
    assert arrived(services, messenger, DeliveryKind.OPENED) == {}
    assert services.console.look(by(DAN), exchange.exchange_id).openings == ()

    clock.advance(timedelta(hours=1))
    looked_at = clock.now()
    opened = services.break_glass.show(by(OLGA), opening_id)

    assert (opened.giver_id, opened.recipient_id) == (BEN, found[BEN])
    (row,) = looking.everything(database, models.Opening)
    record = (row.status, row.asked_by, row.decided_by, row.opened_at)
    assert record == (OpeningStatus.OPENED, OLGA, ANA, looked_at)
    board = services.console.look(by(DAN), exchange.exchange_id)
    assert board.openings == (Opened(looked_at, OLGA, ANA),)
    told = arrived(services, messenger, DeliveryKind.OPENED)
    assert {*told} == {*EVERYBODY, DAN}
    for notice in told.values():
        assert notice == OpenedNotice(exchange_now(services, exchange), OLGA, ANA)
    with refused(P.SHOWN):
        services.break_glass.show(by(OLGA), opening_id)
    assert matches(services, exchange.exchange_id) == found


def exchange_now(services: Services, exchange: Exchange) -> Exchange:
    return services.exchanges.get(by(OLGA), exchange.exchange_id)


def test_what_is_kept_says_neither_whose_match_nor_why_nor_to_whom(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = shared(services, ANA)
    for giver in (CLEO, BEN):
        opening_id = ask(services, exchange, giver)
        agree(services, opening_id)
        services.break_glass.show(by(OLGA), opening_id)

    rows = [looking.columns(row) for row in looking.everything(database, models.Opening)]

    for row in rows:
        said = repr(row)
        assert not any(secret in said for secret in (BEN, CLEO, REASON, "CANARY"))
    assert len({len(bytes(row["giver_encrypted"])) for row in rows}) == 1  # type: ignore[call-overload]
    assert len({len(bytes(row["reason_encrypted"])) for row in rows}) == 1  # type: ignore[call-overload]
    owed = [row for row in looking.deliveries(database) if row.kind == DeliveryKind.OPENED]
    assert sorted({row.addressee_id for row in owed}) == sorted(EVERYBODY)


@pytest.mark.parametrize(
    ("who", "team", "error"),
    [(ANA, None, NotOrganizer), (DAN, None, NotOrganizer), (BOSS, None, NotOrganizer)],
    ids=["participant", "outsider", "admin"],
)
def test_only_an_organizer_asks(
    services: Services, who: UserId, team: str | None, error: type[SantaError]
) -> None:
    exchange = shared(services, BEN)

    with pytest.raises(error):
        services.break_glass.form(by(who), exchange.exchange_id)
    with pytest.raises(error):
        services.break_glass.ask(by(who), exchange.exchange_id, CLEO, REASON, ADMIN)


@pytest.mark.parametrize("status", [S.OPEN, S.STALLED, S.COMPLETED, S.CANCELLED])
def test_it_is_for_running_exchanges_only(services: Services, status: S) -> None:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    exchange = an_exchange(services, status=status, people=people)

    with pytest.raises(NoMatchNow):
        services.break_glass.ask(by(OLGA), exchange.exchange_id, ANA, REASON, ADMIN)


def test_what_is_asked_for_has_to_make_sense(services: Services, database: Database) -> None:
    exchange = shared(services, ANA)

    def asks(giver: UserId = BEN, reason: str = REASON) -> None:
        services.break_glass.ask(by(OLGA), exchange.exchange_id, giver, reason)

    for problem, trial in (
        (P.EMPTY, lambda: asks(reason="  ")),
        (P.TOO_LONG, lambda: asks(reason="x" * (MAX_REASON + 1))),
        (P.OWN, lambda: asks(OLGA)),
    ):
        with refused(problem):
            trial()
    with pytest.raises(NoMatchFor):
        asks(DAN)
    assert looking.count(database, models.Opening) == 0
    asks(reason="🎅" * MAX_REASON)
    with refused(P.RUNNING):
        asks(CLEO)


def test_whoever_organizes_alone_names_an_admin(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = shared(services)
    ids = (by(OLGA), exchange.exchange_id, BEN, REASON)
    with refused(P.NOBODY_TO_AGREE):
        services.break_glass.ask(*ids)
    with refused(P.SAME_PERSON):
        services.break_glass.ask(*ids, person(OLGA, is_admin=True))
    with pytest.raises(NotAdmin):
        services.break_glass.ask(*ids, person(DAN))
    with pytest.raises(PersonRefused):
        services.break_glass.ask(*ids, person(DAN, OTHER_TEAM, is_admin=True))
    opening_id = ask(services, exchange, admin=True)

    assert {*arrived(services, messenger, DeliveryKind.OPENING)} == {BOSS}
    with pytest.raises(NotAdmin):  # not any more
        services.break_glass.decide(by(BOSS), person(BOSS), opening_id, agrees=True)
    agree(services, opening_id, BOSS)
    assert services.break_glass.show(by(OLGA), opening_id).giver_id == BEN
    (row,) = looking.everything(database, models.Opening)
    assert (row.decided_by, row.admin_id) == (BOSS, None)


@pytest.mark.parametrize("first", [ANA, BOSS], ids=["organizer", "admin"])
@pytest.mark.parametrize("agrees", [True, False])
def test_an_admin_who_was_asked_reads_that_it_is_decided(
    services: Services, first: UserId, agrees: bool
) -> None:
    """Whoever was quicker, they themselves included."""
    exchange = shared(services, ANA)
    opening_id = ask(services, exchange, admin=True)
    agree(services, opening_id, first, agrees=agrees)

    for who in (BOSS, ANA):
        with refused(P.DECIDED):
            agree(services, opening_id, who)
    with refused(P.NOT_YOURS):
        agree(services, opening_id, DAN)


@pytest.mark.parametrize("agrees", [True, False])
def test_nobody_decides_who_was_not_asked(services: Services, agrees: bool) -> None:
    exchange = shared(services, ANA, DAN)
    opening_id = ask(services, exchange)
    services.organizers.change(by(ANA), exchange.exchange_id, (), [DAN])

    def decides(who: UserId, **traits: bool) -> None:
        caller, someone = by(who), person(who, **traits)
        services.break_glass.decide(caller, someone, opening_id, agrees=agrees)

    with refused(P.SAME_PERSON):
        decides(OLGA)
    with refused(P.SAME_PERSON):
        decides(OLGA, is_admin=True)
    for who in (BEN, CLEO, DAN):  # the giver, a participant, somebody who organizes no more
        with refused(P.NOT_YOURS):
            decides(who)
    with refused(P.NOT_YOURS):
        decides(BOSS, is_admin=True)
    elsewhere = person(ANA, OTHER_TEAM)
    with pytest.raises(OpeningNotFound):
        services.break_glass.decide(by(ANA, OTHER_TEAM), elsewhere, opening_id, agrees=agrees)
    decides(ANA)
    with refused(P.DECIDED):
        decides(ANA)


def test_only_whoever_asked_and_still_organizes_sees_it(
    services: Services, database: Database
) -> None:
    exchange = shared(services, ANA)
    opening_id = ask(services, exchange)
    agree(services, opening_id)

    for who in (ANA, BEN, DAN, BOSS):
        with refused(P.NOT_YOURS):
            services.break_glass.show(by(who), opening_id)
    with pytest.raises(OpeningNotFound):
        services.break_glass.show(by(OLGA, OTHER_TEAM), opening_id)
    services.organizers.change(by(ANA), exchange.exchange_id, (), [OLGA])
    with pytest.raises(NotOrganizer):
        services.break_glass.show(by(OLGA), opening_id)
    services.organizers.change(by(ANA), exchange.exchange_id, [person(OLGA)], ())
    services.exchanges.cancel(by(ANA), exchange.exchange_id)
    with pytest.raises(NoMatchNow):
        services.break_glass.show(by(OLGA), opening_id)

    assert looking.deliveries(database, DeliveryKind.OPENED) == []
    (row,) = looking.everything(database, models.Opening)
    assert row.opened_at is None


def test_nobody_agrees_for_somebody_who_organizes_no_more(services: Services) -> None:
    exchange = shared(services, ANA)
    opening_id = ask(services, exchange)
    services.organizers.change(by(ANA), exchange.exchange_id, (), [OLGA])

    with refused(P.GONE):
        agree(services, opening_id)


def test_a_refusal_ends_it_and_is_told(services: Services, messenger: FakeMessenger) -> None:
    exchange = shared(services, ANA)
    opening_id = ask(services, exchange)

    agree(services, opening_id, agrees=False)

    with refused(P.DECIDED):
        services.break_glass.show(by(OLGA), opening_id)
    (answer,) = arrived(services, messenger, DeliveryKind.OPENING_ANSWER).values()
    assert isinstance(answer, OpeningAnswer)
    assert (answer.status, answer.decided_by) == (OpeningStatus.REFUSED, ANA)
    assert arrived(services, messenger, DeliveryKind.OPENED) == {}
    ask(services, exchange)  # and one may ask again


def test_there_is_an_end_to_it(services: Services) -> None:
    exchange = shared(services, ANA)
    for _ in range(MOST_OPENED):
        opening_id = ask(services, exchange)
        agree(services, opening_id)
        services.break_glass.show(by(OLGA), opening_id)
    with refused(P.TOO_MANY):
        ask(services, exchange)

    other = shared(services, ANA)
    for _ in range(MOST_ASKED):
        agree(services, ask(services, other), agrees=False)
    with refused(P.TOO_MANY):
        ask(services, other)


def test_one_request_takes_effect_once(services: Services, database: Database) -> None:
    exchange = shared(services, ANA)
    caller = by(OLGA)
    services.break_glass.ask(caller, exchange.exchange_id, BEN, REASON)

    with pytest.raises((AlreadyHandled, OpeningRefused)):
        services.break_glass.ask(caller, exchange.exchange_id, BEN, REASON)

    assert looking.count(database, models.Opening) == 1


def test_whose_match_it_was_is_forgotten_with_them_and_who_looked_is_not(
    services: Services, database: Database
) -> None:
    exchange = shared(services, ANA)
    for giver in (BEN, CLEO):
        opening_id = ask(services, exchange, giver)
        agree(services, opening_id)
        services.break_glass.show(by(OLGA), opening_id)
    the_clock(services).advance(timedelta(days=31))
    services.exchanges.complete_due()

    for who in (BEN, ANA):
        services.forgetting.forget(by(who))
    services.forgetting.forget_due()

    rows = looking.everything(database, models.Opening)
    assert {(row.asked_by, row.decided_by) for row in rows} == {(OLGA, ANA)}
    with database.read() as session:
        givers = {giver_of(session, services.break_glass.vault, row) for row in rows}
    assert {one for one in givers if not is_forgotten(one)} == {CLEO}


def test_the_log_names_nobody(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    exchange = shared(services, ANA)
    caplog.clear()
    opening_id = ask(services, exchange)
    agree(services, opening_id)
    services.break_glass.show(by(OLGA), opening_id)

    assert not any(who in caplog.text for who in (*EVERYBODY, REASON))
    assert "one match of exchange" in caplog.text
