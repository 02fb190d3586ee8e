"""How long it takes from `python -m bot` until `/readyz` says yes, and what the bot holds in memory
when nothing happens: on a new SQLite file, which it migrates, on one with 10,000 people, and on a
PostgreSQL with as many; and the bare Bolt app of `benchmarks.bare`.

The start is the fastest of several, since other work on the machine only ever makes it slower;
memory is measured a few seconds later. Nothing is asked of these figures but to be known.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from benchmarks import office, processes, slack_stub
from benchmarks.databases import Databases, databases
from benchmarks.processes import Running
from benchmarks.slack_stub import Stub

ROW = "{:<36} {:>9} {:>6}\n"
PEOPLE = 10_000
SETTLES_SECONDS = 3

Start = Callable[[], AbstractContextManager[Running]]


def starts(stub: Stub, made: Databases) -> dict[str, Start]:
    """What is started, by how it is called in the table."""
    sqlite, postgresql = (filled(made, kind) for kind in ("sqlite", "postgresql"))

    def on(url: str, *arguments: str) -> AbstractContextManager[Running]:
        environment = {"DATABASE_URL": url, "KRINGLE_KEYS": office.KEYS}
        return processes.kringle(stub, environment, *arguments)

    return {
        "bare Bolt app": lambda: processes.bare(stub),
        "SQLite, a new file": lambda: on(made.create("sqlite").url),
        f"SQLite, {PEOPLE:,} people": lambda: on(sqlite),
        f"PostgreSQL, {PEOPLE:,} people": lambda: on(postgresql),
        f"PostgreSQL, {PEOPLE:,} people, web": lambda: on(postgresql, "--role", "web"),
        f"PostgreSQL, {PEOPLE:,} people, worker": lambda: on(postgresql, "--role", "worker"),
    }


def filled(made: Databases, kind: str) -> str:
    place = made.create(kind)
    with office.opened(place.url) as database:
        office.found(database, joined=PEOPLE)
    return place.url


def measured(start: Start, times: int) -> tuple[float, float]:
    """Seconds until it is ready, and megabytes at rest."""
    took, memory = [], 0.0
    for _ in range(times):
        with start() as running:
            took.append(running.took)
            if len(took) == times:
                time.sleep(SETTLES_SECONDS)
                memory = running.memory_mb()
    return min(took), memory


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="start each once")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(ROW.format("", "s", "MB"))
    with slack_stub.running() as stub, databases() as made:
        for name, start in starts(stub, made).items():
            took, memory = measured(start, 1 if chosen.quick else 5)
            sys.stdout.write(ROW.format(name, f"{took:.2f}", f"{memory:.0f}"))
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
