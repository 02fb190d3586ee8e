"""The driver's part that makes trouble by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.control_line import ControlLine

Range = tuple[float, float]


class WeatherMaking:
    """Faults that strike by chance, the same ones for the same seed."""

    _line: ControlLine

    def weather(
        self,
        *,
        seed: int,
        chances: Mapping[str, float],
        methods: Sequence[str] = ("chat.postMessage",),
        late_seconds: Range = (0.1, 1.5),
        hang_seconds: Range = (1.0, 3.0),
        delay_seconds: Range = (0.05, 0.5),
        retry_after: Range = (1, 2),
    ) -> None:
        """From now on, until `clear_weather`, each call of the methods may be struck.

        `chances` are by kind: fail, unavailable (a 503 of a proxy), rate_limit, drop_request,
        reset and hang have no effect; fail_after, unavailable_after, lose_reply, reset_after,
        garble and late have one, late some time after; delay is harmless. At most one strikes,
        and none where an ordered failure does. Ranges are from and to, in seconds.

        What strikes the nth call of a method to one channel follows from the seed alone.
        """
        self._line.run(
            "weather",
            seed=seed,
            chances=dict(chances),
            methods=list(methods),
            late_seconds=late_seconds,
            hang_seconds=hang_seconds,
            delay_seconds=delay_seconds,
            retry_after=retry_after,
        )

    def clear_weather(self) -> dict[str, int]:
        """Calm again; returns the last report."""
        report: dict[str, int] = self._line.run("clear_weather")
        return report

    def weather_report(self) -> dict[str, int]:
        """How often each kind of this weather, or the last, has struck."""
        report: dict[str, int] = self._line.run("weather_report")
        return report
