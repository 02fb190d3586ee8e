"""What is asked all the time is looked up by an index made for it: sending must not take longer the
more has ever been sent."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select

from core.db.repository import lanes
from core.db.session import Database


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (lanes._NEXT, "ix_deliveries_waiting"),
        (lanes._READY, "ix_deliveries_waiting"),
        (lanes._HAS_EXPIRED, "ix_deliveries_sending"),
    ],
    ids=["next", "ready", "expired"],
)
def test_sqlite_uses_its_partial_indexes(
    sqlite_database: Database, query: Select[Any], index: str
) -> None:
    steps = plan_of(sqlite_database, query)

    assert steps
    assert all(index in step for step in steps)


def test_what_may_not_be_tidied_yet_is_not_walked_through(sqlite_database: Database) -> None:
    """There may be hundreds in each workspace, for a quarter of an hour, and it is asked each
    second."""
    steps = plan_of(sqlite_database, lanes._READY)

    assert {step.partition("AND ")[2] for step in steps} == {"priority<?)", "priority>?)"}


def plan_of(database: Database, query: Select[Any]) -> list[str]:
    """How SQLite looks for deliveries in it."""
    asked = str(query.compile(database.engine)).replace("(__[POSTCOMPILE_seen])", "('')")
    values = (None,) * asked.count("?")  # which they are makes no difference to the plan
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values).all()
    steps = [str(step[-1]) for step in plan]
    return [step for step in steps if step.endswith("deliveries") or "deliveries " in step]
