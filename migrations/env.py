"""What Alembic runs: for the `alembic` command, and for `core.db.schema` in a running Kringle.

Two processes may start together: each takes the database's lock first and looks at the revision
only then, so that one migrates and the other finds nothing to do.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from dotenv import load_dotenv
from sqlalchemy import Connection, Enum, text

from core.config import DEFAULT_DATABASE_URL
from core.db.engine import migrating, parse_url
from core.db.models import Base
from core.db.types import UtcDateTime

ADVISORY_LOCK = 0x6B72696E676C65  # "kringle"
#: Waiting for the other process's migration may take long; for a table in use it must not, since
#: everybody else queues behind the one who waits.
LOCK_WAITS = "10min"
LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "5min"


def database_url() -> str:
    load_dotenv(Path(__file__).parents[1] / ".env")
    return os.environ.get("DATABASE_URL") or DEFAULT_DATABASE_URL


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our own types as plain ones: a revision must not change when `core` does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def configure(**options: Any) -> None:
    context.configure(
        target_metadata=Base.metadata,
        render_item=render_item,
        compare_type=True,
        render_as_batch=True,
        transactional_ddl=True,
        **options,
    )


def take_turn(connection: Connection) -> None:
    """Waits for another process's migration. In SQLite, `BEGIN IMMEDIATE` has done so already."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAITS}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))


def check_references(connection: Connection) -> None:
    """SQLite did not watch the foreign keys while tables were rebuilt: look before committing."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise RuntimeError(f"the migration left a row of {broken[0]} without its {broken[2]}")


def migrate(connection: Connection) -> None:
    """Runs inside the transaction of `connection`; committing is the caller's."""
    take_turn(connection)
    configure(connection=connection)
    context.run_migrations()
    check_references(connection)


def print_sql(url: str) -> None:
    configure(url=url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.INFO)
    url = parse_url(database_url())
    if context.is_offline_mode():
        print_sql(url.render_as_string())
        return
    with migrating(url) as connection:
        migrate(connection)


run()
