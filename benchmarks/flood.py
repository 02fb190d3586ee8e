"""What a gigabyte of bodies that nobody signed costs: memory of the whole bot, in HTTP mode on
SQLite, while strangers post as fast as they can over 32 connections.

Four kinds of strangers: bodies just below what is read at all, bodies of 50 MB that say so, bodies
of 50 MB in chunks that do not, and bodies that begin and never end. `hung up` got no answer, since
the bot does not read on what it has refused. `MB more` is the peak above what the bot held before;
`log` how many bytes it wrote, and `leaked` how often it wrote what a body said. At the end a signed
command must be answered. A target with ! is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks import office, processes, slack_stub
from benchmarks.commands import MARK, commands
from benchmarks.load import Load, fired
from benchmarks.processes import Running

ROW = "{:<28} {:>7} {:>9} {:>6} {:>6} {:>6} {:>8} {:>6} {:>6} {:>8} {:>6} {:>7}  {}\n"
HEAD = (
    "1 GB in all",
    "MB sent",
    "requests",
    "401",
    "413",
    "400",
    "hung up",
    "other",
    "MB",
    "MB more",
    "log",
    "leaked",
    "target",
)
MB = 1_000_000
CONNECTIONS = 32
MOST_MORE = 50.0
CANARY = b"canary-U0RECIPIENT "
PIECE = CANARY * 3449  # 64 KB
POST = b"POST /slack/events HTTP/1.1\r\nHost: kringle.example\r\n"
SIGNED = b"X-Slack-Request-Timestamp: %d\r\nX-Slack-Signature: v0=%s\r\n"


def just_small_enough() -> Iterator[bytes]:
    signature = SIGNED % (int(time.time()), b"0" * 64)
    yield POST + signature + b"Content-Length: %d\r\n\r\n" % (15 * len(PIECE))
    for _ in range(15):
        yield PIECE


def far_too_large() -> Iterator[bytes]:
    yield POST + b"Content-Length: %d\r\n\r\n" % (50 * MB)
    for _ in range(50 * MB // len(PIECE)):
        yield PIECE


def in_chunks() -> Iterator[bytes]:
    yield POST + b"Transfer-Encoding: chunked\r\n\r\n"
    for _ in range(50 * MB // len(PIECE)):
        yield b"%x\r\n%s\r\n" % (len(PIECE), PIECE)


def never_ending() -> Iterator[bytes]:
    yield POST + b"Content-Length: %d\r\n\r\n" % (15 * len(PIECE))
    for _ in range(14):
        yield PIECE
        time.sleep(0.01)


#: Each kind, and how much of everything that is sent is of it. The last takes seconds for each.
KINDS: dict[str, tuple[Callable[[], Iterator[bytes]], float]] = {
    "0.98 MB, wrong signature": (just_small_enough, 0.35),
    "50 MB, unsigned": (far_too_large, 0.3),
    "50 MB in chunks, unsigned": (in_chunks, 0.3),
    "0.9 MB of 0.98, then silence": (never_ending, 0.05),
}
REFUSALS = ("401", "413", "400", "hung up")


@dataclass
class Flood:
    """How many bytes left, and what came back for each request."""

    sent: int
    answers: Counter[str]


def flooded(port: int, kind: str, size: int) -> Flood:
    """In another process, until so many bytes are sent."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_flood, port, kind, size).result()


def _flood(port: int, kind: str, size: int) -> Flood:
    flood = Flood(0, Counter())
    lock = threading.Lock()

    def pour() -> None:
        while flood.sent < size:
            sent, answer = _post(port, KINDS[kind][0]())
            with lock:
                flood.sent += sent
                flood.answers[answer] += 1

    strangers = [threading.Thread(target=pour) for _ in range(CONNECTIONS)]
    for stranger in strangers:
        stranger.start()
    for stranger in strangers:
        stranger.join()
    return flood


def _post(port: int, pieces: Iterator[bytes]) -> tuple[int, str]:
    """How much could be sent, and the status that came back, if any."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                sent += len(piece)
        except OSError:
            pass  # it does not read on; its answer may be there all the same
        try:
            return sent, line.recv(12)[9:12].decode() or "hung up"
        except OSError:
            return sent, "hung up"


def measured(server: Running, kind: str, size: int) -> str:
    server.forget_peak()
    before, log = server.memory_mb(), server.log.stat().st_size
    flood = flooded(server.port, kind, size)
    more = server.peak_mb() - before
    other = sum(count for status, count in flood.answers.items() if status not in REFUSALS)
    written = server.log.read_bytes()[log:]
    return ROW.format(
        kind,
        f"{flood.sent / MB:.0f}",
        flood.answers.total(),
        *(flood.answers[status] for status in REFUSALS),
        other,
        f"{before:.0f}",
        f"{more:.1f}",
        len(written),
        written.count(CANARY.strip()),
        f"{MOST_MORE:g} MB{' !' if more > MOST_MORE or other else ''}",
    )


def still_answers(server: Running) -> bool:
    (answer,) = fired(Load(server.port, commands(office.people(1)), 1))
    return answer.status == 200 and MARK in answer.body


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flood", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    chosen = parser.parse_args(arguments)
    total = (100 if chosen.quick else 1000) * MB
    with slack_stub.running() as stub, tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        with office.opened(url) as database:
            office.found(database)
        environment = {"DATABASE_URL": url, "KRINGLE_KEYS": office.KEYS}
        with processes.kringle(stub, environment) as server:
            fired(Load(server.port, commands(office.people(200, first=1)), 100))
            sys.stdout.write(ROW.format(*HEAD))
            for kind, (_, share) in KINDS.items():
                sys.stdout.write(measured(server, kind, int(share * total)))
                sys.stdout.flush()
            answers = "answered" if still_answers(server) else "not answered !"
            sys.stdout.write(f"Afterwards a signed command is {answers}.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
