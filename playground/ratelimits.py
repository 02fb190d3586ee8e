"""Slack's rate limits: tiers per method and workspace, one message a second per channel."""

from __future__ import annotations

from collections import defaultdict, deque
from math import ceil

from playground.rules import METHODS, PER_MINUTE

POST_BURST = 3


class RateLimits:
    """Says how long a call must wait; counts it when it need not. Off until `enabled`."""

    def __init__(self) -> None:
        self.enabled = False
        self._calls: dict[tuple[str, ...], deque[float]] = defaultdict(deque)

    def enable(self, enabled: bool) -> None:
        self.enabled = enabled
        self._calls.clear()

    def wait(self, team_id: str, method: str, channel: str, now: float) -> int:
        """Seconds for `Retry-After`, 0 when the call may go ahead."""
        if not self.enabled:
            return 0
        if method == "chat.postMessage":
            return self._take((team_id, method, channel), POST_BURST, float(POST_BURST), now)
        per_minute = PER_MINUTE.get(METHODS[method].tier)
        return self._take((team_id, method), per_minute, 60.0, now) if per_minute else 0

    def _take(self, key: tuple[str, ...], most: int, window: float, now: float) -> int:
        calls = self._calls[key]
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) >= most:
            return max(1, ceil(calls[0] + window - now))
        calls.append(now)
        return 0
