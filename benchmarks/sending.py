"""The part of Kringle that sends, in a process of its own: the real sender and outbox, the real
messenger and HTTP. It also tells what each part of a message costs."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from slack_sdk.web import SlackResponse

from benchmarks import office
from benchmarks.processes import cpu_seconds, memory_mb
from benchmarks.slack_stub import Stub
from bot.app import DELIVERY_TIMEOUT
from bot.fence import FencedClient
from bot.messenger import SlackMessenger
from core.clock import SystemClock
from core.crypto import MasterKeys
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Order, Receipt
from core.sender import THREADS, Sender
from core.services.outbox import Claim, Outbox
from core.services.patience import Patience

TICK_SECONDS = 1.0
#: Taking it out; putting together what it says; the words and blocks; Slack; writing it down.
PARTS = ("claim", "order", "render", "HTTP", "settle")


@dataclass(frozen=True)
class Job:
    """What that process works on."""

    url: str
    api_url: str
    threads: int = THREADS
    keys: str = office.KEYS  # they are others in each process


@dataclass(frozen=True)
class Sending:
    """The process, ready. It sends from `start` to `stop`."""

    pid: int
    _pipe: Connection

    def start(self) -> datetime:
        """The moment at which it has begun."""
        begins_at: datetime = self._say()
        return begins_at

    def stop(self) -> Counter[str]:
        """Wait until it has finished what it had begun: the CPU seconds of each part."""
        seconds: Counter[str] = self._say()
        return seconds

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)

    def memory_mb(self) -> float:
        return memory_mb(self.pid)

    def _say(self) -> Any:
        self._pipe.send(None)
        return self._pipe.recv()


@contextmanager
def sending(job: Job) -> Iterator[Sending]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, job), daemon=True)
    process.start()
    there.close()  # so that its end is seen here
    try:
        here.recv()
        yield Sending(process.pid or 0, here)
    finally:
        process.kill()
        process.join()


def wait_for(stub: Stub, count: int, patience: float = 30) -> int:
    """Until so many messages have been posted since the calls were last asked for; how many it is
    by then. Raises `RuntimeError` when nothing has been posted for so many seconds."""
    posted, changed_at = 0, time.monotonic()
    while posted < count:
        time.sleep(0.05)
        if more := stub.calls().get("chat.postMessage", 0):
            posted, changed_at = posted + more, time.monotonic()
        elif time.monotonic() > changed_at + patience:
            raise RuntimeError(f"nothing more is sent after {posted} of {count} messages")
    return posted


def _serve(pipe: Connection, job: Job) -> None:
    clock, database = SystemClock(), Database(job.url)
    clock.set_steady(database.steady_now())
    laps = Laps()
    messenger = _Messenger(job.api_url, laps)
    vault = Vault(MasterKeys.parse(job.keys))
    outbox = _Outbox(database, vault, clock, messenger, Patience(), laps)
    sender = Sender(outbox, clock, TICK_SECONDS, job.threads)
    pipe.send(None)
    pipe.recv()
    begins_at = clock.now()
    sender.start()
    pipe.send(begins_at)
    pipe.recv()
    sender.stop()
    pipe.send(laps.seconds)
    database.close()


class Laps:
    """Of each thread's CPU time, whose it was."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._mine = threading.local()
        self._lock = threading.Lock()

    def begin(self) -> None:
        self._mine.since = time.thread_time()

    def end(self, part: str) -> None:
        """Whatever this thread has used since the last one ended, or all began, was for this."""
        now = time.thread_time()
        with self._lock:
            self.seconds[part] += now - self._mine.since
        self._mine.since = now


@dataclass(frozen=True)
class _Outbox(Outbox):
    laps: Laps

    def claim(self, most: int) -> Sequence[Claim]:
        self.laps.begin()
        claims = super().claim(most)
        self.laps.end("claim")
        return claims

    def attempt(self, claim: Claim) -> None:
        self.laps.begin()
        super().attempt(claim)
        self.laps.end("settle")


class _Messenger(SlackMessenger):
    def __init__(self, api_url: str, laps: Laps) -> None:
        client = _Client(api_url, laps)
        super().__init__(lambda team_id: client)
        self._laps = laps

    def send(self, order: Order, may_go: Callable[[], bool]) -> Receipt:
        self._laps.end("order")
        receipt = super().send(order, may_go)
        self._laps.end("HTTP")
        return receipt


class _Client(FencedClient):
    def __init__(self, api_url: str, laps: Laps) -> None:
        super().__init__(token="xoxb-bench", base_url=api_url, timeout=DELIVERY_TIMEOUT)  # noqa: S106
        self._laps = laps

    def api_call(self, *arguments: Any, **options: Any) -> SlackResponse:
        self._laps.end("render")
        return super().api_call(*arguments, **options)
