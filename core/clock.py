"""The port of time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is, and how to let some pass."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""

    def sleep(self, seconds: float) -> bool:
        """Wait; False when the process is stopping and the caller should put its work down."""


class SystemClock:
    """The machine's clock. `stop` wakes every sleeper."""

    def __init__(self) -> None:
        self._stopping = threading.Event()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> bool:
        return not self._stopping.wait(seconds)

    def stop(self) -> None:
        self._stopping.set()
