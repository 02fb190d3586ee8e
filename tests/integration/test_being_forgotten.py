"""Whoever asks to be forgotten is named nowhere any more, and nobody else loses anything by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Table, select, update

from core import crypto
from core.crypto import Binding
from core.db import models
from core.db.models import Base
from core.db.repository import exchanges, forgetting
from core.db.session import Database
from core.db.vault import Vault
from core.domain.bulletins import Audience
from core.domain.errors import AlreadyHandled, StillOrganizes, TalkProblem, TalkRefused, WrongStatus
from core.domain.forgetting import is_forgotten
from core.domain.retention import KEPT_FOR
from core.domain.snapshots import Exchange, Traces
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, GiftMark, Side, UserId
from core.services import stepping_in
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    a_wish,
    an_exchange,
    by,
    deliver,
    group,
    joins,
    mutual,
    one_way,
    person,
    the_clock,
)
from tests.clock import START, FixedClock
from tests.integration import looking, rows
from tests.integration.drawn import matches

S = ExchangeStatus
DAY = timedelta(days=1)
COLUMNS_OF_PEOPLE = (
    "user_id",
    "giver_id",
    "addressee_id",
    "_by",
    "person_id",
    "recipient_id",
    "rescuer_id",
)


def a_full_exchange(services: Services, status: S = S.COMPLETED) -> Exchange:
    """Ana stands in every table; she organizes it with Olga, has invited Dan, and has talked."""
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, DAN)])
    exchange_id = exchange.exchange_id
    services.organizers.change(by(OLGA), exchange_id, [person(ANA)], ())
    services.organizers.change(by(ANA), exchange_id, [person(BEN)], ())
    services.invitations.invite(by(ANA), exchange_id, [person(DAN)])
    services.exclusions.add(by(ANA), exchange_id, [one_way(ANA, DAN), mutual(CLEO, DAN)])
    services.wishlists.add_item(by(ANA), exchange_id, a_wish("CANARY"))
    services.bulletins.send(by(ANA), exchange_id, "CANARY", Audience.JOINED, key="all")
    deliver(services)
    if status == S.OPEN:
        return exchange
    services.drawing.draw_now(by(OLGA), exchange_id)
    deliver(services)
    services.matches.show(by(ANA), exchange_id)
    talks(services, exchange_id)
    services.gifts.mark(by(ANA), exchange_id, GiftMark.READY)
    services.break_glass.ask(by(OLGA), exchange_id, ANA, "Ill", person(ANA, is_admin=True))
    if status == S.COMPLETED:
        the_clock(services).advance(timedelta(days=31))
        services.exchanges.complete_due()
    return exchange


def talks(services: Services, exchange_id: str) -> None:
    """Ana writes both ways and is written to; one message is muted, one reported, one stopped."""
    for side in Side:
        services.talk.send(by(ANA), exchange_id, side, "CANARY", key=side)
    found = matches(services, exchange_id)
    giver = next(who for who, to in found.items() if to == ANA)
    services.talk.send(by(giver), exchange_id, Side.GIVER, "to Ana", key="g")
    services.talk.send(by(found[ANA]), exchange_id, Side.RECIPIENT, "to Ana", key="r")
    deliver(services)
    deliver(services)
    got = looking.deliveries(services.talk.database, DeliveryKind.ANONYMOUS)
    for row in got:
        if row.exchange_id == exchange_id and row.addressee_id != ANA:
            services.talk.report(by(row.addressee_id), row.occasion)
            services.talk.mute(by(row.addressee_id), row.occasion)
    for row in got:
        if row.exchange_id == exchange_id and row.addressee_id == ANA:
            services.talk.mute(by(ANA), row.occasion)
    deliver(services)


def reveal(database: Database) -> None:
    with database.write() as session:
        session.execute(update(models.Exchange).values(reveal_at=START, revealed_at=START))


@dataclass
class Dump:
    """Every row, with what is sealed in it opened as well."""

    database: Database
    vault: Vault

    def naming(self, user_id: str) -> set[str]:
        """The tables in which somebody is named."""
        tables = Base.metadata.sorted_tables
        return {table.name for table in tables if user_id in "\n".join(self._rows(table))}

    def _rows(self, table: Table) -> Iterator[str]:
        keys = [column.name for column in table.primary_key]
        with self.database.read() as session:
            for row in session.execute(select(table)).mappings():
                yield repr(dict(row))
                for name, value in row.items():
                    if name.endswith("_encrypted") and value is not None:
                        place = tuple(str(row[key]) for key in keys)
                        binding = Binding(row["team_id"], table.name, place, name)
                        yield repr(self.vault.open(session, binding, value))


def test_every_column_that_names_somebody_is_known() -> None:
    named = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith(COLUMNS_OF_PEOPLE)
    }

    listed = {
        (column.class_.__tablename__, column.key)
        for column in (*forgetting.NAMES, *forgetting.STAYS)
    }
    assert listed == named


def test_nothing_names_them_any_more_not_even_what_is_sealed(
    services: Services, database: Database, vault: Vault
) -> None:
    full = a_full_exchange(services)
    cancelled = a_full_exchange(services, S.DRAWN)
    services.exchanges.cancel(by(OLGA), cancelled.exchange_id)
    coming = a_full_exchange(services, S.OPEN)
    purged = an_exchange(services, status=S.COMPLETED)
    the_clock(services).advance(KEPT_FOR)
    with database.write() as session:  # so that it is the only one
        others = models.Exchange.exchange_id != purged.exchange_id
        session.execute(update(models.Exchange).where(others).values(completes_at=START + KEPT_FOR))
        session.execute(update(models.Exchange).where(others).values(cancelled_at=None))
    services.retention.purge_due()
    reveal(database)
    with database.write() as session:
        for one in (full, cancelled, coming):
            session.add(rows.unable_person(exchange_id=one.exchange_id, user_id=ANA))
            session.add(rows.copy(exchange_id=one.exchange_id, asked_by=ANA))
        row = exchanges.find(session, full.team_id, full.exchange_id)
        stepping_in.write(session, vault, row, ANA, BEN, the_clock(services))
        stepping_in.write(session, vault, row, BEN, ANA, the_clock(services))
    dump = Dump(database, vault)
    assert len(dump.naming(ANA)) >= len(forgetting.NAMES) - 2
    before = matches(services, full.exchange_id)

    found = services.forgetting.forget(by(ANA))
    assert (len(found.left), len(found.drawn), found.past_count) == (1, 0, 3)
    services.forgetting.forget_due()

    assert dump.naming(ANA) == {"excluded_people", "forget_requests"}
    services.exchanges.cancel(by(OLGA), coming.exchange_id)
    services.forgetting.forget_due()
    assert dump.naming(ANA) == set()
    assert "CANARY" not in "".join(
        text for table in Base.metadata.sorted_tables for text in dump._rows(table)
    )
    check_history_of_others(services, full, before)
    check_still_a_draw(services, database, vault)
    assert services.history.past(by(ANA)).exchanges == ()
    assert services.forgetting.look(by(ANA)) == Traces()
    assert services.forgetting.forget_due() == 0


def check_history_of_others(services: Services, full: Exchange, before: dict[str, str]) -> None:
    for who in {*EVERYBODY} - {ANA}:
        past = {one.exchange.exchange_id: one for one in services.history.past(by(who)).exchanges}[
            full.exchange_id
        ]
        assert past.recipient_id
        assert past.giver_id
        assert is_forgotten(past.recipient_id) == (before[who] == ANA)
        assert is_forgotten(past.giver_id) == (before[ANA] == who)
        if before[who] == ANA:
            with pytest.raises(WrongStatus):
                services.talk.line(by(who), full.exchange_id, Side.GIVER)
    hers = services.history.past(by(OLGA)).exchanges
    turnout = next(one.turnout for one in hers if one.exchange.exchange_id == full.exchange_id)
    assert turnout
    assert (turnout.joined_count, turnout.invited_count, turnout.sent_count) == (4, 1, 4)


def check_still_a_draw(services: Services, database: Database, vault: Vault) -> None:
    """Everybody, or what stands for them, gives once and receives once."""
    rows = looking.everything(database, models.Assignment)
    with database.read() as session:
        for exchange_id in {row.exchange_id for row in rows}:
            of_it = [row for row in rows if row.exchange_id == exchange_id]
            recipients = []
            for row in of_it:
                place = (row.exchange_id, row.giver_id)
                binding = Binding(row.team_id, "assignments", place, "recipient_encrypted")
                opened = vault.open(session, binding, row.recipient_encrypted)
                recipients.append(crypto.unpad(opened).decode())
            assert sorted(recipients) == sorted(row.giver_id for row in of_it)
            assert sum(map(is_forgotten, recipients)) == 1
            assert len({len(row.recipient_encrypted) for row in of_it}) == 1


def test_an_open_exchange_goes_on_without_them(
    services: Services, database: Database, vault: Vault
) -> None:
    exchange = a_full_exchange(services, S.OPEN)
    row = looking.the_exchange(database, exchange.exchange_id)

    services.forgetting.forget(by(ANA))

    now = looking.the_exchange(database, exchange.exchange_id)
    assert (now.joined_count, now.revision > row.revision) == (3, True)
    assert Dump(database, vault).naming(ANA) == {"excluded_people", "forget_requests"}
    board = services.exclusions.board(by(OLGA), exchange.exchange_id)
    assert {frozenset(one.people) for one in board.exclusions} == {
        frozenset({ANA, BEN, DAN}),  # Olga has set it, for when she comes back
        frozenset({CLEO, DAN}),
    }
    assert board.private_count == 0
    invited = services.invitations.get(by(DAN), exchange.exchange_id)
    assert {invited.invited_by, *(one.set_by for one in board.exclusions)} <= {OLGA, BEN}
    joins(services, exchange, ANA)  # and they are welcome again, as if for the first time
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)
    the_clock(services).advance(timedelta(days=31))
    services.exchanges.complete_due()
    assert services.forgetting.forget_due() == 1
    assert len(services.history.past(by(ANA)).exchanges) == 1
    named = {row.user_id for row in looking.everything(database, models.ExcludedPerson)}
    assert named == {CLEO, DAN}


def test_nobody_learns_what_others_have_set_about_them(
    services: Services, database: Database
) -> None:
    secret = an_exchange(services, channel_is_private=True, exclusions=[mutual(BEN, DAN)])
    services.exclusions.add(by(ANA), secret.exchange_id, [one_way(ANA, DAN)])

    assert services.forgetting.look(by(DAN)) == Traces()
    assert services.forgetting.forget(by(DAN)) == Traces()

    assert looking.count(database, models.Exclusion) == 2  # and they hold, should Dan come
    joins(services, secret, DAN)
    services.exchanges.cancel(by(OLGA), secret.exchange_id)
    services.forgetting.forget_due()
    assert looking.count(database, models.Exclusion) == 0


def test_a_match_stands_until_the_exchange_is_over(
    services: Services, database: Database, vault: Vault
) -> None:
    exchange = a_full_exchange(services, S.DRAWN)
    before = matches(services, exchange.exchange_id)

    found = services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    assert [one.exchange_id for one in found.drawn] == [exchange.exchange_id]
    assert matches(services, exchange.exchange_id) == before
    giver = next(who for who, to in before.items() if to == ANA)
    assert services.matches.show(by(giver), exchange.exchange_id).wishlist.items == ()
    assert ANA not in services.exchanges.get(by(OLGA), exchange.exchange_id).organizer_ids
    written = {row.text_encrypted for row in looking.everything(database, models.AnonymousMessage)}
    assert len(written) == 6  # two that were reported, their reports, and what Ana got

    the_clock(services).advance(timedelta(days=31))
    services.exchanges.complete_due()
    assert services.forgetting.forget_due() == 1

    assert Dump(database, vault).naming(ANA) == set()
    assert looking.everything(database, models.AnonymousMessage) == []


def test_nobody_writes_to_whoever_is_forgotten(services: Services) -> None:
    exchange = an_exchange(services, status=S.COMPLETED, exchange_on=(START + 8 * DAY).date())
    found = matches(services, exchange.exchange_id)
    giver = next(who for who, to in found.items() if to == ANA)
    the_clock(services).advance(-20 * DAY)  # it is over since a few days
    assert services.talk.line(by(giver), exchange.exchange_id, Side.GIVER)
    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    for who, side in ((giver, Side.GIVER), (found[ANA], Side.RECIPIENT)):
        with pytest.raises(TalkRefused) as refused:
            services.talk.line(by(who), exchange.exchange_id, side)
        assert refused.value.problem == TalkProblem.NOBODY


def test_asking_twice_changes_nothing_more(
    services: Services, database: Database, clock: FixedClock
) -> None:
    for _ in range(3):
        an_exchange(services, status=S.COMPLETED)
    caller = by(ANA)
    assert services.forgetting.forget(caller).past_count == 3
    with pytest.raises(AlreadyHandled):
        services.forgetting.forget(caller)
    assert services.forgetting.forget(by(ANA)).past_count == 3
    assert looking.count(database, models.ForgetRequest) == 3
    assert services.forgetting.forget_due() == 3
    marks = {row.giver_id for row in looking.everything(database, models.Assignment)}
    assert sum(map(is_forgotten, marks)) == 3  # another one in each: nothing joins them

    assert services.forgetting.forget(by(ANA)) == Traces()


def test_twenty_exchanges_are_forgotten_and_none_of_anybody_else(
    services: Services, database: Database, vault: Vault
) -> None:
    for _ in range(20):
        an_exchange(services, people=(ANA, BEN, CLEO), status=S.COMPLETED)
    elsewhere = an_exchange(services, status=S.COMPLETED, team_id=OTHER_TEAM)

    services.forgetting.forget(by(ANA))
    assert services.forgetting.forget_due() == 20

    rows = looking.everything(database, models.Assignment)
    still = {row.exchange_id for row in rows if row.giver_id == ANA}
    assert still == {elsewhere.exchange_id}
    assert len([row for row in rows if row.giver_id == BEN]) == 21
    assert services.history.past(by(BEN)).page_count == 2


def test_whoever_organizes_alone_hands_over_first(services: Services, database: Database) -> None:
    exchange = an_exchange(services, name="Winter")
    over = an_exchange(services, status=S.COMPLETED)
    before = looking.columns(looking.the_exchange(database, exchange.exchange_id))
    assert [one.name for one in services.forgetting.look(by(OLGA)).alone] == ["Winter"]

    with pytest.raises(StillOrganizes) as refused:
        services.forgetting.forget(by(OLGA))

    assert refused.value.names == ("Winter",)
    assert looking.columns(looking.the_exchange(database, exchange.exchange_id)) == before
    assert looking.count(database, models.ForgetRequest) == 0
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(BEN)], ())
    services.forgetting.forget(by(OLGA))
    services.forgetting.forget_due()
    left = services.exchanges.get(by(BEN), over.exchange_id).organizer_ids
    assert [is_forgotten(one) for one in left] == [True]


def test_what_is_to_be_forgotten_is_not_purged_before(
    services: Services, database: Database, vault: Vault
) -> None:
    an_exchange(services, status=S.COMPLETED)
    services.forgetting.forget(by(ANA))
    the_clock(services).advance(KEPT_FOR)

    assert services.retention.purge_due() == 0
    services.forgetting.forget_due()
    assert services.retention.purge_due() == 1

    assert Dump(database, vault).naming(ANA) == set()


def test_they_may_draw_somebody_again_and_nobody_else_may(
    services: Services, database: Database
) -> None:
    before = an_exchange(services, status=S.COMPLETED)
    given = matches(services, before.exchange_id)
    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    for _ in range(5):
        now = an_exchange(services, status=S.DRAWN)
        drawn = matches(services, now.exchange_id)
        rest = {*EVERYBODY} - {ANA}
        assert not any(drawn[who] == given[who] != ANA for who in rest)
        services.exchanges.cancel(by(OLGA), now.exchange_id)


def test_what_cannot_be_read_names_them_no_more_either(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services, status=S.COMPLETED)
    with database.write() as session:
        session.get_one(models.Exchange, exchange.exchange_id).seed_encrypted = b"\1" + bytes(60)

    services.forgetting.forget(by(ANA))
    assert services.forgetting.forget_due() == 1

    givers = {row.giver_id for row in looking.everything(database, models.Assignment)}
    assert givers == {*EVERYBODY} - {ANA}


def test_a_failed_match_is_not_sent_to_nobody(services: Services, database: Database) -> None:
    exchange = an_exchange(services, status=S.COMPLETED)
    with database.write() as session:
        failed = {"status": DeliveryStatus.FAILED, "error": "user_disabled"}
        session.execute(update(models.Delivery).values(failed))
    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    services.deliveries.retry_failed(by(OLGA), exchange.exchange_id)

    told = {row.addressee_id for row in looking.deliveries(database, DeliveryKind.MATCH)}
    assert told == {*EVERYBODY} - {ANA}


def test_the_log_names_nobody(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    a_full_exchange(services)
    caplog.clear()

    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    assert not any(who in caplog.text for who in (*EVERYBODY, DAN))
    assert json.dumps(str(UserId(ANA))) not in caplog.text
