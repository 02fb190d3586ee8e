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
    asked = str(query.compile(sqlite_database.engine)).replace("(__[POSTCOMPILE_seen])", "('')")
    values = (None,) * asked.count("?")  # which they are makes no difference to the plan
    with sqlite_database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values).all()

    steps = [
        step[-1] for step in plan if step[-1].endswith("deliveries") or "deliveries " in step[-1]
    ]
    assert steps
    assert all(index in step for step in steps)
