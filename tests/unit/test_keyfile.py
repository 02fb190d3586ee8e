"""The key file: made once, whole, for its owner alone, and never in place of a lost one."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.crypto import KeysInvalid
from core.keyfile import KeyFileMissing, load_or_create


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kringle.key"


def test_the_first_start_makes_the_file_for_its_owner_alone(path: Path) -> None:
    keys, created = load_or_create(path, may_create=True)

    assert created
    assert keys.ids == (1,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["kringle.key"]


def test_the_file_says_to_keep_it_apart_from_backups(path: Path) -> None:
    load_or_create(path, may_create=True)

    first, second, keys = path.read_text().splitlines()
    assert first.startswith("#")
    assert "apart from the database's backups" in second
    assert keys.startswith("1:")


def test_later_starts_read_the_same_key(path: Path) -> None:
    made, _ = load_or_create(path, may_create=True)
    found, created = load_or_create(path, may_create=False)

    assert not created
    assert found.unwrap(made.wrap(b"k" * 32, "T1"), "T1", 1) == b"k" * 32


def test_a_lost_file_is_not_replaced(path: Path) -> None:
    with pytest.raises(KeyFileMissing, match=r"kringle\.key is missing"):
        load_or_create(path, may_create=False)

    assert not path.exists()


def test_processes_that_start_together_use_one_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: load_or_create(path, may_create=True), range(8)))

    wrapped = made[0][0].wrap(b"k" * 32, "T1")
    assert all(keys.unwrap(wrapped, "T1", 1) == b"k" * 32 for keys, _ in made)
    assert sum(created for _, created in made) == 1


def test_several_keys_may_stand_in_several_lines(path: Path) -> None:
    load_or_create(path, may_create=True)
    old = path.read_text()
    path.write_text(old.replace("\n1:", "\n2:") + old)

    assert load_or_create(path, may_create=False)[0].ids == (2, 1)


@pytest.mark.parametrize("text", ["", "# nothing but a note\n", "1:hunter2\n"])
def test_an_unreadable_file_is_named_and_not_shown(path: Path, text: str) -> None:
    path.write_text(text)

    with pytest.raises(KeysInvalid, match=r"kringle\.key") as refused:
        load_or_create(path, may_create=True)
    assert "hunter2" not in str(refused.value)


def test_a_file_that_others_may_read_is_reported(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    load_or_create(path, may_create=True)
    assert caplog.messages == []
    path.chmod(0o644)

    load_or_create(path, may_create=False)

    assert "chmod 600" in caplog.text
