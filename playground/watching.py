"""Waiting for what a person gets to see."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterator
from contextlib import contextmanager


class Watch:
    """What one person sees new, in order, from the moment the watch began."""

    def __init__(self, user_id: str, lock: threading.RLock) -> None:
        self.user_id = user_id
        self.seen: list[str] = []
        self._more = threading.Condition(lock)

    def see(self, what: str) -> None:
        self.seen.append(what)
        self._more.notify_all()

    def wait_for_more(self, than: int, seconds: float) -> bool:
        """Until that person has seen more than so many things, or so long; the lock is held."""
        return self._more.wait_for(lambda: len(self.seen) > than, seconds)


class Watches:
    """Who is watched at the moment.

    Only they are told of anything new: a message in a channel of 20,000 costs as little as one
    in a direct message, and wakes nobody whom it does not concern.
    """

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._watches: list[Watch] = []

    @contextmanager
    def watch(self, user_id: str) -> Iterator[Watch]:
        watch = Watch(user_id, self._lock)
        with self._lock:
            self._watches.append(watch)
        try:
            yield watch
        finally:
            with self._lock:
                self._watches.remove(watch)

    def tell(self, audience: Container[str], what: str) -> None:
        """The audience sees something new; the lock is held."""
        for watch in self._watches:
            if watch.user_id in audience:
                watch.see(what)
