"""Plays acts on one office, each on the office as it was in the beginning."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltRequest
from sqlalchemy import make_url

from bot.app import build_bolt
from bot.config import Settings
from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.rosters import child
from core.rosters.reading import Reader
from core.services.registry import Services
from tests.clock import FixedClock
from tests.e2e.roles import slack
from tests.e2e.roles.acts import Act
from tests.e2e.roles.office import NAMED, Office, users
from tests.e2e.roles.worlds import open_office
from tests.fakes import FakeMessenger

#: All that is kept, but which requests have been handled.
TABLES = {one.name for one in models.Base.metadata.sorted_tables} - {
    models.HandledRequest.__tablename__
}
#: What organizers send.
FILE = f"Slack ID\n{NAMED}\n".encode()

Tables = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Played:
    """`shown`: every string in all that came of it for whoever acts, a line each. `broken`: what is
    logged as an error. `has_changed`: anything in the database but that the request is remembered.
    """

    shown: str
    broken: tuple[str, ...]
    has_changed: bool


class Broken(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class NearReader(Reader):
    """Reads in this process: to start another may take longer, where much else is running, than
    whoever has sent a file waits for what is in it."""

    def _run(self, data: bytes) -> subprocess.CompletedProcess[bytes]:
        said = json.dumps(child.answer(data)).encode()
        return subprocess.CompletedProcess((), 0, said, b"")


class Stage:
    def __init__(
        self,
        app: App,
        slack: slack.Slack,
        office: Office,
        file: sqlite3.Connection,
        broken: Broken,
    ) -> None:
        self._app = app
        self._slack = slack
        self._file = file
        self._broken = broken
        self.office = office
        self._beginning = sqlite3.connect(":memory:")
        file.backup(self._beginning)
        self._tables = self._read()

    def play(self, act: Act, who: str) -> Played:
        self._slack.shown.clear()
        self._broken.said.clear()
        version = self._version()
        body = act.make(self.office, who, self._slack.response_url)
        response = self._app.dispatch(BoltRequest(body=body, mode="socket_mode"))
        _wait_for_files()
        said = json.loads(response.body) if response.body else None
        shown = "\n".join(_strings([self._slack.shown, said]))
        broken = tuple(self._broken.said)
        if self._version() == version:
            return Played(shown, broken, has_changed=False)
        has_changed = self._read() != self._tables
        self._beginning.backup(self._file)
        return Played(shown, broken, has_changed)

    def close(self) -> None:
        self._beginning.close()

    def _version(self) -> int:
        """Another one after each transaction that wrote anything."""
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])

    def _read(self) -> Tables:
        return {one: self._file.execute(f'SELECT * FROM "{one}"').fetchall() for one in TABLES}


@contextmanager
def staged(database: Database, vault: Vault, state: str) -> Iterator[Stage]:
    """The real app on a SQLite database of its own."""
    messenger = FakeMessenger()
    services = Services.build(database, vault, FixedClock(), messenger, reader=NearReader())
    office = open_office(services, messenger, database, state)
    path = str(make_url(database.url).database)
    with slack.running(users(), FILE) as stand_in, closing(sqlite3.connect(path)) as file:
        environment = {
            "SLACK_BOT_TOKEN": "xoxb-1-1-roles",
            "SLACK_SIGNING_SECRET": "roles",
            "SLACK_API_URL": stand_in.api_url,
            "DATABASE_URL": str(database.url),
        }
        app = build_bolt(Settings.from_env(environment), services)
        broken, log = Broken(), logging.getLogger()
        stage = Stage(app, stand_in, office, file, broken)
        log.addHandler(broken)
        yield stage
        log.removeHandler(broken)
        stage.close()


def _wait_for_files() -> None:
    """They are sent in a thread of their own, after the answer."""
    for thread in threading.enumerate():
        if thread.name == "exporting":
            thread.join()


def _strings(value: Any) -> Iterator[str]:
    """Every string in it, also in what is sent as JSON within."""
    if isinstance(value, str):
        yield value
        if value.startswith(("{", "[")):
            yield from _strings(json.loads(value))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
