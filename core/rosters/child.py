"""A process of its own in which one file is read: `python -m core.rosters.child`.

The file comes by standard input, and the answer leaves by standard output: rows of text or a
refusal, as JSON. Whatever a file makes of the libraries that read it, it makes it here, with little
memory, little time, and no key, token or database at hand.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from types import TracebackType
from typing import Any

from core.domain.errors import FileProblem, FileRefused
from core.rosters import limits
from core.rosters.cells import Line

#: A zip archive; the second one is empty.
ARCHIVES = (b"PK\3\4", b"PK\5\6")
OLD_DOCUMENT = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def lines_of(data: bytes) -> list[Line]:
    """The rows of a file, by what it is and not by what it is called. Raises `FileRefused`, and
    anything else for a file that is broken."""
    if data.startswith(OLD_DOCUMENT):
        is_encrypted = ENCRYPTED in data
        problem = FileProblem.PROTECTED if is_encrypted else FileProblem.OTHER_SPREADSHEET
        raise FileRefused(problem)
    # Imported only when it is needed: openpyxl takes a tenth of a second, a CSV has no use for it.
    if data.startswith(ARCHIVES):
        from core.rosters import workbooks

        return workbooks.lines_of(data)
    from core.rosters import delimited, encodings

    return delimited.lines_of(encodings.text_of(data))


def answer(data: bytes) -> dict[str, Any]:
    """What is sent back: the rows, or the refusal."""
    try:
        return {"lines": [(line.number, line.cells) for line in lines_of(data)]}
    except FileRefused as refusal:
        return {"problem": refusal.problem, "line": refusal.line}
    except MemoryError:
        return {"problem": FileProblem.TAKES_TOO_LONG, "line": None}


def confine() -> None:
    """Nothing here may take more than the limits, whatever happens to whoever waits for it."""
    confined = {
        resource.RLIMIT_AS: limits.MAX_MEMORY_BYTES,
        resource.RLIMIT_CPU: limits.MAX_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,  # it would hold what the file says
    }
    for kind, most in confined.items():
        # The machine may allow even less, and macOS knows no limit of this kind for memory.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def say_no_more_than_its_kind(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """What an error says, and the lines it went through, may hold what the file says."""
    sys.stderr.write(kind.__name__)


def main() -> None:
    sys.excepthook = say_no_more_than_its_kind
    confine()
    said = answer(sys.stdin.buffer.read(limits.MAX_BYTES + 1))
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
