"""Time that stands still until a test moves it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def where_it_is_noon() -> str:
    """A time zone in which people are at work at this very moment, whenever a test runs."""
    ahead = (12 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


class FixedClock:
    """A `core.clock.Clock`. Sleeping takes no time and moves the clock; threads may share it."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._now

    def steady(self) -> datetime:
        return self._now

    def set_steady(self, moment: datetime) -> None:
        self._now = moment

    def sleep(self, seconds: float) -> bool:
        self.advance(timedelta(seconds=seconds))
        return True

    def advance(self, by: timedelta) -> None:
        with self._lock:
            self._now += by
