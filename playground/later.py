"""What is to happen a while from now, in one thread."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable

Action = Callable[[], object]
Entry = tuple[float, int, Action]


class Later:
    """Does things when their moment has come, until `stop`.

    The seconds are real ones; the playground's clock does not hurry them.
    """

    def __init__(self, name: str) -> None:
        self._coming: list[Entry] = []
        self._undone = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._order = itertools.count()
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        self._thread.start()

    def do(self, seconds: float, action: Action) -> None:
        with self._changed:
            self._undone += 1
            heapq.heappush(self._coming, (time.monotonic() + seconds, next(self._order), action))
            self._changed.notify()

    @property
    def undone(self) -> int:
        """How many things are still to be done or just being done."""
        with self._changed:
            return self._undone

    def stop(self) -> list[Action]:
        """Ends the thread; what is returned it has not done and never will."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()
        return [action for _, _, action in self._coming]

    def _run(self) -> None:
        while action := self._next():
            action()
            with self._changed:
                self._undone -= 1

    def _next(self) -> Action | None:
        """The next action as soon as it is due; None when this has been stopped."""
        with self._changed:
            while not self._stopped:
                wait = self._coming[0][0] - time.monotonic() if self._coming else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._coming)[2]
                self._changed.wait(wait)
        return None
