"""How long a whole draw takes, written down and all, and how long those who join another exchange
meanwhile wait: both use cases called directly, somebody new joining every few milliseconds.

Each line is of several draws. `s` is the quickest; `wait ms` the longest that anybody waited, of
the draw where that was shortest, since other work on the machine slows everybody; `quiet ms` is the
same while nothing is drawn. A target with ! is missed.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks import office
from benchmarks.databases import KINDS, Place, databases
from benchmarks.slack_stub import TEAM
from core.clock import SystemClock
from core.crypto import MasterKeys
from core.db.session import Database
from core.db.vault import Vault
from core.domain.types import ExchangeStatus, Person, TeamId
from core.services.drawing import Drawing
from core.services.participation import Participation

ROW = "{:<11} {:>8} {:>8} {:>9} {:>9}  {}\n"
HEAD = ("", "people", "s", "quiet ms", "wait ms", "target")
SIZES = (1000, 10_000, 100_000)
MOST_MS = 1000
ROUNDS = 3
#: Between two who join, and how long they are watched while nothing is drawn.
PAUSE, QUIET = 0.005, 1.0


@dataclass(frozen=True)
class Timing:
    draw: float
    quiet: float
    wait: float


@dataclass
class Joiner:
    """Somebody new joins `exchange_id`, again and again, until `stop` is set."""

    database: Database
    exchange_id: str
    stop: threading.Event = field(default_factory=threading.Event)
    waits: list[float] = field(default_factory=list)

    def run(self) -> None:
        participation = Participation(self.database, SystemClock())
        for user_id in office.people(1_000_000, first=500_000_000):
            if self.stop.wait(PAUSE):
                return
            person = Person(user_id, TeamId(TEAM))
            start = time.perf_counter()
            participation.join(office.caller(user_id), self.exchange_id, person)
            self.waits.append(time.perf_counter() - start)

    def longest(self) -> float:
        """Since it was last asked for."""
        waits, self.waits = self.waits, []
        return max(waits, default=0.0)


@contextmanager
def joining(database: Database) -> Iterator[Joiner]:
    joiner = Joiner(database, office.found(database))
    thread = threading.Thread(target=joiner.run)
    thread.start()
    try:
        yield joiner
    finally:
        joiner.stop.set()
        thread.join()


def measured(place: Place, size: int) -> Timing:
    with office.opened(place.url) as database:
        exchange_id = office.found(database, joined=size)
        vault = Vault(MasterKeys.parse(office.KEYS))
        drawing = Drawing(database, vault, SystemClock())
        with joining(database) as joiner:
            time.sleep(PAUSE * 20)  # everything is compiled and connected then
            joiner.longest()
            time.sleep(QUIET)
            quiet = joiner.longest()
            start = time.perf_counter()
            drawn = drawing.draw_now(office.caller(office.ORGANIZER), exchange_id)
            took = time.perf_counter() - start
        if drawn.status != ExchangeStatus.DRAWN:
            raise RuntimeError("nobody changes what is drawn here")
        return Timing(took, quiet, joiner.longest())


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drawing", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out 100,000 people")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args(arguments)
    sys.stdout.write(ROW.format(*HEAD))
    with databases() as made:
        for kind in KINDS:
            for size in SIZES[:-1] if chosen.quick else SIZES:
                timings = [measured(made.create(kind), size) for _ in range(chosen.rounds)]
                sys.stdout.write(row(kind, size, timings))
                sys.stdout.flush()


def row(kind: str, size: int, timings: Sequence[Timing]) -> str:
    draw = min(one.draw for one in timings)
    quiet = 1000 * min(one.quiet for one in timings)
    wait = 1000 * min(one.wait for one in timings)
    target = f"{MOST_MS} ms{' !' if wait > MOST_MS else ''}"
    return ROW.format(kind, f"{size:,}", f"{draw:.2f}", f"{quiet:.0f}", f"{wait:.0f}", target)


if __name__ == "__main__":
    main(sys.argv[1:])
