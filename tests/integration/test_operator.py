"""The command line, as an operator uses it: answers in sentences, exit codes, no traceback."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot import app, logs, operator, storage
from bot.__main__ import main
from bot.failures import OperatorError
from core.config import CoreSettings
from core.crypto import Binding, MasterKeys
from core.db import schema
from core.db.session import Database
from core.db.vault import Vault
from tests.clock import START
from tests.integration.rows import delivery, exchange, workspace

ROOT = Path(__file__).parents[2]
BINDING = Binding("T0SANTA", "x", ("1",), "y")


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


def run(*arguments: str, cwd: Path, **environ: str) -> Outcome:
    """`python -m bot …` with nothing but these settings."""
    names = [name for name in os.environ if name.startswith(("SLACK_", "KRINGLE_", "LOG_"))]
    # Set and empty, so that a developer's own .env cannot fill them in.
    known = {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"}
    known |= {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "DATABASE_URL", "KRINGLE_KEYS"}
    known |= {"KRINGLE_HOST", "KRINGLE_PORT", "KRINGLE_TICK_SECONDS", "LOG_LEVEL", "LOG_FORMAT"}
    blank = dict.fromkeys([*names, *known], "")
    environment = {**os.environ, **blank, "PYTHONPATH": str(ROOT), **environ}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)


def settings(url: str, *keys: str) -> CoreSettings:
    return CoreSettings(url, ",".join(keys) or None)


def key(key_id: int) -> str:
    return f"{key_id}:{MasterKeys.new_key()}"


def seal_something(url: str, keys: str) -> None:
    database = Database(url)
    with database.write() as session:
        session.add(workspace())
        session.flush()
        Vault(MasterKeys.parse(keys)).seal(session, BINDING, b"secret", START)
    database.close()


def test_a_first_start_makes_database_and_key_and_says_so_once(tmp_path: Path) -> None:
    first = run("keys", "check", cwd=tmp_path)
    second = run("keys", "check", cwd=tmp_path)

    assert (first.status, second.status) == (0, 0)
    assert "kringle.key" in first.err
    assert second.err == ""
    assert stat.S_IMODE((tmp_path / "kringle.key").stat().st_mode) == 0o600


def test_missing_settings_are_all_named_and_end_with_2(tmp_path: Path) -> None:
    outcome = run(cwd=tmp_path)

    assert outcome.status == 2
    assert "SLACK_BOT_TOKEN" in outcome.err
    assert "SLACK_SIGNING_SECRET" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["--role", "king"],
        ["keys"],
        ["keys", "lose"],
        ["resync"],
        ["resync", "--since", "yesterday"],
        ["resync", "--since", "2026-11-01T10:00:00"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_the_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "usage: python -m bot" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("migrate", "doctor", "keys", "resync", "--role"))


def test_a_new_key_is_printed_alone_on_standard_output(tmp_path: Path) -> None:
    outcome = run("keys", "new", cwd=tmp_path, DATABASE_URL="postgresql+psycopg://u@h/d")

    name, _, value = outcome.out.strip().partition("=")
    assert (outcome.status, name) == (0, "KRINGLE_KEYS")
    assert MasterKeys.parse(value).ids == (1,)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://kringle:hush@127.0.0.1:1/kringle", "start the server"),
        ("sqlite:////nowhere/at/all/kringle.db", "directory"),
    ],
)
@pytest.mark.parametrize("arguments", [["migrate"], ["keys", "check"], ["keys", "rotate"]])
def test_a_database_out_of_reach_is_said_in_words(
    tmp_path: Path, url: str, told: str, arguments: list[str]
) -> None:
    outcome = run(*arguments, cwd=tmp_path, DATABASE_URL=url, KRINGLE_KEYS=key(1))

    assert outcome.status == 1
    assert told in outcome.err
    assert "hush" not in outcome.err


def test_a_file_that_is_no_database_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "kringle.db").write_text("this is no database at all" * 100)

    outcome = run("migrate", cwd=tmp_path)

    assert outcome.status == 1
    assert "not a database" in outcome.err


def test_a_key_file_that_holds_no_key_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "kringle.key").write_text("hush")

    outcome = run("keys", "check", cwd=tmp_path)

    assert outcome.status == 1
    assert "kringle.key" in outcome.err
    assert "hush" not in outcome.err


def test_a_missing_postgresql_database_is_said_in_words(postgres_url: str) -> None:
    gone = make_url(postgres_url).set(database="kringle_gone")

    with pytest.raises(OperatorError, match="does not exist"):
        storage.open_storage(settings(gone.render_as_string(hide_password=False), key(1)))


def test_postgresql_behind_is_not_opened_until_it_is_migrated(empty_url: str) -> None:
    chosen = settings(empty_url, key(1))
    if not chosen.is_sqlite:
        with pytest.raises(OperatorError, match="python -m bot migrate"):
            storage.open_storage(chosen)
        assert schema.head() in operator.migrate(chosen).result[0]

    opened = storage.open_storage(chosen)

    assert storage.readiness_of(opened.database)() is None
    opened.close()


def test_a_database_behind_is_not_ready(empty_url: str) -> None:
    database = Database(empty_url)

    assert storage.readiness_of(database)() == "the schema is behind"
    database.close()


def test_a_database_out_of_reach_is_not_ready() -> None:
    database = Database("postgresql+psycopg://u:hush@127.0.0.1:1/d")

    assert storage.readiness_of(database)() == "the database cannot be reached"
    database.close()


def test_sealed_rows_without_their_key_are_refused(sqlite_url: str) -> None:
    seal_something(sqlite_url, key(1))
    path = Path(str(make_url(sqlite_url).database)).with_name("kringle.key")

    with pytest.raises(OperatorError, match=r"kringle\.key is missing"):
        storage.open_storage(settings(sqlite_url))
    assert not path.exists()


@pytest.mark.parametrize("key_id", [1, 2])
def test_sealed_rows_with_another_key_are_refused(sqlite_url: str, key_id: int) -> None:
    seal_something(sqlite_url, key(1))

    with pytest.raises(OperatorError, match="sealed with master key 1"):
        storage.open_storage(settings(sqlite_url, key(key_id)))


def test_a_key_goes_from_new_over_rotation_to_being_dropped(sqlite_url: str) -> None:
    old = key(1)
    seal_something(sqlite_url, old)
    both = operator.new_key(settings(sqlite_url, old)).result[0].removeprefix("KRINGLE_KEYS=")
    before = operator.check_keys(settings(sqlite_url, both))

    rotated = operator.rotate_keys(settings(sqlite_url, both))

    after = operator.check_keys(settings(sqlite_url, both))
    assert MasterKeys.parse(both).ids == (2, 1)
    assert "keys rotate" in before.result[0]
    assert rotated.result[0].startswith("1 data keys")
    assert "may be dropped" in after.result[0]
    assert "1 data keys; wraps new ones" in after.result[1]
    storage.open_storage(settings(sqlite_url, both.split(",")[0])).close()


def test_a_port_that_is_taken_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
        outcome = run(cwd=tmp_path, KRINGLE_PORT=port, **slack)

    assert outcome.status == 1
    assert f"port {port}" in outcome.err


def test_a_start_on_postgresql_migrates_only_when_told_to(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[bool] = []

    def ended_at_once(kringle: app.Kringle) -> int:
        started.append(True)
        kringle._storage.close()
        return 0

    settings_of_slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    for name, value in {
        **settings_of_slack,
        "DATABASE_URL": empty_url,
        "KRINGLE_KEYS": key(1),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(logs, "configure", lambda *_: None)
    monkeypatch.setattr(app.Kringle, "run", ended_at_once)

    without = main([])
    told = main(["--migrate"])

    assert (without, told) == (0 if empty_url.startswith("sqlite") else 1, 0)
    assert len(started) == 2 - without


def test_a_new_key_joins_those_in_the_key_file(sqlite_url: str) -> None:
    storage.open_storage(settings(sqlite_url)).close()

    value = operator.new_key(settings(sqlite_url)).result[0].removeprefix("KRINGLE_KEYS=")

    assert MasterKeys.parse(value).ids == (2, 1)


def test_checking_finds_a_key_that_is_missing_and_one_that_is_wrong(sqlite_url: str) -> None:
    seal_something(sqlite_url, key(1))

    missing = operator.check_keys(settings(sqlite_url, key(2)))
    wrong = operator.check_keys(settings(sqlite_url, key(1)))

    assert not missing.is_good
    assert "not given" in missing.result[0]
    assert not wrong.is_good
    assert "another key of that number" in wrong.result[0]


def test_rotating_without_the_old_key_changes_nothing(sqlite_url: str) -> None:
    old = key(1)
    seal_something(sqlite_url, old)

    with pytest.raises(OperatorError, match="master key 1 is not given"):
        operator.rotate_keys(settings(sqlite_url, key(2)))
    assert operator.check_keys(settings(sqlite_url, old)).is_good


def test_resync_tells_how_many_will_be_looked_for(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        session.add(workspace())
        session.flush()
        session.add(exchange(draw_at=START.replace(year=2020)))
        session.flush()
        session.add(delivery())
    database.close()

    outcome = run(
        "resync", "--since", "2019-12-01T00:00:00Z", cwd=tmp_path, DATABASE_URL=sqlite_url
    )

    assert outcome.status == 0
    assert outcome.out.startswith("1 deliveries will be looked for")
    assert "1 exchanges had their deadline since" in outcome.out


def test_a_backup_from_the_future_is_refused(tmp_path: Path) -> None:
    outcome = run("resync", "--since", "2999-01-01T00:00:00Z", cwd=tmp_path)

    assert outcome.status == 1
    assert "future" in outcome.err
