"""The key file: where the master key of an embedded Kringle lies when nobody has given one."""

from __future__ import annotations

import logging
import os
import secrets
import stat
from pathlib import Path

from core.crypto import CryptoError, KeysInvalid, MasterKeys

_NOTE = """\
# Kringle's master key: without it, nobody can read matches, wishlists or tokens any more.
# Keep a copy, and keep it apart from the database's backups: who has both can read everything.
"""

_log = logging.getLogger(__name__)


class KeyFileMissing(CryptoError):
    """The database holds sealed rows, so that a new key would open none of them."""


def load_or_create(path: Path, may_create: bool) -> tuple[MasterKeys, bool]:
    """The keys in the file, and whether the file has just been made.

    `may_create` says that the database has no data keys yet. Raises `KeyFileMissing` when there is
    no file and none may be made, `KeysInvalid` when it is unreadable as keys, `OSError` when it
    cannot be read or written. Logs a warning when others may read it.
    """
    created = not path.exists() and _create(path, may_create)
    _warn_when_open(path)
    return _read(path), created


def _read(path: Path) -> MasterKeys:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    try:
        return MasterKeys.parse(",".join(line for line in lines if line and line[0] != "#"))
    except KeysInvalid as problem:
        raise KeysInvalid(f"{path}: {problem}") from None


def _create(path: Path, may_create: bool) -> bool:
    if not may_create:
        raise KeyFileMissing(
            f"{path} is missing, but the database holds rows sealed with its key. Put the file "
            "back from its copy, or set KRINGLE_KEYS; a new key would open nothing"
        )
    # Whole or not at all: another process that starts now, or the next start after a crash, must
    # never find half a key.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, f"{_NOTE}1:{MasterKeys.new_key()}\n")
        os.link(draft, path)
    except FileExistsError:
        return False  # another process was quicker, and its key counts
    finally:
        draft.unlink(missing_ok=True)
    return True


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _warn_when_open(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        _log.warning("%s may be read by other users of this machine: chmod 600 it", path)
