"""Waiting in tests for what happens by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: Far longer than anything takes, also on a machine with much else to do: only a failure waits so
#: long. How quick things are, benchmarks tell.
LONG = 60.0


def eventually(holds: Callable[[], T | None], seconds: float = LONG) -> T:
    """What `holds` gives as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s"
        time.sleep(0.02)
    return found
