"""Whoever asks to be forgotten is named nowhere any more."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Enum, String, update

from core import crypto
from core.crypto import Binding
from core.db import models
from core.db.models import Base
from core.db.repository import exchanges, forgetting
from core.db.session import Database
from core.db.vault import Vault
from core.domain.errors import WrongStatus
from core.domain.forgetting import is_forgotten
from core.domain.retention import KEPT_FOR
from core.domain.snapshots import Exchange, Traces
from core.domain.types import ExchangeStatus, Side, UserId
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
    an_exchange,
    by,
    deliver,
    person,
    the_clock,
)
from tests.clock import START
from tests.integration import looking, rows
from tests.integration.drawn import matches
from tests.integration.forgotten import Dump, a_full_exchange, end, reveal
from tests.integration.test_draw_secrets import ASSIGNMENTS, leave_no_holes, written

S = ExchangeStatus
#: Columns that name nobody: other ids of Kringle's own and of Slack's, and what people write.
NOBODY = {
    *("team_id", "channel_id", "announced_channel_id", "announced_ts", "message_ts"),
    *("exchange_id", "source_id", "creation_key", "exclusion_id", "opening_id", "roster_id"),
    *("message_id", "case_id", "rescue_id", "bulletin_id", "delivery_id", "owner", "request_id"),
    *("name", "message", "time_zone", "budget_currency", "engine", "error", "lane_error"),
    *("origin", "origin_name", "fingerprint"),
}


def test_every_column_that_names_somebody_is_known() -> None:
    named = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
        if column.name not in NOBODY
    }

    listed = {
        (column.class_.__tablename__, column.key)
        for column in (*forgetting.NAMES, *forgetting.STAYS)
    }
    occasions = {("deliveries", "occasion"), ("preflight_looks", "occasion")}
    assert listed | occasions == named


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
    tables = {column.class_.__tablename__ for column in forgetting.NAMES}
    assert dump.naming(ANA) >= tables - {"forget_requests"}
    before = matches(services, full.exchange_id)

    found = services.forgetting.forget(by(ANA))
    assert (len(found.left), len(found.drawn), found.past_count) == (1, 0, 3)
    services.forgetting.forget_due()

    assert dump.naming(ANA) == {"excluded_people", "forget_requests"}
    services.exchanges.cancel(by(OLGA), coming.exchange_id)
    services.forgetting.forget_due()
    assert dump.naming(ANA) == set()
    assert "CANARY" not in "".join(
        text for table in Base.metadata.sorted_tables for text in dump.rows(table)
    )
    check_history_of_others(services, full, before)
    check_still_a_draw(services, database, vault)
    assert services.history.past(by(ANA)).exchanges == ()
    assert services.forgetting.look(by(ANA)) == Traces()
    assert services.forgetting.forget_due() == 0


def test_that_somebody_left_or_wanted_to_goes_with_them(
    services: Services, database: Database, vault: Vault
) -> None:
    left = an_exchange(services, status=S.DRAWN)
    wants_out = an_exchange(services, status=S.DRAWN, people=(ANA, BEN, CLEO))
    services.organizers.change(by(ANA), wants_out.exchange_id, [person(OLGA)], ())
    for exchange in (left, wants_out):
        services.repairs.drop_out(by(ANA), exchange.exchange_id)
    services.repairs.deactivated(by(ANA))
    deliver(services)
    about = {row.occasion for row in looking.deliveries(database) if ANA in row.occasion}
    assert len(about) == 2  # one of them with a number before her name
    end(services)

    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    assert Dump(database, vault).naming(ANA) == set()


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


def test_where_rows_lie_does_not_tell_who_gives_to_them(
    services: Services, database: Database
) -> None:
    leave_no_holes(database)
    exchange = an_exchange(services, status=S.DRAWN)
    for who in EVERYBODY:
        services.matches.show(by(who), exchange.exchange_id)
    end(services)
    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    place = "rowid" if database.is_sqlite else "ctid"
    _, keys = written(database, exchange.exchange_id, ASSIGNMENTS.format(place))
    assert list(keys) == sorted(keys)
    assert looking.count(database, models.Look) == 0


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


def test_the_log_names_nobody(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    a_full_exchange(services)
    caplog.clear()

    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    assert not any(who in caplog.text for who in (*EVERYBODY, DAN))
    assert json.dumps(str(UserId(ANA))) not in caplog.text
