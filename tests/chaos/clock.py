"""A wall clock that somebody sets while a process runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from core.clock import SystemClock


class SettableClock(SystemClock):
    """`now` is off by as many seconds as the file says. `steady` is what it always is."""

    def __init__(self, offset: Path) -> None:
        self._offset = offset
        super().__init__()

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=float(self._offset.read_text()))


def set_clock(offset: Path, seconds: float) -> None:
    """From now on the clock that reads this file is so many seconds ahead, or behind."""
    new = offset.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(offset)  # whoever reads sees the old number or the new one
