"""What the pacing of one workspace allows at best, by its own rules: each turn is one step of the
pace after the last one, and each message that Slack has taken makes the pace a little quicker."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice, takewhile

from core.services.outcomes import FASTEST, QUICKER


def arrivals(pace: float, latency: float) -> Iterator[float]:
    """The seconds after which one message after the other has been sent, when Slack takes `latency`
    for each and nothing else takes any time. Without end."""
    turn = 0.0
    on_their_way: deque[float] = deque()
    while True:
        while on_their_way and on_their_way[0] <= turn:
            on_their_way.popleft()
            pace = max(pace, min(FASTEST, pace + QUICKER))
        on_their_way.append(turn + latency)
        yield turn + latency
        turn += 1 / pace


def floor(count: int, pace: float, latency: float) -> float:
    """The seconds that so many messages take at least."""
    return next(islice(arrivals(pace, latency), count - 1, None))


def allowed(seconds: float, pace: float, latency: float) -> int:
    """How many messages may have been sent by then."""
    return sum(1 for _ in takewhile(lambda at: at <= seconds, arrivals(pace, latency)))
