"""The controls that make trouble: limits, failures by order and by chance."""

from __future__ import annotations

from typing import Any

from playground.errors import Json
from playground.faults import Fault, Faults
from playground.later import Later
from playground.ratelimits import RateLimits
from playground.weather import Climate, Weather


class Trouble:
    """What goes wrong with calls of the Web API."""

    def __init__(
        self, faults: Faults, weather: Weather, limits: RateLimits, effects: Later
    ) -> None:
        self._faults = faults
        self._weather = weather
        self._limits = limits
        self._effects = effects

    def rate_limits(self, enabled: bool) -> None:
        self._limits.enable(enabled)

    def fault(self, **fault: Any) -> None:
        self._faults.add(Fault(**fault))

    def go_down(self, seconds: float) -> None:
        self._faults.go_down(seconds)

    def down_for(self) -> float:
        return self._faults.down_for()

    def clear_faults(self) -> None:
        self._faults.clear()

    def late_calls(self) -> int:
        """How many late calls have yet to take effect."""
        return self._effects.undone

    def weather(self, **climate: Any) -> None:
        self._weather.begin(Climate(**climate))

    def clear_weather(self) -> Json:
        self._weather.clear()
        return self.weather_report()

    def weather_report(self) -> Json:
        return dict(self._weather.struck)
