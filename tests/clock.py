"""Time that a test moves."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from core.clock import SystemClock

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def where_it_is_noon() -> str:
    """A time zone in which people are at work at this very moment, whenever a test runs."""
    ahead = (12 - datetime.now(UTC).hour + 12) % 24 - 12
    return _zone(ahead)


def where_it_is_day_and_where_night() -> tuple[str, str]:
    """Two time zones of the same date at this very moment: in one people are at work, in the other
    it is not yet eight in the morning."""
    hours = {ahead: datetime.now(UTC) + timedelta(hours=ahead) for ahead in range(-12, 15)}
    return next(
        (_zone(east), _zone(west))
        for east, day in hours.items()
        for west, night in hours.items()
        if night.date() == day.date() and 10 <= day.hour <= 22 and 1 <= night.hour < 8
    )


def _zone(ahead: int) -> str:
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


class LeapingClock(SystemClock):
    """The machine's clock, which a test may put forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        super().__init__()

    def now(self) -> datetime:
        return super().now() + self._ahead

    def leap_to(self, moment: datetime) -> None:
        self._ahead += moment - self.now()
