"""Whatever somebody sends: a refusal that says what to do, or the rows as they are; and never more
than the memory and the time that a file may take."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.domain.errors import FileProblem, FileRefused
from core.rosters import limits
from core.rosters.reading import Reader
from tests.unit.rosters.forking import ForkingReader
from tests.unit.rosters.hostile import HOSTILE

ROOT = Path(__file__).parents[3]
SECRET = b"ana.secret@example.com"
#: Long enough for a machine with much to do: the process itself gets five seconds of computing.
PATIENCE = 60


def refusal(reader: Reader, data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        reader.read(data)
    return caught.value


def outcome(reader: Reader, data: bytes) -> FileProblem | str:
    """Why it is refused, or the first cell of it."""
    try:
        return reader.read(data)[0].cells[0]
    except FileRefused as refused:
        return refused.problem


@pytest.fixture
def reader() -> Reader:
    return Reader(seconds=PATIENCE)


@pytest.fixture(scope="module")
def forking() -> Iterator[Reader]:
    with ForkingReader() as reader:
        yield reader


@pytest.fixture(scope="module")
def hurried() -> Iterator[Reader]:
    with ForkingReader(seconds=1) as reader:
        yield reader


NEAR_A_LIMIT = {name: case for name, case in HOSTILE.items() if isinstance(case[1], tuple)}
CLEAR = {name: case for name, case in HOSTILE.items() if name not in NEAR_A_LIMIT}


@pytest.mark.parametrize(("made", "expected"), CLEAR.values(), ids=CLEAR.keys())
def test_a_hostile_file_is_refused_or_read_as_it_is(
    forking: Reader, made: Callable[[], bytes], expected: FileProblem | str
) -> None:
    data = made()
    assert len(data) <= limits.MAX_BYTES or expected == FileProblem.TOO_BIG

    assert outcome(forking, data) == expected


@pytest.mark.parametrize(("made", "expected"), NEAR_A_LIMIT.values(), ids=NEAR_A_LIMIT.keys())
def test_a_file_that_would_take_very_much_ends_with_its_process(
    hurried: Reader, made: Callable[[], bytes], expected: tuple[FileProblem | str, ...]
) -> None:
    """A second ends them as five do; below, one of them meets the limit as it is."""
    data = made()
    assert len(data) <= limits.MAX_BYTES

    assert outcome(hurried, data) in expected


def test_a_file_that_is_computed_on_for_too_long_ends_at_the_limit(reader: Reader) -> None:
    made, expected = NEAR_A_LIMIT["sheet: a million texts"]

    assert outcome(reader, made()) in expected


def test_a_file_that_takes_too_long_is_given_up() -> None:
    assert refusal(Reader(seconds=0.001), SECRET).problem == FileProblem.TAKES_TOO_LONG


def confined(code: str) -> subprocess.CompletedProcess[str]:
    """What becomes of a process that reads a file, if it comes to do this."""
    script = f"from core.rosters.child import confine\nconfine()\n{code}"
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_no_file_takes_more_memory_than_the_limit() -> None:
    assert confined("bytearray(200 * 2**20)").returncode == 0
    assert "MemoryError" in confined("bytearray(256 * 2**20)").stderr


def test_no_file_is_computed_on_for_longer_than_the_limit() -> None:
    # What happens then is seen above: a million texts take longer.
    said = confined("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))")

    assert said.stdout.strip() == f"({limits.MAX_SECONDS}, {limits.MAX_SECONDS})"


def test_a_file_cannot_make_the_process_write_one(tmp_path: Path) -> None:
    path = tmp_path / "written"

    done = confined(f"from pathlib import Path\nPath({str(path)!r}).write_text('x')")

    assert "File too large" in done.stderr
    assert path.read_text() == ""


def test_the_process_is_told_nothing_but_where_its_modules_are(
    monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    # Were it to see this, it would not find Python's own library.
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")

    assert reader.read(SECRET)[0].cells == (SECRET.decode(),)


BROKEN_WITH_TEXT = {
    name: HOSTILE[f"sheet: {name}"][0] for name in ("a number that is none", "not XML")
}


@pytest.mark.parametrize("made", BROKEN_WITH_TEXT.values(), ids=BROKEN_WITH_TEXT.keys())
def test_what_a_file_says_is_neither_logged_nor_in_the_refusal(
    reader: Reader, caplog: pytest.LogCaptureFixture, made: Callable[[], bytes]
) -> None:
    caplog.set_level(logging.DEBUG)

    error = refusal(reader, made())

    assert error.problem == FileProblem.BROKEN
    assert "example" not in f"{error!r}{vars(error)}{caplog.text}"
    assert list(chain_of(error)) == [error]


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def test_the_log_says_what_kind_of_error_it_was(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    refusal(reader, HOSTILE["sheet: a number that is none"][0]())

    assert "ValueError" in caplog.text


def test_many_files_at_once_wait_for_one_another() -> None:
    reader = Reader(at_once=2, seconds=PATIENCE)
    files = [f"p{number}@example.com".encode() for number in range(8)]

    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(reader.read, files))

    assert [lines[0].cells[0].encode() for lines in read] == files


def test_whoever_would_wait_too_long_is_asked_to_come_back() -> None:
    reader = Reader(at_once=0, seconds=0.01)

    assert refusal(reader, SECRET).problem == FileProblem.BUSY
