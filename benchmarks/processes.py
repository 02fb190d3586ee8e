"""Processes that are measured: started, waited for, and asked what they have used."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import SIGNING_SECRET
from benchmarks.slack_stub import Stub

REPOSITORY = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """One process that answers on `port`; `took` is how long it was until `/readyz` said yes."""

    pid: int
    port: int
    took: float
    log: Path

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)

    def memory_mb(self) -> float:
        return memory_mb(self.pid)

    def peak_mb(self) -> float:
        """The most it has held since `forget_peak`."""
        return memory_mb(self.pid, "VmHWM")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


@contextmanager
def kringle(stub: Stub, environment: Mapping[str, str], *arguments: str) -> Iterator[Running]:
    """`python -m bot` in HTTP mode, ready."""
    with _process(["-m", "bot", *arguments], {**_slack(stub), **environment}) as running:
        yield running


@contextmanager
def bare(stub: Stub) -> Iterator[Running]:
    """A Bolt app that does nothing, ready."""
    port = free_port()
    with _process(["-m", "benchmarks.bare", str(port)], _slack(stub), port) as running:
        yield running


def _slack(stub: Stub) -> dict[str, str]:
    """Empty ones count as not set, whatever stands in `.env`."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": stub.api_url,
        "KRINGLE_HOST": "127.0.0.1",
    }


@contextmanager
def _process(
    arguments: list[str], environment: Mapping[str, str], port: int = 0
) -> Iterator[Running]:
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="kringle-bench-") as folder:
        log = Path(folder) / "log"
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 (our own code)
            [sys.executable, *arguments],
            cwd=REPOSITORY,
            env={**os.environ, "KRINGLE_PORT": str(port), **environment},
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(process, port, log)
            yield Running(process.pid, port, time.perf_counter() - started, log)
        finally:
            process.terminate()
            process.wait(READY_SECONDS)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    gives_up_at = time.monotonic() + READY_SECONDS
    while not is_ready(port):
        if process.poll() is not None or time.monotonic() > gives_up_at:
            raise RuntimeError(f"it does not get ready:\n{log.read_text()}")
        time.sleep(0.005)


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def cpu_seconds(pid: int, *, with_children: bool = False) -> float:
    """What a process has used of the processors, in user and in system mode, and if asked for what
    its children have that ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    used = fields[11:15] if with_children else fields[11:13]
    return sum(map(int, used)) / TICKS


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def memory_mb(pid: int, name: str = "VmRSS") -> float:
    """What a process holds, by a line of its `/proc/…/status`."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
