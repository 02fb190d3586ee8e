"""A SQLite file is for one process: a second one says so and touches nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
from sqlalchemy import make_url

from bot import app, doctor, operator, storage
from bot.config import Settings
from bot.failures import OperatorError
from core.config import CoreSettings
from core.db import schema
from core.db.session import Database
from core.occupancy import Occupancy, Occupied, is_occupied
from tests.clock import START
from tests.eventually import eventually
from tests.integration.test_operator import ROOT, key, run, settings
from tests.ports import free_port

#: Enough to start, and Slack is asked nothing before it asks.
SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "s",
    "SLACK_API_URL": "http://127.0.0.1:1/",
}
RUNNING = "Another Kringle is already using"


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(str(make_url(sqlite_url).database))


@contextmanager
def begun(folder: Path, port: int = 0, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """`python -m bot` in this folder, on the database that lies there by default."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "KRINGLE_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot"],
        cwd=folder,
        env={**environment, "SLACK_APP_TOKEN": "", "KRINGLE_KEYS": "", **SLACK, **environ},
        stderr=subprocess.PIPE,
        text=True,
    )
    with closing(process.stderr or sys.stderr):
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5).ok
    except requests.ConnectionError:
        return False


def everything(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_a_second_process_says_so_and_touches_nothing(tmp_path: Path) -> None:
    port = free_port()
    with begun(tmp_path, port):
        eventually(lambda: answers(port))
        before = everything(tmp_path)

        second = run(cwd=tmp_path, **SLACK, KRINGLE_PORT="0")

        assert second.status == 1
        assert second.err.startswith(RUNNING)
        assert "kringle.db" in second.err
        assert "PostgreSQL" in second.err
        assert everything(tmp_path) == before
        assert answers(port)


def test_of_two_that_start_at_the_same_moment_one_runs(tmp_path: Path) -> None:
    with begun(tmp_path) as one, begun(tmp_path) as other:
        eventually(lambda: any(process.poll() is not None for process in (one, other)))

        ended, running = (one, other) if one.poll() is not None else (other, one)
        assert ended.returncode == 1
        assert ended.stderr is not None
        assert RUNNING in ended.stderr.read()
        assert running.poll() is None


def test_a_killed_process_leaves_no_lock(path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from core.occupancy import Occupancy\n"
        "kept = Occupancy(Path(sys.argv[1])); print('taken', flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "taken\n"
    assert is_occupied(path)

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    assert not is_occupied(path)
    Occupancy(path).close()


def relative(path: Path) -> Path:
    return Path(os.path.relpath(path))


def roundabout(path: Path) -> Path:
    return path.parent / ".." / path.parent.name / path.name


def linked(path: Path) -> Path:
    link = path.with_name("link.db")
    link.symlink_to(path.name)
    return link


def in_linked_folder(path: Path) -> Path:
    link = path.parent / "link"
    link.symlink_to(path.parent)
    return link / path.name


@pytest.mark.parametrize("name", [relative, roundabout, linked, in_linked_folder])
def test_the_same_file_by_another_name_is_the_same(
    path: Path, name: Callable[[Path], Path]
) -> None:
    same = name(path)

    with closing(Occupancy(path)):
        assert is_occupied(same)
        with pytest.raises(Occupied):
            Occupancy(same, wait_seconds=0)
    assert not is_occupied(same)


def test_another_file_beside_it_is_another(path: Path) -> None:
    with closing(Occupancy(path)):
        Occupancy(path.with_name("other.db"), wait_seconds=0).close()


def test_looking_makes_no_file(tmp_path: Path) -> None:
    assert not is_occupied(tmp_path / "kringle.db")
    assert list(tmp_path.iterdir()) == []


def test_a_start_that_fails_lets_others_start(sqlite_url: str, path: Path) -> None:
    storage.open_storage(settings(sqlite_url)).close()
    path.with_name("kringle.key").write_text("no key at all")

    with pytest.raises(OperatorError, match=r"kringle\.key"):
        storage.open_storage(settings(sqlite_url))

    assert not is_occupied(path)


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_part_of_the_work_cannot_be_done_on_sqlite(
    sqlite_url: str, path: Path, role: str
) -> None:
    chosen = Settings(settings(sqlite_url), bot_token="xoxb-1", signing_secret="s")

    with pytest.raises(OperatorError, match="PostgreSQL"):
        app.build(chosen, role=role)
    assert not is_occupied(path)


MUST_BE_ALONE: dict[str, Callable[[CoreSettings], object]] = {
    "migrate": operator.migrate,
    "resync": lambda chosen: operator.resync(chosen, START.replace(year=2020)),
    "keys rotate": operator.rotate_keys,
}
MAY_BE_BESIDE: dict[str, Callable[[CoreSettings], operator.Answer]] = {
    "keys check": operator.check_keys,
    "keys new": operator.new_key,
}


@pytest.mark.parametrize("command", MUST_BE_ALONE.values(), ids=MUST_BE_ALONE.keys())
def test_what_a_running_kringle_would_not_survive_is_refused(
    sqlite_url: str, path: Path, command: Callable[[CoreSettings], object]
) -> None:
    chosen = settings(sqlite_url, key(1))
    with closing(Occupancy(path)):
        before = everything(path.parent)
        with pytest.raises(OperatorError, match=RUNNING):
            command(chosen)
        assert everything(path.parent) == before

    command(chosen)


@pytest.mark.parametrize("command", MAY_BE_BESIDE.values(), ids=MAY_BE_BESIDE.keys())
def test_what_only_looks_may_run_beside_it(
    sqlite_url: str, path: Path, command: Callable[[CoreSettings], operator.Answer]
) -> None:
    with closing(Occupancy(path)):
        assert command(settings(sqlite_url, key(1))).is_good


def test_looking_beside_another_version_migrates_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kringle.db'}"

    with closing(Occupancy(tmp_path / "kringle.db")), closing(Database(url)) as database:
        with pytest.raises(OperatorError, match="another version"):
            operator.check_keys(settings(url, key(1)))
        assert schema.current(database) is None


def test_the_doctor_tells_that_one_is_running(sqlite_url: str, path: Path) -> None:
    environ = {**SLACK, "DATABASE_URL": sqlite_url, "KRINGLE_KEYS": key(1)}

    with closing(Occupancy(path)):
        during = {one.subject: one for one in doctor.examine(environ)}["database"]
    after = {one.subject: one for one in doctor.examine(environ)}["database"]

    assert during.is_good
    assert "a Kringle is running" in during.words
    assert "running" not in after.words


def test_changing_keys_is_told_for_one_process_and_for_several(sqlite_url: str) -> None:
    alone = operator.new_key(settings(sqlite_url, key(1)))
    together = operator.new_key(settings("postgresql+psycopg://u@h/d", key(1)))

    assert "stop Kringle" in " ".join(alone.advice)
    assert "restart all" in " ".join(together.advice)
