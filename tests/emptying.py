"""Making a database of PostgreSQL as empty as a new one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, text

from core.db.models import Base
from core.db.session import Database

#: What so many deleted rows leave behind would be read through by whoever comes next.
MANY = 1_000


def empty(database: Database) -> None:
    """Deleting what a test has left takes a twentieth of truncating all tables."""
    with database.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            deleted: CursorResult[Any] = session.connection().execute(table.delete())
            if deleted.rowcount > MANY:
                session.execute(text(f"TRUNCATE {table.name} CASCADE"))


def leave_no_holes(database: Database) -> None:
    """For tests of where rows lie: new ones would fall to where deleted ones have been."""
    if database.is_sqlite:
        return
    tables = ", ".join(Base.metadata.tables)
    with database.write() as session:
        session.execute(text(f"TRUNCATE {tables}"))
