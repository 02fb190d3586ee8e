"""Work that may take longer than Slack waits for an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Errand(Generic[T]):
    """Begins at once, in a thread of its own. One waits for it with `wait`, or leaves it something
    to do later."""

    def __init__(self, name: str, do: Callable[[], T]) -> None:
        self._name, self._do = name, do
        self._done = threading.Event()
        self._found: list[T] = []
        self._error: Exception | None = None
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def wait(self, seconds: float) -> T | None:
        """What it comes to, or None if it takes longer. Raises what the work raises."""
        return self._outcome() if self._done.wait(seconds) else None

    def afterwards(self, go_on: Callable[[Callable[[], T]], None]) -> None:
        """Once it is done, in a thread of its own: `go_on` gets what hands out what it came to, or
        raises what the work has raised."""

        def finish() -> None:
            self._done.wait()
            go_on(self._outcome)

        threading.Thread(target=finish, name=f"after {self._name}", daemon=True).start()

    def _outcome(self) -> T:
        if self._error:
            raise self._error
        return self._found[0]

    def _run(self) -> None:
        try:
            self._found.append(self._do())
        except Exception as error:  # whoever waits for it hears of it
            self._error = error
        self._done.set()
