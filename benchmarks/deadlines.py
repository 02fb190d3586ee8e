"""How late names are drawn, by the whole bot: of 20 exchanges whose deadlines are spread over ten
seconds while it is up; and after it was down over the deadlines, for a few seconds and for three
days: how long it is from its start until each of them is drawn, and whether in order.

`late` is in seconds after the deadline, or after `python -m bot` was started; `ready` is when
`/readyz` said yes. A target with ! is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from benchmarks import office, processes, slack_stub
from benchmarks.databases import KINDS, Place, databases
from benchmarks.slack_stub import Stub
from benchmarks.workspaces import Workspaces, drawn_at
from core.domain.types import ExchangeId

ROW = "{:<11} {:<20} {:>6} {:>6} {:>9} {:>6} {:>6} {:>9}  {}\n"
HEAD = ("", "the bot was", "draws", "ready", "late: min", "median", "max", "in order", "target")
EXCHANGES, PEOPLE = 20, 50
SPREAD = timedelta(seconds=10)
#: The bot is up by then.
STARTS = timedelta(seconds=6)
MOST_WHEN_UP, MOST_AFTER_START = 2.0, 15.0
PATIENCE = 60.0

#: How long after now the first deadline is.
SITUATIONS = {
    "up": STARTS,
    "down for seconds": timedelta(seconds=-15),
    "down for three days": timedelta(days=-3),
}

Moments = Mapping[ExchangeId, datetime]


@dataclass(frozen=True)
class Drawn:
    """All times in seconds."""

    late: Sequence[float]
    ready: float
    is_in_order: bool


def measured(place: Place, stub: Stub, first: timedelta) -> Drawn:
    with office.opened(place.url) as database:
        found = Workspaces.on(database)
        exchanges = found.found(EXCHANGES, PEOPLE)
        now, step = datetime.now(UTC), SPREAD / EXCHANGES
        deadlines = {one.exchange_id: now + first + n * step for n, one in enumerate(exchanges)}
        found.set_deadlines(deadlines)
    environment = {"DATABASE_URL": place.url, "KRINGLE_KEYS": office.KEYS}
    starts_at = datetime.now(UTC)
    with processes.kringle(stub, environment) as bot:
        if first > timedelta() and datetime.now(UTC) > now + first:
            raise RuntimeError("the bot was not up at the first deadline")
        drawn = wait_until_drawn(place)
    since = {one: max(deadline, starts_at) for one, deadline in deadlines.items()}
    late = [(at - since[one]).total_seconds() for one, at in drawn.items()]
    return Drawn(late, bot.took, list(drawn) == list(deadlines))


def wait_until_drawn(place: Place) -> Moments:
    gives_up_at = time.monotonic() + PATIENCE
    with office.opened(place.url) as database:
        while len(drawn := drawn_at(database)) < EXCHANGES:
            if time.monotonic() > gives_up_at:
                raise RuntimeError(f"only {len(drawn)} of {EXCHANGES} exchanges were drawn")
            time.sleep(0.2)
        return drawn


def row(kind: str, how: str, drawn: Drawn) -> str:
    most = MOST_WHEN_UP if how == "up" else MOST_AFTER_START
    is_missed = max(drawn.late) > most or not drawn.is_in_order
    return ROW.format(
        *(kind, how, len(drawn.late), f"{drawn.ready:.1f}"),
        *(f"{each(drawn.late):.2f}" for each in (min, median, max)),
        "yes" if drawn.is_in_order else "no",
        f"{most:g} s{' !' if is_missed else ''}",
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deadlines", description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="this database alone")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(ROW.format(*HEAD))
    with slack_stub.running() as stub, databases() as made:
        for kind in (chosen.only,) if chosen.only else KINDS:
            for how, first in SITUATIONS.items():
                sys.stdout.write(row(kind, how, measured(made.create(kind), stub, first)))
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
