"""The driver's part that makes trouble by order: time, limits, failures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from playground.control_line import ControlLine

Garbled = Literal["html", "half", "cut", "empty"]


class TroubleMaking:
    """Failures strike the next `times` calls of a method, if `to` is given only those that
    concern this person or channel. "response_url" is a method, too, and "*" is any.

    Where nothing else is said, connections are closed properly; with `reset` they are broken off.
    """

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

    def be_patient(self, seconds: float) -> None:
        """How long an acknowledgement is waited for and a trigger lives: 3 s, as in Slack. Longer
        on a machine that has much else to do."""
        self._line.run("be_patient", seconds=seconds)

    def rate_limits(self, enabled: bool) -> None:
        self._line.run("rate_limits", enabled=enabled)

    def fail(
        self,
        method: str,
        *,
        error: str = "fatal_error",
        status: int | None = None,
        html: bool = False,
        after: bool = False,
        times: int = 1,
        to: str | None = None,
    ) -> None:
        """The next calls of the method are answered with a failure.

        They have no effect, unless `after` says that it comes after the effect. With `html` the
        answer is not Slack's JSON but a proxy's page, with status 503 if no other is given.
        """
        more = {"error": error, "status": status, "html": html, "after": after}
        self._fault("fail", method, times, to, **more)

    def rate_limit_next(
        self, method: str, *, retry_after: int = 1, times: int = 1, to: str | None = None
    ) -> None:
        self._fault("rate_limit", method, times, to, retry_after=retry_after)

    def lose_reply(
        self, method: str, *, reset: bool = False, times: int = 1, to: str | None = None
    ) -> None:
        """The call has its effect, but the connection is closed without an answer."""
        self._fault("lose_reply", method, times, to, reset=reset)

    def drop_request(
        self, method: str, *, reset: bool = False, times: int = 1, to: str | None = None
    ) -> None:
        """The connection is closed before the call has any effect."""
        self._fault("drop_request", method, times, to, reset=reset)

    def hang(self, method: str, seconds: float, *, times: int = 1, to: str | None = None) -> None:
        """No effect: the connection stays silent for so long and is closed without an answer."""
        self._fault("hang", method, times, to, seconds=seconds)

    def late(
        self,
        method: str,
        seconds: float,
        *,
        hold: float = 0.0,
        times: int = 1,
        to: str | None = None,
    ) -> None:
        """No answer ever, but the call takes effect so many real seconds after it came.

        The connection is closed at once, or silent for `hold` seconds before.
        """
        self._fault("late", method, times, to, seconds=seconds, hold=hold)

    def late_calls(self) -> int:
        """How many late calls have yet to take effect."""
        return int(self._line.run("late_calls"))

    def garble(
        self, method: str, *, how: Garbled = "html", times: int = 1, to: str | None = None
    ) -> None:
        """The call has its effect, but the answer, with status 200, is no proper JSON.

        A page of HTML; the first half of the answer; that half with the length of the whole,
        and then the end of the connection ("cut"); nothing at all.
        """
        self._fault("garble", method, times, to, how=how)

    def delay(self, method: str, seconds: float, *, times: int = 1, to: str | None = None) -> None:
        self._fault("delay", method, times, to, seconds=seconds)

    def go_down(self, seconds: float) -> None:
        """An outage: for so many real seconds every request of the bot's is answered by a proxy,
        with status 503 and a page of HTML, and has no effect. Sockets stay as they are."""
        self._line.run("go_down", seconds=seconds)

    def down_for(self) -> float:
        """How many real seconds the outage still lasts; 0.0 when there is none."""
        return float(self._line.run("down_for"))

    def clear_faults(self) -> None:
        """Forgets those that were ordered and ends an outage; the weather stays as it is."""
        self._line.run("clear_faults")

    def _fault(self, kind: str, method: str, times: int, to: str | None, **more: Any) -> None:
        self._line.run("fault", kind=kind, method=method, times=times, to=to, **more)
