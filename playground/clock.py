"""The playground's own time, which tests may shift."""

from __future__ import annotations

import time
from collections.abc import Callable


class PlaygroundClock:
    """Seconds since the epoch from any source, plus what `advance` added. Never goes backwards."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._shift = 0.0

    def now(self) -> float:
        return self._now() + self._shift

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the playground's clock only goes forward")
        self._shift += seconds
