"""Very many rows at once, so that those who wait for their transaction do not wait for long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Insert, MetaData, Table, literal, literal_column, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from core.db import models
from core.db.session import Database

Rows = list[dict[str, Any]]

#: Room for all that a hundred thousand rows change: in SQLite's own 2 MB it would be written out
#: and read again many times before the transaction ends.
_CACHE_KIB = 128 * 1024


def insert(session: Session, table: type[models.Base], rows: Rows) -> None:
    """Past the session's own objects, which would take several times as long."""
    session.flush()
    session.connection().execute(_table(table).insert(), rows)


@dataclass(frozen=True)
class Laid:
    """Rows that lie ready, see `laid_ready`. In SQLite they lie on `connection`, and `copies` are
    the statements that take them from there."""

    database: Database
    rows: Mapping[type[models.Base], Rows]
    connection: Connection | None = None
    copies: Sequence[Insert] = ()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that can take them over: otherwise `core.db.session.Database.write`."""
        with self.database.write() as session:
            if self.connection:
                session.bind = self.connection
            yield session

    def put(self, session: Session) -> None:
        """Into their tables with them all."""
        if self.connection:
            for copy in self.copies:
                session.connection().execute(copy)
        else:
            for table, rows in self.rows.items():
                insert(session, table, rows)


@contextmanager
def laid_ready(database: Database, rows: Mapping[type[models.Base], Rows]) -> Iterator[Laid]:
    """The rows of each table, to be put there in this order; those of one table have the same
    columns. What can be done before the transaction is done here.

    In SQLite everybody waits for whoever writes. There the rows are laid into temporary tables of
    one connection, which locks nothing, and the transaction lets SQLite copy them: a fifth of the
    time that it takes to hand it so many rows, one by one. In PostgreSQL nobody waits for new rows.
    """
    if not (rows and database.is_sqlite):
        yield Laid(database, rows)
        return
    with database.connection() as connection:
        connection.detach()  # closed in the end: nothing of this is meant for anybody else
        copies = _lay_all(connection, rows)
        yield Laid(database, rows, connection, copies)
        # Else whoever writes next does it, and others wait for that.
        with suppress(sqlite3.Error):
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")


def _lay_all(connection: Connection, rows: Mapping[type[models.Base], Rows]) -> list[Insert]:
    cursor = connection.connection.cursor()
    try:
        cursor.execute("PRAGMA query_only = 0")  # it may have been used for reading
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
        cursor.execute("BEGIN")
        copies = [_lay(connection, _table(table), its_rows) for table, its_rows in rows.items()]
        cursor.execute("COMMIT")
    except sqlite3.Error as error:  # as SQLAlchemy would say it
        raise OperationalError("laying rows ready", None, error) from error
    return copies


def _lay(connection: Connection, target: Table, rows: Rows) -> Insert:
    """Lay them ready; how to copy them from there. What they have in common is given only once."""
    first, columns = rows[0], [target.c[name] for name in rows[0]]
    own = [
        Column(one.name, one.type)
        for one in columns
        if one.primary_key or any(row[one.name] != first[one.name] for row in rows)
    ]
    lying = Table(f"laid_{target.name}", MetaData(), *own, schema="temp")
    _fill(connection, lying, rows)
    values = (lying.c.get(one.name, literal(first[one.name], one.type)) for one in columns)
    return target.insert().from_select(
        list(first), select(*values).order_by(literal_column("rowid"))
    )


def _fill(connection: Connection, lying: Table, rows: Rows) -> None:
    # Past SQLAlchemy, in whose transactions SQLite would lock the database.
    dialect, cursor = connection.dialect, connection.connection.cursor()
    kinds = ((column.name, column.type.dialect_impl(dialect)) for column in lying.columns)
    kept = [(name, kind.bind_processor(dialect)) for name, kind in kinds]
    values = ([to(row[name]) if to else row[name] for name, to in kept] for row in rows)
    cursor.execute(str(CreateTable(lying).compile(dialect=dialect)))
    put = str(lying.insert().compile(dialect=dialect))
    cursor.executemany(put, values)  # type: ignore[arg-type] # sqlite3 takes any iterable


def _table(table: type[models.Base]) -> Table:
    return models.Base.metadata.tables[table.__tablename__]
