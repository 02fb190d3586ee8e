"""What stands in the tables, for tests that have to look behind the services."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import func, select, text

from core.db import models
from core.db.session import Database
from core.domain.types import DeliveryKind, DeliveryStatus

Row = TypeVar("Row", bound=models.Base)


def deliveries(
    database: Database, kind: DeliveryKind | None = None, addressee_id: str | None = None
) -> Sequence[models.Delivery]:
    query = select(models.Delivery).order_by(models.Delivery.addressee_id, models.Delivery.occasion)
    if kind:
        query = query.where(models.Delivery.kind == kind)
    if addressee_id:
        query = query.where(models.Delivery.addressee_id == addressee_id)
    with database.read() as session:
        return session.scalars(query).all()


def the_delivery(database: Database, kind: DeliveryKind, addressee_id: str) -> models.Delivery:
    (row,) = deliveries(database, kind, addressee_id)
    return row


def owed(database: Database, kind: DeliveryKind) -> list[str]:
    """Whom messages of this kind were written down for, whatever became of them."""
    return [row.addressee_id for row in deliveries(database, kind)]


def statuses(database: Database, kind: DeliveryKind) -> dict[str, DeliveryStatus]:
    return {row.addressee_id: row.status for row in deliveries(database, kind)}


def the_exchange(database: Database, exchange_id: str) -> models.Exchange:
    with database.read() as session:
        return session.get_one(models.Exchange, exchange_id)


def the_lane(database: Database, team_id: str) -> models.Workspace:
    with database.read() as session:
        return session.get_one(models.Workspace, team_id)


def everything(database: Database, table: type[Row]) -> Sequence[Row]:
    with database.read() as session:
        return session.scalars(select(table)).all()


def count(database: Database, table: type[models.Base]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def columns(row: models.Base) -> dict[str, object]:
    """Everything that stands in a row, to be compared."""
    return {one.key: getattr(row, one.key) for one in row.__table__.columns}


def wait_for_a_lock(database: Database, waiting: int = 1) -> None:
    """Until so many wait for somebody else's rows, in PostgreSQL."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with database.read() as session:
            query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if (session.scalar(query) or 0) >= waiting:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")
