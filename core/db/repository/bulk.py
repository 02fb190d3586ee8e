"""Very many rows at once, so that those who wait for their transaction do not wait for long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Insert,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.types import TypeEngine

from core.db import models
from core.db.session import Database

Rows = list[dict[str, Any]]

#: Room for all that a hundred thousand rows change: in SQLite's own 2 MB it would be written out
#: and read again many times before the transaction ends.
_CACHE_KIB = 128 * 1024
#: So few are handed over as they are: it takes longer to lay them ready.
FEW = 5000
#: So many are handed to PostgreSQL at once: whoever is in a hurry does not wait for silence.
PAGE = 5000


def insert(session: Session, table: type[models.Base], rows: Rows) -> None:
    """Past the session's own objects, which would take several times as long."""
    session.flush()
    session.connection().execute(_table(table).insert(), rows)


Tables = Mapping[type[models.Base], Rows]


@dataclass(frozen=True)
class Laid:
    """Rows that lie ready, see `laid_ready`. `copies` are what puts them into their tables: each a
    statement and what it is given. They may have to be taken from `connection`."""

    database: Database
    copies: Sequence[tuple[Insert, Rows | None]]
    connection: Connection | None = None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that can take them over: otherwise `core.db.session.Database.write`."""
        with self.database.write() as session:
            if self.connection:
                session.bind = self.connection
            yield session

    def put(self, session: Session) -> None:
        """Into their tables with them all."""
        session.flush()
        connection = session.connection()
        for copy, given in self.copies:
            connection.execute(copy, given)


def as_given(database: Database, rows: Tables) -> Laid:
    """Of rows that lie nowhere else; see `laid_ready`."""
    each = [(_table(table), its_rows) for table, its_rows in rows.items()]
    if database.is_sqlite:
        return Laid(database, [(target.insert(), its_rows) for target, its_rows in each])
    return Laid(database, [_unnested(target, its_rows) for target, its_rows in each])


@contextmanager
def laid_ready(database: Database, rows: Tables) -> Iterator[Laid]:
    """The rows of each table, to be put there in this order; those of one table have the same
    columns. What can be done before the transaction is done here.

    In SQLite everybody waits for whoever writes. There the rows are laid into temporary tables of
    one connection, which locks nothing, and the transaction lets SQLite copy them: a fifth of the
    time that it takes to hand it so many rows, one by one. In PostgreSQL nobody waits for new rows.
    """
    if not database.is_sqlite or sum(map(len, rows.values())) <= FEW:
        yield as_given(database, rows)
        return
    with database.connection() as connection:
        connection.detach()  # closed in the end: nothing of this is meant for anybody else
        copies = _lay_all(connection, rows)
        yield Laid(database, [(copy, None) for copy in copies], connection)
        # Else whoever writes next does it, and others wait for that.
        with suppress(sqlite3.Error):
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")


def _lay_all(connection: Connection, rows: Tables) -> list[Insert]:
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
    """Lay them ready; how to copy them from there."""
    own = [Column(one.name, one.type) for one in _own(target, rows)]
    lying = Table(f"laid_{target.name}", MetaData(), *own, schema="temp")
    _fill(connection, lying, rows)
    return _copy(target, rows, lying.c, literal_column("rowid"))


def _fill(connection: Connection, lying: Table, rows: Rows) -> None:
    # Past SQLAlchemy, in whose transactions SQLite would lock the database.
    dialect, cursor = connection.dialect, connection.connection.cursor()
    kinds = ((column.name, column.type.dialect_impl(dialect)) for column in lying.columns)
    kept = [(name, kind.bind_processor(dialect)) for name, kind in kinds]
    values = ([to(row[name]) if to else row[name] for name, to in kept] for row in rows)
    cursor.execute(str(CreateTable(lying).compile(dialect=dialect)))
    put = str(lying.insert().compile(dialect=dialect))
    cursor.executemany(put, values)  # type: ignore[arg-type] # sqlite3 takes any iterable


def _unnested(target: Table, rows: Rows) -> tuple[Insert, Rows]:
    """For PostgreSQL, column by column: half the time that it takes row by row."""
    own = _own(target, rows)
    values = (bindparam(one.name, type_=ARRAY(_unbounded(one))) for one in own)
    names = (column(one.name, one.type) for one in own)
    statement = _copy(target, rows, func.unnest(*values).table_valued(*names).render_derived().c)
    pages = (rows[first : first + PAGE] for first in range(0, len(rows), PAGE))
    return statement, [{one.name: [row[one.name] for row in page] for one in own} for page in pages]


def _unbounded(column: Column[Any]) -> TypeEngine[Any]:
    """PostgreSQL cuts off what is too long for the type of an array, and refuses it in a column."""
    return Text() if type(column.type) is String else column.type


def _own(target: Table, rows: Rows) -> list[Column[Any]]:
    """The columns that are the key, or differ from row to row."""
    first = rows[0]
    return [
        target.c[name]
        for name in first
        if target.c[name].primary_key or any(row[name] != first[name] for row in rows)
    ]


def _copy(
    target: Table, rows: Rows, own: ReadOnlyColumnCollection[str, Any], *order: ColumnElement[Any]
) -> Insert:
    """From where their own columns lie. What they have in common is given only once."""
    values = (own.get(name, literal(value, target.c[name].type)) for name, value in rows[0].items())
    return target.insert().from_select(list(rows[0]), select(*values).order_by(*order))


def _table(table: type[models.Base]) -> Table:
    return models.Base.metadata.tables[table.__tablename__]
