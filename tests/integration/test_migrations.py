"""The schema goes up, is what the models say, and goes down, in both databases."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE

import alembic.command
import pytest
from alembic.util import CommandError
from sqlalchemy import inspect, text

from core.db import schema
from core.db.engine import migrating
from core.db.models import Base
from core.db.session import Database
from core.domain.types import DeliveryKind
from tests.integration import rows

ROOT = Path(__file__).parents[2]
SQLITE_SCHEMA = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic%'"
POSTGRES_SCHEMA = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid::regclass::text <> 'alembic_version' AND connamespace = 'public'::regnamespace
      AND contype <> 'n'
    UNION SELECT indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION SELECT table_name || '.' || column_name,
      concat_ws(' ', data_type, character_maximum_length, numeric_precision, numeric_scale,
      is_nullable, column_default) FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'alembic_version'
"""


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url)
    yield database
    database.close()


@pytest.fixture
def database(empty: Database) -> Database:
    """Migrated, and the test's own: it may go down again."""
    schema.upgrade(empty)
    return empty


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def shape(database: Database) -> dict[str, str]:
    """Everything the database itself knows of its tables, in a comparable form."""
    query = SQLITE_SCHEMA if database.is_sqlite else POSTGRES_SCHEMA
    with database.read() as session:
        return {name: in_order(sql or "") for name, sql in session.execute(text(query))}


def in_order(sql: str) -> str:
    """Columns and constraints may stand in any order, with any blanks and quotes."""
    plain = re.sub(r'[\s"]+', " ", sql)
    columns, *rules = re.split(r", (?=CONSTRAINT)|(?<=\)) \)$", plain)
    return " ".join(sorted([*re.split(r", |\( ", columns), *rules]))


def test_a_new_database_has_no_revision_and_is_behind(empty: Database) -> None:
    assert schema.current(empty) is None
    assert schema.is_behind(empty)


def test_up_makes_every_table(empty: Database) -> None:
    schema.upgrade(empty)

    assert schema.current(empty) == schema.head()
    assert not schema.is_behind(empty)
    assert tables(empty) == set(Base.metadata.tables)


def test_up_twice_changes_nothing(empty: Database) -> None:
    schema.upgrade(empty)
    schema.upgrade(empty)

    assert schema.current(empty) == schema.head()


def test_alembic_finds_no_difference_to_the_models(database: Database) -> None:
    with migrating(database.url) as connection:
        alembic.command.check(schema.configured(connection))


def test_the_migrated_schema_is_the_models_with_all_checks(empty: Database) -> None:
    Base.metadata.create_all(empty.engine)
    expected = shape(empty)
    Base.metadata.drop_all(empty.engine)

    schema.upgrade(empty)

    assert shape(empty) == expected


def test_down_removes_every_table(database: Database) -> None:
    schema.downgrade(database, "base")

    assert tables(database) == set()
    assert schema.current(database) is None


def test_down_and_up_again_works(database: Database) -> None:
    schema.downgrade(database, "base")
    schema.upgrade(database)

    assert schema.current(database) == schema.head()


def test_anonymous_messages_do_not_outlive_their_tables(database: Database) -> None:
    kinds = (DeliveryKind.ANONYMOUS, DeliveryKind.TALK_REPORT, DeliveryKind.MATCH)
    with database.write() as session:
        session.add(rows.workspace())
        session.flush()
        session.add(rows.exchange())
        session.flush()
        session.add_all([rows.anonymous_message(), rows.closed_talk()])
        session.add_all([rows.delivery(f"D{kind}", kind=kind) for kind in kinds])

    schema.downgrade(database, "0002")
    schema.upgrade(database)

    with database.read() as session:
        left = session.scalars(text("SELECT kind FROM deliveries")).all()
    assert left == [DeliveryKind.MATCH]


def test_a_failing_migration_leaves_nothing_behind(empty: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        migrate_and_fail(empty)

    assert tables(empty) == set()
    assert schema.current(empty) is None


def migrate_and_fail(database: Database) -> None:
    with migrating(database.url) as connection:
        alembic.command.upgrade(schema.configured(connection), "head")
        raise ZeroDivisionError


def test_a_kringle_without_its_migrations_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "versions").mkdir()
    monkeypatch.setattr(schema, "MIGRATIONS", tmp_path)
    schema.head.cache_clear()

    with pytest.raises(FileNotFoundError, match="no migrations"):
        schema.head()


def test_a_database_of_a_newer_kringle_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert schema.is_behind(database)
    with pytest.raises(CommandError, match="9999"):
        schema.upgrade(database)


def test_threads_that_upgrade_at_once_do_it_once(empty_url: str) -> None:
    def upgrade(_number: int) -> str | None:
        database = Database(empty_url)
        schema.upgrade(database)
        revision = schema.current(database)
        database.close()
        return revision

    with ThreadPoolExecutor(4) as pool:
        revisions = set(pool.map(upgrade, range(4)))

    assert revisions == {schema.head()}


def test_an_upgrade_waits_for_another_that_is_not_committed(empty: Database) -> None:
    late = threading.Thread(target=schema.upgrade, args=[empty])

    with migrating(empty.url) as connection:
        alembic.command.upgrade(schema.configured(connection), "head")
        late.start()
        late.join(0.3)
        assert late.is_alive()
    late.join(30)

    assert schema.current(empty) == schema.head()


UPGRADE = """
import sys
from core.db import schema
from core.db.session import Database

database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
schema.upgrade(database)
print(schema.current(database))
"""


def test_processes_that_upgrade_at_once_do_it_once(empty_url: str) -> None:
    command = [sys.executable, "-c", UPGRADE, empty_url]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
        for _ in range(3)
    ]
    ready = [process.stdout.readline() for process in started if process.stdout]

    with ThreadPoolExecutor(3) as pool:
        ended = list(pool.map(lambda process: process.communicate("go\n", timeout=60), started))

    assert ready == ["ready\n"] * 3
    assert ended == [(f"{schema.head()}\n", "")] * 3


def test_migrating_from_code_leaves_the_logging_alone(empty: Database) -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.getLogger("alembic").level)

    schema.upgrade(empty)

    assert (list(root.handlers), root.level, logging.getLogger("alembic").level) == before
    assert not logging.getLogger("kringle").disabled


def test_the_alembic_command_reads_the_address_from_the_environment(empty_url: str) -> None:
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(
        command, cwd=ROOT, env={"DATABASE_URL": empty_url}, check=True, capture_output=True
    )

    database = Database(empty_url)
    revision = schema.current(database)
    database.close()

    assert revision == schema.head()


def test_the_alembic_command_can_print_the_sql() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head", "--sql"],
        cwd=ROOT,
        env={"DATABASE_URL": "postgresql://nobody:hunter2@nowhere/kringle"},
        check=True,
        capture_output=True,
        text=True,
    )

    assert "CREATE TABLE deliveries" in printed.stdout
    assert "hunter2" not in printed.stdout + printed.stderr
