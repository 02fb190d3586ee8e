"""Virtual time and a seeded scheduler: many processes in one, a step at a time.

A task runs the real code until it says `step`: between two effects. There the scheduler decides, by
its seed, who goes on, how much time passes, which process freezes and which one dies.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from greenlet import getcurrent, greenlet

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


class Killed(BaseException):
    """kill -9: nobody catches this."""


@dataclass(eq=False)
class Machine:
    """One process: it may be frozen until some moment, and it may be dead."""

    name: str
    frozen_until: float = 0.0
    is_dead: bool = False


@dataclass(order=True)
class _Due:
    at: float
    order: float
    task: greenlet = field(compare=False)
    machine: Machine | None = field(compare=False)


class Scheduler:
    """Runs tasks in the order of their virtual time, those of the same time by chance."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.seconds = 0.0
        self.log: list[str] = []
        self._due: list[_Due] = []
        self._machines: dict[greenlet, Machine | None] = {}
        self._hub = getcurrent()
        #: May freeze or kill the process that has come to a step.
        self.strike: Callable[[Machine], None] = lambda machine: None

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def spawn(
        self, work: Callable[[], object], machine: Machine | None = None, after: float = 0.0
    ) -> None:
        """Begin `work` so much later; as part of a machine it shares its fate."""

        def body() -> None:
            try:
                work()
            except Killed:
                pass
            finally:
                del self._machines[getcurrent()]

        task = greenlet(body, self._hub)
        self._machines[task] = machine
        self._push(task, machine, after)

    def step(self, seconds: float = 0.0) -> None:
        """The running task pauses here for at least so long. Raises `Killed` when its process dies
        meanwhile."""
        task = getcurrent()
        machine = self._machines[task]
        if machine is not None:
            self.strike(machine)
            if machine.is_dead:
                raise Killed
        self._push(task, machine, seconds)
        self._hub.switch()
        if machine is not None and machine.is_dead:
            raise Killed

    def run(self, is_over: Callable[[], bool], seconds: float) -> bool:
        """Until `is_over`, which is asked now and then, or that much time has passed; which."""
        steps = 0
        while self._due and self.seconds < seconds:
            steps += 1
            if steps % 16 == 0 and is_over():
                return True
            due = heapq.heappop(self._due)
            self.seconds = max(self.seconds, due.at)
            frozen = due.machine.frozen_until if due.machine else 0.0
            if frozen > self.seconds and due.task:
                self._push(due.task, due.machine, frozen - self.seconds)
                continue
            due.task.switch()
        return is_over()

    def end(self) -> None:
        """Let go of whatever still waits."""
        for task, machine in list(self._machines.items()):
            if task:
                task.throw(Killed)
            else:
                self._machines.pop(task, machine)

    def note(self, what: str) -> None:
        self.log.append(f"{self.seconds:9.3f} {what}")

    def _push(self, task: greenlet, machine: Machine | None, seconds: float) -> None:
        # Even what takes no time takes some: a step, and not always the same.
        at = self.seconds + seconds + self.random.random() * 0.01
        heapq.heappush(self._due, _Due(at, self.random.random(), task, machine))
