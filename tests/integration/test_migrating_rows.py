"""What stands in the database of an older Kringle is there after a migration, meaning the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import alembic.command
import pytest
from sqlalchemy import MetaData, insert, select, text

from core.db import models, schema
from core.db.engine import migrating
from core.db.session import Database
from core.domain.types import DeliveryKind, DeliveryStatus, WhoCreates
from tests.clock import START
from tests.integration import looking
from tests.integration.delivering import MATCH

D = DeliveryStatus
CANCELLED = DeliveryKind.CANCELLED
WAITING = (D.PENDING, D.UNKNOWN)
HOUR = timedelta(hours=1)
TEAM = "T0SANTA"

Values = dict[str, Any]


def exchange(exchange_id: str, **changed: Any) -> Values:
    values = {
        "exchange_id": exchange_id,
        "team_id": TEAM,
        "creation_key": f"form of {exchange_id}",
        "name": "Winter",
        "status": "open",
        "channel_id": "C0SANTA",
        "channel_is_private": False,
        "draw_at": START + HOUR,
        "time_zone": "Europe/Berlin",
        "message": "",
        "created_at": START,
        "round": 0,
        "announced_channel_id": None,
        "announced_ts": None,
        "announced_at": None,
        "refresh_at": None,
        "seed_encrypted": None,
    }
    return values | changed


def delivery(name: str, status: DeliveryStatus, **changed: Any) -> Values:
    values = {
        "delivery_id": f"row {name}",
        "team_id": TEAM,
        "exchange_id": "drawn",
        "kind": "match",
        "addressee_id": f"U0{name.upper()}",
        "occasion": "",
        "key": f"mark {name}",
        "status": status.value,
        "due_at": START + HOUR,
        "attempts": 1,
        "is_doubtful": False,
        "first_tried_at": None,
        "error": None,
        "sent_at": None,
        "channel_id": None,
        "message_ts": None,
    }
    return values | changed


def person(exchange_id: str, user_id: str, status: str = "joined") -> Values:
    return {
        "exchange_id": exchange_id,
        "user_id": user_id,
        "team_id": TEAM,
        "status": status,
        "changed_at": START,
    }


OUT = {"announced_channel_id": "C0SANTA", "announced_ts": "1.2", "announced_at": START}
OLD: dict[str, list[Values]] = {
    "workspaces": [
        {
            "team_id": TEAM,
            "created_at": START,
            "lane_held_by": "a process",
            "lane_held_until": START + HOUR,
            "lane_waits_until": START + HOUR,
            "pace": 7.5,
        }
    ],
    "exchanges": [
        exchange("announced", refresh_at=START, **OUT),
        exchange("new"),
        exchange("drawn", status="drawn", seed_encrypted=b"sealed", **OUT),
    ],
    "participants": [
        person("announced", "U0ANA"),
        person("announced", "U0BEN"),
        person("announced", "U0CLEO", "left"),
        person("drawn", "U0ANA"),
    ],
    "assignments": [
        {
            "exchange_id": "drawn",
            "giver_id": "U0ANA",
            "team_id": TEAM,
            "recipient_encrypted": b"sealed",
            "recipient_key": b"key",
        }
    ],
    "deliveries": [
        delivery("pending", D.PENDING, attempts=0),
        delivery("sending", D.SENDING, first_tried_at=START),
        delivery("unknown", D.UNKNOWN, first_tried_at=START, is_doubtful=True),
        delivery("failed", D.FAILED, error="user_disabled"),
        delivery("doubtful", D.FAILED, error="user_disabled", is_doubtful=True),
        delivery("sent", D.SENT, sent_at=START, channel_id="D0SENT", message_ts="1.3"),
        delivery("report", D.PENDING, kind="report", occasion="0"),
        delivery("news", D.PENDING, kind="announcement", exchange_id="new"),
    ],
}


@pytest.fixture
def old(empty_url: str) -> Iterator[Database]:
    """A database of the first revision, with rows of every kind."""
    database = Database(empty_url)
    with migrating(database.url) as connection:
        alembic.command.upgrade(schema.configured(connection), "0001")
    tables = MetaData()
    tables.reflect(database.engine)
    with database.write() as session:
        for table, rows in OLD.items():
            values = [{name: plain(value, database) for name, value in row.items()} for row in rows]
            session.execute(insert(tables.tables[table]), values)
    yield database
    database.close()


def plain(value: object, database: Database) -> object:
    """SQLite keeps moments without their zone, which is UTC."""
    is_moment = isinstance(value, datetime) and database.is_sqlite
    return value.replace(tzinfo=None) if is_moment else value  # type: ignore[attr-defined]


def by_mark(database: Database) -> dict[str, models.Delivery]:
    rows = looking.deliveries(database)
    kept = (row for row in rows if row.kind != DeliveryKind.REFRESH)
    return {row.delivery_id.removeprefix("mark "): row for row in kept}


#: What is kept under another name, or in another way.
CHANGED = {"delivery_id", "key", "due_at", "is_doubtful", "team_id"}


def test_people_are_counted(old: Database) -> None:
    schema.upgrade(old)

    with old.read() as session:
        rows = session.scalars(select(models.Exchange)).all()
    assert {row.exchange_id: row.joined_count for row in rows} == {
        "announced": 2,
        "new": 0,
        "drawn": 1,
    }
    assert {(row.revision, row.drawing_until) for row in rows} == {(0, None)}
    assert {row.exchange_id: row.announced_ts for row in rows} == {
        "announced": "1.2",
        "new": None,
        "drawn": "1.2",
    }


def test_nobody_repeats_their_last_exchange(old: Database) -> None:
    schema.upgrade(old)

    with old.read() as session:
        rows = session.scalars(select(models.Exchange)).all()
    assert {(row.no_repeats, row.repeat_count) for row in rows} == {(1, None)}


def test_deliveries_keep_their_marks_and_what_is_known_of_them(old: Database) -> None:
    schema.upgrade(old)

    rows, before = (
        by_mark(old),
        {row["key"].removeprefix("mark "): row for row in OLD["deliveries"]},
    )
    assert rows.keys() == before.keys()
    kept = [one for one in OLD["deliveries"][0] if one not in CHANGED]
    for name, row in rows.items():
        assert {one: getattr(row, one) for one in kept} == {one: before[name][one] for one in kept}
        assert row.owed_at == START + HOUR
        assert row.priority == {MATCH: 1, CANCELLED: 2}.get(row.kind, 0)
        assert row.not_before == (START + HOUR if row.status in WAITING else None)
        assert (row.owner, row.tried_at) == (None, None)


def test_what_was_in_doubt_is_in_doubt(old: Database) -> None:
    schema.upgrade(old)

    rows = by_mark(old)
    doubted = {name for name, row in rows.items() if row.settles_at is not None}
    assert doubted == {"unknown", "doubtful"}
    assert {rows[name].settles_at for name in doubted} == {START + HOUR}
    assert [name for name, row in rows.items() if row.leased_until] == ["sending"]


def test_the_lane_goes_on_at_its_pace(old: Database) -> None:
    schema.upgrade(old)

    lane = looking.the_lane(old, TEAM)
    assert (lane.pace, lane.lane_waits_until) == (7.5, START + HOUR)
    assert (lane.lane_next_at, lane.lane_error) == (None, None)


def test_every_announcement_that_is_out_is_kept_true(old: Database) -> None:
    schema.upgrade(old)

    rows = looking.deliveries(old, DeliveryKind.REFRESH)
    owed = {(row.exchange_id, row.addressee_id, row.status, row.priority) for row in rows}
    assert owed == {("announced", "C0SANTA", D.PENDING, 0), ("drawn", "C0SANTA", D.PENDING, 0)}
    assert len({row.delivery_id for row in rows}) == len(rows)
    assert {len(row.delivery_id) for row in rows} == {32}


def test_old_exchanges_have_no_envelopes_and_nobody_is_known_to_have_looked(old: Database) -> None:
    schema.upgrade(old)

    with old.read() as session:
        exchanges = session.scalars(select(models.Exchange)).all()
        looks = session.scalars(select(models.Look)).all()
    assert [row.has_envelopes for row in exchanges] == [False] * 3
    assert looks == []


def test_nothing_else_is_touched(old: Database) -> None:
    before = untouched(old)

    schema.upgrade(old)

    assert untouched(old) == before
    assert len(before["participants"]) == 4


def untouched(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """As much of it as there was in the first revision."""
    kept = {table: ", ".join(OLD[table][0]) for table in ("participants", "assignments")}
    with database.read() as session:
        return {
            table: sorted(map(tuple, session.execute(text(f"SELECT {columns} FROM {table}"))))
            for table, columns in kept.items()
        }


def test_and_back_again_every_delivery_has_its_mark(old: Database) -> None:
    schema.upgrade(old)
    schema.downgrade(old, "0001")

    with old.read() as session:
        columns = "key, status, is_doubtful, kind, attempts"
        rows = session.execute(text(f"SELECT {columns} FROM deliveries")).all()
    assert sorted((key, status, bool(doubt), kind, n) for key, status, doubt, kind, n in rows) == [
        (row["key"], row["status"], row["is_doubtful"], row["kind"], row["attempts"])
        for row in sorted(OLD["deliveries"], key=lambda row: row["key"])
    ]
    assert schema.current(old) == "0001"


def test_there_and_back_and_there_again(old: Database) -> None:
    schema.upgrade(old)
    before = [looking.columns(row) for row in looking.deliveries(old)]
    schema.downgrade(old, "0001")

    schema.upgrade(old)

    after = [looking.columns(row) for row in looking.deliveries(old)]
    assert len(after) == len(before)
    marks = {row["delivery_id"] for row in before if row["kind"] != DeliveryKind.REFRESH}
    assert marks <= {row["delivery_id"] for row in after}


def test_who_organized_before_was_made_an_organizer_by_nobody(old: Database) -> None:
    organizer = {"exchange_id": "new", "user_id": "U0ANA", "team_id": TEAM, "since_at": START}
    with old.write() as session:
        table = models.Base.metadata.tables["organizers"]
        session.execute(insert(table).values(organizer))

    schema.upgrade(old)

    with old.read() as session:
        (row,) = session.scalars(select(models.Organizer))
    assert (row.user_id, row.since_at, row.made_by) == ("U0ANA", START, None)


def test_everyone_may_create_where_nobody_has_said_otherwise(old: Database) -> None:
    schema.upgrade(old)

    assert looking.the_lane(old, TEAM).who_creates == WhoCreates.EVERYONE


def test_news_that_an_older_kringle_does_not_know_go_with_the_way_back(old: Database) -> None:
    schema.upgrade(old)
    with old.write() as session:
        session.execute(
            text("UPDATE deliveries SET kind = 'organizer' WHERE kind = 'announcement'")
        )

    schema.downgrade(old, "0002")

    with old.read() as session:
        kinds = set(session.scalars(text("SELECT kind FROM deliveries")))
    assert kinds == {"match", "report", "refresh"}
