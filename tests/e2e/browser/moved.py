"""A Kringle in this process as what the page's time machine moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from playground.browser.outside import Moment
from playground.browser.upcoming import upcoming
from tests.e2e.world import World


class Moved:
    """Plans are read from SQLite only, as the playground has it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def upcoming(self) -> Sequence[Moment]:
        now = self._world.clock.now().timestamp()
        return upcoming(Path(self._world.url.removeprefix("sqlite:///")), now)

    def advance(self, seconds: float) -> None:
        """The scheduler's own clock stays where it is: what it looks at once a minute is looked at
        here."""
        self._world.clock.leap_to(self._world.clock.now() + timedelta(seconds=seconds))
        self._world.kringle.services.exchange_days.remind_due()

    def trouble(self) -> str:
        return ""
