"""What `python -m bot` runs, in a process of its own, with a clock that can be set, and less
patience."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from bot import app, logs
from bot.config import Settings
from bot.failures import OperatorError
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
    between_tidyings=timedelta(seconds=0.2),
)
REST = (0.3, 1.0)
#: The exit status of a start without its database. Whatever else breaks ends with another.
GIVES_UP = 3


def hurry() -> None:
    """Shorten the waits that nothing hangs on but time: how slow a workspace's lane may get, and
    for how long a message rests that failed again and again."""
    outcomes.SLOWEST, outcomes.FASTEST = 15.0, 40.0
    outcomes.LONGEST_PAUSE = timedelta(seconds=2)
    outcomes.LONGEST_BETWEEN_LOOKS = timedelta(seconds=1)


def dawdle(share: float) -> None:
    """Rest before sending such a share of all messages, though they are taken out already, where it
    is a matter of milliseconds otherwise: so that processes are killed and frozen there as well."""
    real = SlackMessenger.send

    def send(self: SlackMessenger, order: Order, may_go: Callable[[], bool]) -> Receipt:
        if random.random() < share:
            time.sleep(random.uniform(*REST))
        return real(self, order, may_go)

    SlackMessenger.send = send  # type: ignore[method-assign]


def begin(
    role: str, clock: Path, dawdles: float, environment: Mapping[str, str], log: Path
) -> None:
    """Runs until it is told to stop; the process ends with its status. It speaks to `log`."""
    with log.open("ab") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.exit(_run(role, SettableClock(clock), dawdles))


def _run(role: str, clock: SettableClock, dawdles: float) -> int:
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level, settings.log_format)
    hurry()
    dawdle(dawdles)
    try:
        kringle = app.build(settings, role=role, patience=PATIENCE, clock=clock)
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        return GIVES_UP
    return kringle.run()
