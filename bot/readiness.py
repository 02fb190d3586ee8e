"""Whether this process can do its work: what `/readyz` asks, one check after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

#: None, or in a few words, fit for anybody's eyes, why no work can be done.
Check = Callable[[], str | None]


def first_reason(*checks: Check) -> Check:
    """The first reason that any of them gives."""

    def check() -> str | None:
        return next((reason for one in checks if (reason := one()) is not None), None)

    return check


class Bounded:
    """A check that answers in time, whatever it asks. However many ask, one thread is asking: those
    who come meanwhile get the same answer."""

    def __init__(self, check: Check, seconds: float, too_late: str) -> None:
        self._check = check
        self._seconds = seconds
        self._too_late = too_late
        self._guard = threading.Lock()
        self._asked: Future[str | None] | None = None

    def __call__(self) -> str | None:
        try:
            return self._ask().result(self._seconds)
        except TimeoutError:
            return self._too_late

    def _ask(self) -> Future[str | None]:
        with self._guard:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                threading.Thread(
                    target=self._answer, args=[self._asked], name="readiness", daemon=True
                ).start()
            return self._asked

    def _answer(self, asked: Future[str | None]) -> None:
        try:
            asked.set_result(self._check())
        except Exception as error:
            asked.set_exception(error)
