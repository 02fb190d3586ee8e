"""`python -m tests.chaos.bot --role … --clock FILE`: what `python -m bot` runs, with the settings
that the environment gives, a clock that can be set, and less patience."""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot import app, logs
from bot.config import Settings
from bot.messenger import SlackMessenger
from core.domain.snapshots import Order, Receipt
from core.services import outcomes
from core.services.patience import Patience
from tests.chaos.clock import SettableClock

#: So that a run takes minutes and not hours. Whatever is late must be so by less than `settles`.
PATIENCE = Patience(
    lease=timedelta(seconds=2),
    looks_after=timedelta(seconds=0.5),
    settles=timedelta(seconds=6),
    gives_up_looking=timedelta(minutes=5),  # for good: sent again it would be a double, allowed
    between_refreshes=timedelta(seconds=1),
)
DAWDLES, LONGEST_REST = 0.3, 0.8


def hurry() -> None:
    """Shorten the waits that nothing hangs on but time: how slow a workspace's lane may get, and
    for how long a message rests that failed again and again."""
    outcomes.SLOWEST, outcomes.FASTEST = 15.0, 40.0
    outcomes.LONGEST_PAUSE = timedelta(seconds=2)
    outcomes.LONGEST_BETWEEN_LOOKS = timedelta(seconds=1)


def dawdle() -> None:
    """Now and then rest between taking a message out and sending it, where it is a matter of
    milliseconds otherwise: so that processes are killed and frozen there as well."""
    real = SlackMessenger.send

    def send(self: SlackMessenger, order: Order, may_go: Callable[[], bool]) -> Receipt:
        if random.random() < DAWDLES:
            time.sleep(random.uniform(0, LONGEST_REST))
        return real(self, order, may_go)

    SlackMessenger.send = send  # type: ignore[method-assign]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.bot")
    parser.add_argument("--role", default="all")
    parser.add_argument("--clock", type=Path, required=True)
    options = parser.parse_args()
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level, settings.log_format)
    hurry()
    dawdle()
    clock = SettableClock(options.clock)
    _build(settings, options.role, clock).run()


def _build(settings: Settings, role: str, clock: SettableClock) -> app.Kringle:
    try:
        return app.build(settings, role=role, patience=PATIENCE, clock=clock)
    except TypeError:
        real = app.Services

        class Impatient:
            @staticmethod
            def build(*args):
                return real.build(*args, PATIENCE)

        app.Services = Impatient
        app.SystemClock = lambda: clock
        return app.build(settings, role=role)


if __name__ == "__main__":
    main()
