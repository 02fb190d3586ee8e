"""What tests everywhere stand on: databases of both kinds, keys, time."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import make_url

from core.crypto import MasterKeys
from core.db import schema
from core.db.session import Database
from core.db.vault import Vault
from tests import postgres as postgres_server
from tests.clock import FixedClock
from tests.emptying import empty
from tests.postgres import Postgres

#: A folder in memory, where the system has one.
MEMORY = Path("/dev/shm")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in no order, but the same one each time: those that wait for what happens by itself and
    those that keep a core busy run beside one another, when several processes share them."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    order = list(files)
    Random(1).shuffle(order)
    items[:] = [item for path in order for item in files[path]]


def pytest_collection_finish() -> None:
    """What has been loaded by now stays: looking through it again and again takes a second each."""
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, 100)
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """cheroot keeps each server there is and was, for statistics that nobody reads here."""
    getattr(logging, "statistics", {}).clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started when the first test asks for it."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated database that others are copied from."""
    url = postgres.create()
    _migrate(url)
    return str(make_url(url).database)


@pytest.fixture(scope="session")
def reused_postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    url = postgres.create(postgres_template)
    yield url
    postgres.drop(url)


@pytest.fixture
def postgres_url(postgres: Postgres, reused_postgres_url: str, opened_postgres: Database) -> str:
    """A migrated, empty PostgreSQL database: the same one for each test, for to empty it takes a
    tenth of what it takes to make another. So tests leave its schema as it is; those of the schema
    have `empty_url`."""
    postgres.hang_up(reused_postgres_url)
    empty(opened_postgres)
    opened_postgres.close()
    return reused_postgres_url


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where SQLite has its files: in memory, if there is room. Each commit waits for the disk, and
    no test cuts the power."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**30
    if not has_room:
        yield tmp_path_factory.mktemp("sqlite")
        return
    with tempfile.TemporaryDirectory(prefix="kringle-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def sqlite_folder(quick_folder: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=quick_folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(quick_folder: Path) -> Path:
    """A migrated SQLite file that others are copied from."""
    path = quick_folder / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def sqlite_path(quick_folder: Path) -> Path:
    """Where each test finds its SQLite database, with nothing else beside it."""
    return quick_folder / "kringle" / "kringle.db"


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_path: Path) -> str:
    """A migrated SQLite database of the test's own."""
    shutil.rmtree(sqlite_path.parent, ignore_errors=True)
    sqlite_path.parent.mkdir()
    shutil.copyfile(sqlite_template, sqlite_path)
    return f"sqlite:///{sqlite_path}"


@pytest.fixture(scope="session")
def opened_sqlite(sqlite_path: Path) -> Database:
    """One for all tests, that remembers how statements are written; it closes after each."""
    return Database(f"sqlite:///{sqlite_path}")


@pytest.fixture(scope="session")
def opened_postgres(reused_postgres_url: str) -> Database:
    """The same."""
    return Database(reused_postgres_url)


@pytest.fixture
def sqlite_database(sqlite_url: str, opened_sqlite: Database) -> Iterator[Database]:
    yield opened_sqlite
    opened_sqlite.close()


@pytest.fixture
def postgres_database(postgres_url: str, opened_postgres: Database) -> Iterator[Database]:
    yield opened_postgres
    opened_postgres.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database: the test runs once on each kind."""
    kind = "sqlite" if request.param == "sqlite" else "postgres"
    opened: Database = request.getfixturevalue(f"{kind}_database")
    return opened


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        folder: Path = request.getfixturevalue("sqlite_folder")
        yield f"sqlite:///{folder / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def keys() -> MasterKeys:
    return MasterKeys.parse(f"1:{MasterKeys.new_key()}")


@pytest.fixture
def vault(keys: MasterKeys) -> Vault:
    return Vault(keys)


def _migrate(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.close()
