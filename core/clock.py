"""The port of time."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is, and how to let some pass."""

    def now(self) -> datetime:
        """This moment as people mean it, aware, in UTC. Somebody may set it, forward or back."""

    def steady(self) -> datetime:
        """This moment by a clock that nobody sets, the same for all processes on one database, and
        which goes on while a process or its machine sleeps: for leases and waits. Aware, in UTC."""

    def set_steady(self, moment: datetime) -> None:
        """Let `steady` go on from this moment: what the database shared with others says it is."""

    def sleep(self, seconds: float) -> bool:
        """Wait; False when the process is stopping and the caller should put its work down."""


class SystemClock:
    """The machine's clock. `stop` wakes every sleeper."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self.set_steady(self.now())

    def now(self) -> datetime:
        return datetime.now(UTC)

    def steady(self) -> datetime:
        since, moment = self._anchor
        return moment + timedelta(seconds=_elapsed() - since)

    def set_steady(self, moment: datetime) -> None:
        self._anchor = (_elapsed(), moment)

    def sleep(self, seconds: float) -> bool:
        return not self._stopping.wait(seconds)

    def stop(self) -> None:
        self._stopping.set()


def _elapsed() -> float:
    # Where there is CLOCK_BOOTTIME (Linux), `time.monotonic` stands still on a suspended machine.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
