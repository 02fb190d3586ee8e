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
    """What `holds` gives soon after it is true: asked less and less often, since asking takes time
    from what is waited for."""
    start = time.monotonic()
    while not (found := holds()):
        waited = time.monotonic() - start
        assert waited < seconds, f"not within {seconds:g} s"
        time.sleep(max(0.03, waited / 6))
    return found
