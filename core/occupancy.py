"""One process at a time on an embedded database.

The lock is the operating system's (`flock`), so that it ends with the process, however that ends.
It lies on a file of its own beside the database: to open and close the database itself would drop
the locks that SQLite has on it.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

#: The process before this one may be about to end, or somebody may just be asking.
WAIT_SECONDS = 0.5
_PAUSE_SECONDS = 0.05


class Occupied(Exception):
    """Another process is using the database."""


class Occupancy:
    """Held from when it is made until `close`. Raises `Occupied`, or `OSError` when the directory
    cannot be written to."""

    def __init__(self, database: Path, wait_seconds: float = WAIT_SECONDS) -> None:
        self._descriptor = os.open(lock_file(database), os.O_RDWR | os.O_CREAT, 0o600)
        gives_up_at = time.monotonic() + wait_seconds
        while not _lock(self._descriptor):
            if time.monotonic() >= gives_up_at:
                self.close()
                raise Occupied
            time.sleep(_PAUSE_SECONDS)

    def close(self) -> None:
        """Harmless when repeated."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def lock_file(database: Path) -> Path:
    """The same for every way in which the database can be named."""
    path = database.resolve()
    return path.with_name(f"{path.name}.lock")


def is_occupied(database: Path) -> bool:
    """Whether a process is using it at this moment. Makes no file."""
    if not lock_file(database).exists():
        return False
    try:
        Occupancy(database, wait_seconds=0).close()
    except Occupied:
        return True
    return False


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
