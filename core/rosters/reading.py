"""Reading a file that somebody sent, without trusting it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.domain.errors import FileProblem, FileRefused
from core.rosters import limits
from core.rosters.cells import Line

logger = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
#: So many files are read at the same time, each with the memory that the limits allow.
AT_ONCE = 2


class Reader:
    """Reads files, each in a process of its own. Safe to share between threads: the process is a
    new Python, not a copy of this one."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = limits.MAX_SECONDS) -> None:
        """A file may take so many `seconds`, and wait so long for its turn."""
        self._turns = threading.Semaphore(at_once)
        self._seconds = seconds
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_closed = False
        self._lock = threading.Lock()

    def close(self) -> None:
        """Nothing is read any more, and what is being read is given up."""
        with self._lock:
            self._is_closed = True
            for process in self._running:
                process.kill()

    def read(self, data: bytes) -> tuple[Line, ...]:
        """The rows with something in them, of a CSV file or of the first sheet of an .xlsx: what a
        file is called says little about what it is. Takes seconds: nobody may be waiting for an
        acknowledgement. Raises `FileRefused`, which holds nothing of what the file says."""
        if not data:
            raise FileRefused(FileProblem.EMPTY)
        if len(data) > limits.MAX_BYTES:
            raise FileRefused(FileProblem.TOO_BIG)
        if not self._turns.acquire(timeout=self._seconds):
            raise FileRefused(FileProblem.BUSY)
        try:
            done = self._run(data)
        finally:
            self._turns.release()
        if done is None:
            raise FileRefused(FileProblem.TAKES_TOO_LONG)
        return _lines(done)

    def _run(self, data: bytes) -> subprocess.CompletedProcess[bytes] | None:
        """None: it took too long, and was killed."""
        with self._begun() as process:
            try:
                said, complained = process.communicate(data, timeout=self._seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return None
        return subprocess.CompletedProcess((), process.returncode, said, complained)

    @contextmanager
    def _begun(self) -> Iterator[subprocess.Popen[bytes]]:
        # It finds what this process finds, and gets nothing else of its surroundings.
        path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
        with self._lock:
            if self._is_closed:
                raise FileRefused(FileProblem.BUSY)
            process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-B", "-m", "core.rosters.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env={"PYTHONPATH": path},
            )
            self._running.add(process)
        try:
            with process:
                yield process
        finally:
            with self._lock:
                self._running.discard(process)


def _lines(done: subprocess.CompletedProcess[bytes]) -> tuple[Line, ...]:
    said = _said(done)
    if "problem" in said:
        raise FileRefused(FileProblem(said["problem"]), said["line"])
    lines = tuple(Line(number, tuple(cells)) for number, cells in said["lines"])
    if not lines:
        raise FileRefused(FileProblem.EMPTY)
    return lines


def _said(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    """The answer. A process that ended without one met a file that the libraries do not take, or
    its limits."""
    if done.returncode == 0:
        said: dict[str, Any] = json.loads(done.stdout)
        return said
    # The name of an error's class, such as ParseError: the log gets no more than that.
    said_last = done.stderr[-80:].decode("ascii", errors="replace")
    why = said_last if said_last.isidentifier() else "no reason"
    logger.warning("a file could not be read (%s, exit code %s)", why, done.returncode)
    was_stopped = done.returncode < 0 or why == MemoryError.__name__
    return {"problem": "takes_too_long" if was_stopped else "broken", "line": None}
