"""Reading many files, each in a process of its own as ever, that are copies of one which has loaded
the libraries. A new Python for each of a hundred files takes longer than all of the files."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from core.rosters import child, limits
from core.rosters.reading import Reader

ROOT = Path(__file__).parents[3]
LENGTH = struct.Struct("<Q")
ANSWER = struct.Struct("<iQQ")


class ForkingReader(Reader):
    """One thread's. Each process may compute for so many `seconds`."""

    def __init__(self, seconds: int = limits.MAX_SECONDS) -> None:
        super().__init__()
        self._may_compute = seconds

    def __enter__(self) -> ForkingReader:
        self._copied = subprocess.Popen(
            [sys.executable, "-m", __name__, str(self._may_compute)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._copied.communicate()

    def _run(self, data: bytes) -> subprocess.CompletedProcess[bytes]:
        assert self._copied.stdin is not None
        assert self._copied.stdout is not None
        self._copied.stdin.write(LENGTH.pack(len(data)) + data)
        self._copied.stdin.flush()
        code, said, complained = ANSWER.unpack(self._copied.stdout.read(ANSWER.size))
        stdout = self._copied.stdout.read(said)
        return subprocess.CompletedProcess([], code, stdout, self._copied.stdout.read(complained))


def main() -> None:
    """Forks for each file that comes, and sends what became of it."""
    from core.rosters import delimited, encodings, workbooks  # noqa: F401 # loaded once

    limits.MAX_SECONDS = int(sys.argv[1])
    while header := sys.stdin.buffer.read(LENGTH.size):
        data = sys.stdin.buffer.read(*LENGTH.unpack(header))
        code, stdout, stderr = _forked(data)
        sys.stdout.buffer.write(ANSWER.pack(code, len(stdout), len(stderr)) + stdout + stderr)
        sys.stdout.buffer.flush()


def _forked(data: bytes) -> tuple[int, bytes, bytes]:
    """As `subprocess.run` says it: the exit code, negative for a signal, and what was written."""
    (file, to_file), (out, to_out), (err, to_err) = os.pipe(), os.pipe(), os.pipe()
    if (process := os.fork()) == 0:
        for ours, standard in ((file, 0), (to_out, 1), (to_err, 2)):
            os.dup2(ours, standard)
        os.closerange(3, 64)
        try:
            child.main()
            sys.stdout.flush()
        except BaseException:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    for theirs in (file, to_out, to_err):
        os.close(theirs)
    _write(to_file, data)
    said, complained = _all(out), _all(err)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), said, complained


def _write(pipe: int, data: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(pipe, "wb") as to:  # it may have ended early
        to.write(data)


def _all(pipe: int) -> bytes:
    with os.fdopen(pipe, "rb") as of:
        return of.read()


if __name__ == "__main__":
    main()
