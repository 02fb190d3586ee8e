"""The driver's part that makes trouble: time, limits, failures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from playground.control_line import ControlLine


class TroubleMaking:
    """Failures strike the next `times` calls of a method, if `to` is given only those that
    concern this person or channel. "response_url" is a method, too."""

    _line: ControlLine

    def advance(self, seconds: float) -> None:
        """Moves the playground's clock forward."""
        self._line.run("advance", seconds=seconds)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self._line.run("info")["now"], UTC)

    def settle(self, seconds: float) -> None:
        """How long an act waits for something to see after an ack that showed nothing (1 s)."""
        self._line.run("settle", seconds=seconds)

    def rate_limits(self, enabled: bool) -> None:
        self._line.run("rate_limits", enabled=enabled)

    def fail(
        self,
        method: str,
        *,
        error: str = "fatal_error",
        status: int | None = None,
        times: int = 1,
        to: str | None = None,
    ) -> None:
        """The next calls of the method fail without effect; "response_url" is a method, too."""
        self._fault("fail", method, times, to, error=error, status=status)

    def rate_limit_next(
        self, method: str, *, retry_after: int = 1, times: int = 1, to: str | None = None
    ) -> None:
        self._fault("rate_limit", method, times, to, retry_after=retry_after)

    def lose_reply(self, method: str, *, times: int = 1, to: str | None = None) -> None:
        """The call has its effect, but the connection is closed without an answer."""
        self._fault("lose_reply", method, times, to)

    def drop_request(self, method: str, *, times: int = 1, to: str | None = None) -> None:
        """The connection is closed before the call has any effect."""
        self._fault("drop_request", method, times, to)

    def delay(self, method: str, seconds: float, *, times: int = 1, to: str | None = None) -> None:
        self._fault("delay", method, times, to, seconds=seconds)

    def clear_faults(self) -> None:
        self._line.run("clear_faults")

    def _fault(self, kind: str, method: str, times: int, to: str | None, **more: Any) -> None:
        self._line.run("fault", kind=kind, method=method, times=times, to=to, **more)
