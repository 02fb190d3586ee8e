"""The schema's revision: which one a database has, which one this Kringle needs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from core.db.engine import migrating
from core.db.session import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"

_alembic = threading.Lock()  # what a revision calls `op` is one for the whole process


def current(database: Database) -> str | None:
    """The revision the database has; None before the first migration."""
    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


@cache
def head() -> str:
    """The revision this Kringle needs."""
    revision = ScriptDirectory.from_config(configured()).get_current_head()
    if revision is None:
        raise FileNotFoundError(f"no migrations in {MIGRATIONS}")
    return revision


def is_behind(database: Database) -> bool:
    """Whether `upgrade` is needed. Also true for a database that a newer Kringle has migrated:
    there `upgrade` raises `alembic.util.CommandError`."""
    return current(database) != head()


def upgrade(database: Database) -> None:
    """Brings the schema to `head()`, all or nothing. Safe while another process does the same."""
    with _migrating(database) as config:
        command.upgrade(config, "head")


def downgrade(database: Database, revision: str) -> None:
    """Takes the schema back to `revision`, all or nothing; `base` removes every table."""
    with _migrating(database) as config:
        command.downgrade(config, revision)


def configured(connection: Connection | None = None) -> Config:
    """For Alembic's commands, which then run inside the transaction of `connection`."""
    config = Config()  # not alembic.ini: it is for the command line, and would change sys.path
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(database: Database) -> Iterator[Config]:
    with _alembic, migrating(database.url) as connection:
        yield configured(connection)
