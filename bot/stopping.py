"""Stopping several parts side by side, in the time that there is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable


class Stopping:
    """From when it is made, `seconds` are left for everything."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._threads: list[threading.Thread] = []

    def begin(self, parts: Iterable[Callable[[], None]]) -> None:
        """Each stops in a thread that keeps no process from ending."""
        for part in parts:
            thread = threading.Thread(target=part, name="stopping", daemon=True)
            thread.start()
            self._threads.append(thread)

    def wait(self, but_for: float = 0) -> bool:
        """Until `but_for` seconds are left; whether all that has begun to stop has stopped."""
        for thread in self._threads:
            thread.join(max(self._ends_at - but_for - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads)
