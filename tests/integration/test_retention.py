"""What is long over is purged: all of it but what later draws need, and in the end that, too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Enum, Table, select

from core.db import models
from core.db.models import Base
from core.db.repository import retention
from core.db.session import Database
from core.db.types import UtcDateTime
from core.domain.bulletins import Audience
from core.domain.errors import ExchangeNotFound
from core.domain.retention import KEPT_FOR, MATCHES_KEPT_FOR
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, GiftMark, Side
from core.services import retention as purging
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    a_wish,
    an_exchange,
    by,
    deliver,
    mutual,
    person,
    the_clock,
)
from tests.clock import FixedClock
from tests.integration import looking
from tests.integration.drawn import matches

S = ExchangeStatus
DAY = timedelta(days=1)
#: Tables without a column `exchange_id`: they belong to a workspace, or hang on a row that goes.
OF_NO_EXCHANGE = {"workspaces", "creators", "data_keys", "handled_requests", "reminder_stops"}


def a_full_exchange(services: Services, status: S, **options: Any) -> Exchange:
    """Something in every table."""
    exchange = an_exchange(services, exclusions=[mutual(OLGA, ANA)], message="Hello", **options)
    team_id, exchange_id = exchange.team_id, exchange.exchange_id
    services.wishlists.add_item(by(ANA, team_id), exchange_id, a_wish())
    services.drawing.draw_now(by(OLGA, team_id), exchange_id)
    services.talk.send(by(ANA, team_id), exchange_id, Side.GIVER, "Tea?", key="k")
    caller = by(OLGA, team_id)
    services.bulletins.send(caller, exchange_id, "Lunch", Audience.JOINED, key="k")
    reader = services.matches.show(by(ANA, team_id), exchange_id).recipient_id
    said = looking.everything(services.talk.database, models.AnonymousMessage)
    (message,) = (one.message_id for one in said if one.exchange_id == exchange_id)
    services.talk.mute(by(reader, team_id), message)
    services.gifts.mark(by(ANA, team_id), exchange_id, GiftMark.READY)
    admin = person("U0BOSS", team_id, is_admin=True)
    services.break_glass.ask(by(OLGA, team_id), exchange_id, BEN, "Ill", admin)
    deliver(services)
    if status == S.CANCELLED:
        services.exchanges.cancel(by(OLGA, team_id), exchange_id)
    if status == S.COMPLETED:
        the_clock(services).advance(31 * DAY)
        services.exchanges.complete_due()
    fill(services.talk.database, exchange)
    return exchange


def fill(database: Database, exchange: Exchange) -> None:
    """A row in every table that has none of this exchange yet."""
    has = left_of(database, exchange.exchange_id)
    with database.write() as session:
        for model in retention.EMPTIED:
            if model.__tablename__ not in has:
                columns = model.__table__.columns
                values = {one.name: something(one, exchange) for one in columns if not one.nullable}
                session.add(model(**values))


def something(column: ColumnElement[Any], exchange: Exchange) -> object:
    own_id = exchange.exchange_id
    known = {"exchange_id": own_id, "team_id": exchange.team_id}
    people = dict.fromkeys(("user_id", "giver_id"), ANA)
    if column.key in known | people:
        return (known | people)[str(column.key)]
    if column.primary_key:
        return own_id
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class or ()))
    if isinstance(column.type, UtcDateTime):
        return exchange.draw_at
    return column.type.python_type()


def left_of(database: Database, exchange_id: str) -> dict[str, int]:
    """How many rows each table has of it, where there are any."""
    counts = {}
    with database.read() as session:
        for table in Base.metadata.tables.values():
            if "exchange_id" in table.c:
                query = select(table).where(table.c.exchange_id == exchange_id)
                counts[table.name] = len(session.execute(query).all())
    return {name: count for name, count in counts.items() if count}


def test_every_table_of_an_exchange_is_emptied_or_said_to_be_kept() -> None:
    kept = {"exchanges", "assignments", "forget_requests"}
    emptied = [model.__tablename__ for model in retention.EMPTIED]
    hanging = {table.name for table in Base.metadata.tables.values() if "exchange_id" in table.c}

    assert sorted(emptied) == sorted(hanging - kept)
    for name in set(Base.metadata.tables) - hanging - OF_NO_EXCHANGE:
        assert goes_along(Base.metadata.tables[name], {*emptied}), f"{name} outlives its exchange"
    for name in hanging - kept:
        parents = {key.column.table.name for key in Base.metadata.tables[name].foreign_keys}
        for parent in parents & {*emptied}:
            assert emptied.index(name) < emptied.index(parent)


def goes_along(table: Table, emptied: set[str]) -> bool:
    return any(
        key.column.table.name in emptied and key.ondelete == "CASCADE" for key in table.foreign_keys
    )


def test_every_column_that_stays_is_said_to_stay() -> None:
    kept = {one.key for one in retention.KEPT_OF_EXCHANGES}
    blank = {one.key for one in retention.BLANKS}
    for column in models.Exchange.__table__.columns:
        assert column.nullable or column.name in kept | blank, column.name
    assert not kept & blank
    kept = {one.key for one in retention.KEPT_OF_ASSIGNMENTS}
    assert {column.name for column in models.Assignment.__table__.columns} == kept


@pytest.mark.parametrize("status", [S.COMPLETED, S.CANCELLED])
def test_what_is_over_for_long_enough_is_purged_and_nothing_else(
    services: Services, database: Database, clock: FixedClock, status: S
) -> None:
    over = a_full_exchange(services, status)
    since = clock.now() if status == S.CANCELLED else clock.now() - DAY
    running = a_full_exchange(services, S.DRAWN, team_id=OTHER_TEAM)
    before = {one.exchange_id: left_of(database, one.exchange_id) for one in (over, running)}
    assert len(before[over.exchange_id]) == len(retention.EMPTIED) + 2

    clock.advance(since + KEPT_FOR - timedelta(hours=1) - clock.now())
    assert services.retention.purge_due() == 0
    assert left_of(database, over.exchange_id) == before[over.exchange_id]
    clock.advance(timedelta(hours=2))
    assert services.retention.purge_due() == 1

    kept = {"exchanges": 1, "assignments": 4} if status == S.COMPLETED else {}
    assert left_of(database, over.exchange_id) == kept
    assert left_of(database, running.exchange_id) == before[running.exchange_id]
    assert services.retention.purge_due() == 0


def test_nothing_is_purged_before_it_is_revealed(
    services: Services, database: Database, clock: FixedClock
) -> None:
    late = clock.now() + KEPT_FOR
    exchange = an_exchange(services, status=S.COMPLETED, reveal_at=late)
    ended_at = looking.the_exchange(database, exchange.exchange_id).completes_at
    assert ended_at
    clock.advance(ended_at + KEPT_FOR - clock.now())
    assert services.retention.purge_due() == 0

    clock.advance(late + KEPT_FOR - timedelta(hours=1) - clock.now())
    assert services.retention.purge_due() == 0  # they can look at it as long as at any other
    clock.advance(timedelta(hours=1))
    assert services.retention.purge_due() == 1


def test_nothing_of_what_people_wrote_is_left(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = a_full_exchange(services, S.COMPLETED, name="CANARY-name")
    services.matches.show(by(ANA), exchange.exchange_id)
    clock.advance(KEPT_FOR)

    services.retention.purge_due()

    row = looking.the_exchange(database, exchange.exchange_id)
    kept = {one.key for one in retention.KEPT_OF_EXCHANGES}
    left = {name: value for name, value in looking.columns(row).items() if name not in kept}
    assert {value for value in left.values() if value is not None} <= {
        *("", "UTC", 0, False, True, exchange.exchange_id)
    }
    assert (row.status, bool(row.drawn_at), bool(row.seed_encrypted)) == (S.COMPLETED, True, True)
    assert looking.count(database, models.Look) == 0


def test_nobody_finds_what_is_purged(services: Services, clock: FixedClock) -> None:
    exchange = a_full_exchange(services, S.COMPLETED)
    clock.advance(KEPT_FOR)

    services.retention.purge_due()

    for who in EVERYBODY:
        assert services.history.past(by(who)).exchanges == ()
        assert services.overview.status(by(who)) == []
        with pytest.raises(ExchangeNotFound):
            services.matches.show(by(who), exchange.exchange_id)
        with pytest.raises(ExchangeNotFound):
            services.participation.join(by(who), exchange.exchange_id, person(who))


def test_nobody_finds_what_is_half_purged_and_the_next_look_does_the_rest(
    services: Services,
    other_worker: Services,
    database: Database,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(purging, "PAGE", 3)
    exchange = a_full_exchange(services, S.COMPLETED)
    clock.advance(KEPT_FOR)
    begun = services.retention._begin()
    assert begun == exchange.exchange_id
    for _ in range(4):
        assert not services.retention._go_on(begun)
    assert left_of(database, begun)["assignments"] == 4
    assert "wishlists" not in left_of(database, begun)

    assert services.history.past(by(ANA)).exchanges == ()
    assert other_worker.retention.purge_due() == 1

    assert left_of(database, begun) == {"exchanges": 1, "assignments": 4}
    assert services.retention._go_on(begun)  # whoever was slower finds nothing more to do


def test_nobody_draws_whom_they_gave_to_in_what_is_purged(
    services: Services, database: Database, clock: FixedClock
) -> None:
    before = an_exchange(services, status=S.COMPLETED)
    given = matches(services, before.exchange_id)
    clock.advance(KEPT_FOR)
    services.retention.purge_due()

    for _ in range(6):
        now = an_exchange(services, status=S.DRAWN)
        drawn = matches(services, now.exchange_id)
        assert not any(drawn[who] == given[who] for who in EVERYBODY)
        services.exchanges.cancel(by(OLGA), now.exchange_id)
    assert services.exclusions.board(by(OLGA), an_exchange(services).exchange_id).has_past


def test_in_the_end_the_matches_go_as_well(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = a_full_exchange(services, S.COMPLETED)
    clock.advance(KEPT_FOR)
    services.retention.purge_due()
    clock.advance(MATCHES_KEPT_FOR - KEPT_FOR)

    assert services.retention.purge_due() == 1

    assert left_of(database, exchange.exchange_id) == {}
    assert services.retention.purge_due() == 0


def test_the_operator_says_for_how_long(
    services: Services, database: Database, clock: FixedClock, vault: Any
) -> None:
    exchange = a_full_exchange(services, S.COMPLETED)
    patient = Services.build(
        database, vault, clock, services.outbox.messenger, retention=timedelta(days=10)
    )
    clock.advance(8 * DAY)
    assert patient.retention.purge_due() == 0
    clock.advance(2 * DAY)

    assert patient.retention.purge_due() == 1
    assert services.retention.purge_due() == 0
    assert "wishlists" not in left_of(database, exchange.exchange_id)


def test_what_an_older_kringle_has_cancelled_goes_by_its_draw(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services, status=S.CANCELLED)
    with database.write() as session:
        session.get_one(models.Exchange, exchange.exchange_id).cancelled_at = None
    clock.advance(exchange.draw_at - clock.now() + KEPT_FOR)

    assert services.retention.purge_due() == 1
    assert left_of(database, exchange.exchange_id) == {}
    assert BEN not in str(looking.everything(database, models.Delivery))
