"""200 workspaces whose matches become due together, far more than one process can send at once: how
long each waits for its first one, and how much later the last workspace is done than the first.

Twice: with matches that are owed already when the sending process begins, and with exchanges that
have the same deadline, for a whole bot that is up, which has all the names to draw then. Times
count from that moment, in seconds. `drawn` is when the last names were drawn; `first`, `median` and
`last` when the first workspace, half of them and all had their first match; `done` and `all done`
when the first and the last workspace had all of theirs, `×` the ratio of the two. Each workspace
has 60 people, or 1,000 with `--whole`. Slack takes 100 ms. A target with ! is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from benchmarks import office, processes, slack_stub
from benchmarks.databases import KINDS, Place, databases
from benchmarks.delivery import LATENCY
from benchmarks.sending import Job, sending, wait_for
from benchmarks.slack_stub import Manner, Stub
from benchmarks.workspaces import Workspaces, drawn_at, sent
from core.domain.types import DeliveryKind
from core.services.workspaces import FIRST_PACE

ROW = "{:<11} {:<14} {:>8} {:>6} {:>7} {:>7} {:>7} {:>8} {:>8} {:>6} {:>6}  {}\n"
HEAD = (
    *("", "", "matches", "drawn", "first", "median", "last", "done", "all done", "×", "/s"),
    "target",
)
WORKSPACES, SHORT, WHOLE = 200, 60, 1000
#: The bot is up by then.
STARTS = timedelta(seconds=8)
MOST_FIRST, MOST_RATIO = 5.0, 1.2


@dataclass(frozen=True)
class Waits:
    """In seconds: of each workspace, its first and its last match; and the last draw."""

    firsts: Sequence[float]
    lasts: Sequence[float]
    count: int
    drawn: float | None = None


def owed_before(place: Place, stub: Stub, people: int) -> Waits:
    with office.opened(place.url) as database:
        found = Workspaces.on(database)
        found.draw(found.found(WORKSPACES, people))
        found.set_pace(FIRST_PACE)
    stub.calls()
    with sending(Job(place.url, stub.api_url)) as process:
        since = process.start()
        wait_for(stub, WORKSPACES * (people + 1))  # and a report
        process.stop()
    return waits(place, since)


def same_deadline(place: Place, stub: Stub, people: int) -> Waits:
    with office.opened(place.url) as database:
        found = Workspaces.on(database)
        exchanges = found.found(WORKSPACES, people)
        found.set_pace(FIRST_PACE)
        since = datetime.now(UTC) + STARTS
        found.set_deadlines({exchange.exchange_id: since for exchange in exchanges})
    stub.calls()
    environment = {"DATABASE_URL": place.url, "KRINGLE_KEYS": office.KEYS}
    with processes.kringle(stub, environment):
        if datetime.now(UTC) > since:
            raise RuntimeError("the bot was not up at the deadline")
        wait_for(stub, WORKSPACES * (people + 1))
        time.sleep(1)  # what has been sent is written down
    with office.opened(place.url) as database:
        drawn = max(drawn_at(database).values())
    return waits(place, since, (drawn - since).total_seconds())


def waits(place: Place, since: datetime, drawn: float | None = None) -> Waits:
    with office.opened(place.url) as database:
        matches = sent(database, since, {DeliveryKind.MATCH}).values()
    return Waits(
        firsts=[(moments[0] - since).total_seconds() for moments in matches],
        lasts=[(moments[-1] - since).total_seconds() for moments in matches],
        count=sum(map(len, matches)),
        drawn=drawn,
    )


def row(kind: str, how: str, waits: Waits) -> str:
    fastest, slowest = min(waits.lasts), max(waits.lasts)
    is_missed = max(waits.firsts) > MOST_FIRST or slowest / fastest > MOST_RATIO
    return ROW.format(
        *(kind, how, f"{waits.count:,}", f"{waits.drawn:.1f}" if waits.drawn else ""),
        *(f"{each(waits.firsts):.2f}" for each in (min, median, max)),
        *(f"{moment:.1f}" for moment in (fastest, slowest)),
        *(f"{slowest / fastest:.2f}", f"{waits.count / slowest:.0f}"),
        f"{MOST_FIRST:g} s, {MOST_RATIO:g} ×{' !' if is_missed else ''}",
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fairness", description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="this database alone")
    parser.add_argument("--whole", action="store_true", help=f"{WHOLE:,} people in each workspace")
    chosen = parser.parse_args(arguments)
    people = WHOLE if chosen.whole else SHORT
    sys.stdout.write(ROW.format(*HEAD))
    with slack_stub.running(Manner(delay=LATENCY)) as stub, databases() as made:
        for kind in (chosen.only,) if chosen.only else KINDS:
            for how, measured in (("owed before", owed_before), ("same deadline", same_deadline)):
                sys.stdout.write(row(kind, how, measured(made.create(kind), stub, people)))
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
