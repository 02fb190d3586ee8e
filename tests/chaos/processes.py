"""Kringle as several processes that may be killed, frozen, replaced, and told a wrong time."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import requests

from tests.chaos.bot import GIVES_UP, begin
from tests.chaos.clock import set_clock
from tests.ports import free_port

#: Processes are forked from one that has loaded everything and done nothing: a second each.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.chaos.bot"])
#: The issue allows so long for stopping in order.
STOPS_WITHIN = 10.0
READY_WITHIN = 60.0
DAWDLES = 0.3
RUNS = b"Kringle is running"


@dataclass(frozen=True)
class End:
    """A process that ended otherwise than it was asked to, or did not end. `gave_up`: it found no
    database when it started."""

    bot: str
    at: float
    how: str
    gave_up: bool = False


class Bot:
    """One place for a process: whoever runs there next writes to the same log."""

    def __init__(self, name: str, role: str, environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.role = role
        self.log = folder / f"{name}.log"
        self.clock = folder / f"{name}.clock"
        self.port = 0
        self.is_frozen = False
        #: See `tests.chaos.bot.dawdle`.
        self.dawdles = DAWDLES
        self._environment = environment
        self._process: ForkServerProcess | None = None
        self._log_begins = 0
        self._asked_at = 0.0
        set_clock(self.clock, 0)

    @property
    def answers(self) -> bool:
        """Whether Slack may send it requests."""
        return self.role in ("all", "web")

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def start(self) -> None:
        """On a new port: another program may have taken the last one meanwhile."""
        assert not self.is_running
        self.port, self.is_frozen = free_port(), False
        with self.log.open("ab") as log:
            log.write(f"--- started at {time.time():.3f} ---\n".encode())
            log.flush()
            self._log_begins = log.tell()
        environment = {**self._environment, "KRINGLE_PORT": str(self.port)}
        arguments = (self.role, self.clock, self.dawdles, environment, self.log)
        self._process = FORKS.Process(target=begin, args=arguments, name=self.name)
        self._process.start()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process, self.is_frozen = None, False

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)
        self.is_frozen = True

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)
        self.is_frozen = False

    def ask_to_stop(self) -> None:
        self._asked_at = time.monotonic()
        self._signal(signal.SIGTERM)

    def wait_until_stopped(self) -> End | None:
        """How it ended, if otherwise than it should."""
        assert self._process is not None
        self._process.join(max(0, self._asked_at + STOPS_WITHIN - time.monotonic()))
        status = self._process.exitcode
        if status is None:
            self.kill()
            return End(self.name, time.time(), f"did not stop within {STOPS_WITHIN:g} s")
        self._process = None
        if status == 0 or (status == -signal.SIGTERM and not self._has_run()):
            return None
        return End(self.name, time.time(), f"stopped with status {status}")

    def ended(self) -> End | None:
        """How it ended, if by itself, and forget about it."""
        if self._process is None or (status := self._process.exitcode) is None:
            return None
        self._process, has_run = None, self._has_run()
        how = f"{'broke down' if has_run else 'did not start'}, status {status}"
        return End(self.name, time.time(), how, gave_up=status == GIVES_UP and not has_run)

    def set_clock(self, seconds: float) -> None:
        set_clock(self.clock, seconds)

    def is_ready(self) -> bool:
        if not self.is_running or self.is_frozen:
            return False
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=1).ok
        except requests.RequestException:
            return False

    def _signal(self, number: signal.Signals) -> None:
        if self.is_running:
            os.kill(self.pid, number)

    def _has_run(self) -> bool:
        with self.log.open("rb") as log:
            log.seek(self._log_begins)
            return RUNS in log.read()


class Fleet:
    """All the places of one installation, and a supervisor that fills them again."""

    def __init__(self, bots: Sequence[Bot]) -> None:
        self.bots = bots
        self.ends: list[End] = []
        self._starts: dict[str, float] = {}

    def start(self) -> None:
        """Returns when all are ready."""
        for bot in self.bots:
            if not bot.is_running:
                bot.start()
        self._starts.clear()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        gives_up_at, waiting = time.monotonic() + READY_WITHIN, list(self.bots)
        while waiting := [bot for bot in waiting if not bot.is_ready()]:
            assert time.monotonic() < gives_up_at, waiting[0].log.read_text()
            self.tend()
            time.sleep(0.1)

    def start_later(self, bot: Bot, seconds: float) -> None:
        self._starts[bot.name] = time.monotonic() + seconds

    def tend(self) -> None:
        """Start those whose time has come, and those that have ended by themselves."""
        for bot in self.bots:
            if end := bot.ended():
                self.ends.append(end)
                self.start_later(bot, 0.3)
            if not bot.is_running and self._starts.get(bot.name, 0) <= time.monotonic():
                bot.start()

    def ready_to_answer(self) -> Bot | None:
        """Some process that Slack may send requests to."""
        return next((bot for bot in self.bots if bot.answers and bot.is_ready()), None)

    def stop_one(self, bot: Bot) -> None:
        """In order, as for a new version, which starts at once."""
        bot.ask_to_stop()
        self._wait_until_stopped(bot)
        self._starts.pop(bot.name, None)

    def pick(self, dice: random.Random, fits: Callable[[Bot], bool]) -> Bot | None:
        fitting = [bot for bot in self.bots if fits(bot)]
        return dice.choice(fitting) if fitting else None

    def stop(self) -> None:
        """All in order, and for good."""
        running = [bot for bot in self.bots if bot.is_running]
        for bot in running:
            bot.ask_to_stop()
        for bot in running:
            self._wait_until_stopped(bot)

    def _wait_until_stopped(self, bot: Bot) -> None:
        if end := bot.wait_until_stopped():
            self.ends.append(end)

    def kill(self) -> None:
        for bot in self.bots:
            bot.kill()


@contextmanager
def fleet(roles: Iterable[str], environment: Mapping[str, str], folder: Path) -> Iterator[Fleet]:
    """One process per role, not started yet; whatever runs at the end is killed."""
    named = [(f"{role}-{number}", role) for number, role in enumerate(roles)]
    found = Fleet([Bot(name, role, environment, folder) for name, role in named])
    try:
        yield found
    finally:
        found.kill()
