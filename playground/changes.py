"""What has changed for whom, for pages that ask again and again."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Container

REMEMBERED = 2_000


class Changes:
    """The last changes, numbered from `first` on; whoever asks or notes holds the lock.

    `first` is another one in each run of the playground, and higher than all numbers of the run
    before: a page that is left from that run is told to begin anew.
    """

    def __init__(self, first: int) -> None:
        self._last = first
        self._changes: deque[tuple[Container[str] | None, str]] = deque(maxlen=REMEMBERED)

    def note(self, audience: Container[str] | None, what: str) -> None:
        """Something is new for the audience, or for everybody.

        Who belongs to the audience is asked when somebody wants to know: the members of a channel
        are not copied, not even if there are 100,000.
        """
        self._last += 1
        self._changes.append((audience, what))

    def since(self, user_id: str, n: int) -> tuple[int, list[str] | None]:
        """The number to ask with next time, and what has changed for this person after `n`.

        Each thing once, in order. None where that cannot be told: `n` is too old or of another run,
        or 0, with which one begins.
        """
        count = self._last - n
        if not 0 <= count <= len(self._changes):
            return self._last, None
        newest = list(itertools.islice(reversed(self._changes), count))
        heard = (what for who, what in reversed(newest) if who is None or user_id in who)
        return self._last, list(dict.fromkeys(heard))
