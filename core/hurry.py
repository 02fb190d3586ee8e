"""Somebody is waiting: how long that one's work may wait for the database.

Slack gives a person's command, button or form three seconds. Whoever answers one says so around
it; work that nobody waits for says nothing, and has all the time it needs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

#: No wait is shorter: a draw that took long to compute still gets its turn to be written down.
SHORTEST_WAIT = 0.5


class DatabaseAway(Exception):
    """The database cannot be reached, gives no answer, or is kept busy by somebody else, for longer
    than whoever is waiting can wait. Raised in a hurry only; the cause is what the driver says.

    `may_have_changed`: something was saved before, or this very change was on its way and nobody
    knows whether it arrived.
    """

    def __init__(self, *, may_have_changed: bool) -> None:
        super().__init__(may_have_changed)
        self.may_have_changed = may_have_changed


@dataclass
class Hurry:
    """`until` is by `time.monotonic`. `is_in_vain`: the database has been waited for once, and gave
    no answer."""

    until: float
    may_have_changed: bool = False
    is_in_vain: bool = False

    @property
    def wait(self) -> float:
        """How many seconds a wait that begins now may last."""
        return max(self.until - time.monotonic(), SHORTEST_WAIT)


_hurry: ContextVar[Hurry | None] = ContextVar("hurry", default=None)


def current_hurry() -> Hurry | None:
    """The hurry that this thread's work is in."""
    return _hurry.get()


@contextmanager
def in_a_hurry(seconds: float) -> Iterator[None]:
    """Within it, waits for the database are short, about `seconds` altogether, and `DatabaseAway`
    is raised where they were too short."""
    token = _hurry.set(Hurry(time.monotonic() + seconds))
    try:
        yield
    finally:
        _hurry.reset(token)
