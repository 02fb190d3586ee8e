"""How many messages one process takes out of the outbox and writes down as sent, when a messenger
that answers at once stands in for Slack and pacing is no limit: what the database and our own work
around it allow at most.

`waiting` are the messages that are owed in all, in so many workspaces; `idle` are workspaces
besides that have nothing to say. `at once` is how many the outbox may give out at a time; in the
last line of each kind the real sender does it with its threads, and looks at a single workspace 50
times a second at most. PostgreSQL plans by what it knows of its tables, and learns it a minute
after very much has changed, so both are measured: while it `knows` nothing, and after ANALYZE.
`claims /s` counts the time it takes to take them out alone; CPU is the process's own for each
message, `db` what PostgreSQL used besides.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from benchmarks import office
from benchmarks.databases import KINDS, Place, databases
from benchmarks.workspaces import Workspaces, count_unsent
from core.db import models
from core.sender import THREADS, Sender

ROW = "{:<11} {:>10} {:>7} {:>5} {:>6} {:>10} {:>9} {:>9} {:>8} {:>7} {:>6}\n"
HEAD = (
    *("", "workspaces", "waiting", "idle", "knows", "at once"),
    *("claims /s", "in all /s", "claim ms", "CPU ms", "db ms"),
)
#: Far beyond what Slack allows, so that it is never a workspace's pace that is waited for.
NO_PACE = 1e6


@dataclass(frozen=True)
class World:
    workspaces: int
    waiting: int
    idle: int = 0


WORLDS = (World(1, 10_000), World(200, 10_000), World(200, 40_000), World(200, 10_000, idle=5000))


@dataclass(frozen=True)
class Timing:
    """Of so many messages, in seconds. Nobody stands beside the sender and looks how long it takes
    to take something out: then `claiming` is nothing."""

    how: str
    count: int
    claiming: float
    took: float
    cpu: float
    database_cpu: float


def measure(place: Place, world: World, seconds: float) -> None:
    with office.opened(place.url) as database:
        found = Workspaces.on(database)
        found.draw(found.found(world.workspaces, world.waiting // world.workspaces))
        add_idle(found, world.idle)
        found.set_pace(NO_PACE)
        for timing in timings(place, found, seconds):
            tell(place.kind, world, "", timing)
        if not database.is_sqlite:
            with database.write() as session:
                session.connection().exec_driver_sql("ANALYZE")
            for timing in timings(place, found, seconds):
                tell(place.kind, world, "yes", timing)


def add_idle(found: Workspaces, count: int) -> None:
    """Workspaces in which nothing is owed."""
    now = found.services.exchanges.clock.now()
    names = [f"TIDLE{number:05d}" for number in range(count)]
    rows = [{"team_id": name, "created_at": now, "pace": NO_PACE} for name in names]
    if rows:
        with found.database.write() as session:
            session.execute(insert(models.Workspace), rows)


def timings(place: Place, found: Workspaces, seconds: float) -> Iterator[Timing]:
    for how in ("1", str(THREADS), f"{THREADS} threads"):
        cpu, database_cpu = time.process_time(), place.server_cpu_seconds()
        start = time.perf_counter()
        if how.endswith("threads"):
            count, claiming = by_threads(found, seconds), 0.0
        else:
            count, claiming = one_by_one(found, int(how), seconds)
        took = time.perf_counter() - start
        cpu, database_cpu = time.process_time() - cpu, place.server_cpu_seconds() - database_cpu
        yield Timing(how, count, claiming, took, cpu, database_cpu)


def one_by_one(found: Workspaces, at_once: int, seconds: float) -> tuple[int, float]:
    """How many, and how long taking them out took."""
    outbox, count, claiming = found.services.outbox, 0, 0.0
    ends_at = time.perf_counter() + seconds
    while (start := time.perf_counter()) < ends_at:
        claims = outbox.claim(at_once)
        claiming += time.perf_counter() - start
        if not claims:
            raise RuntimeError("everything has been sent, before the time was over")
        for claim in claims:
            outbox.attempt(claim)
        count += len(claims)
    return count, claiming


def by_threads(found: Workspaces, seconds: float) -> int:
    outbox = found.services.outbox
    before = count_unsent(found.database)
    sender = Sender(outbox, outbox.clock, tick_seconds=1)
    sender.start()
    time.sleep(seconds)
    sender.stop()
    return before - count_unsent(found.database)


def tell(kind: str, world: World, knows: str, timing: Timing) -> None:
    each, claiming = 1000 / max(1, timing.count), timing.claiming
    line = ROW.format(
        *(kind, world.workspaces, f"{world.waiting:,}", world.idle or "", knows, timing.how),
        f"{timing.count / claiming:,.0f}" if claiming else "",
        f"{timing.count / timing.took:,.0f}",
        f"{claiming * each:.2f}" if claiming else "",
        f"{timing.cpu * each:.2f}",
        f"{timing.database_cpu * each:.2f}" if timing.database_cpu else "",
    )
    sys.stdout.write(line)
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.claims", description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="this database alone")
    parser.add_argument("--seconds", type=float, default=3)
    chosen = parser.parse_args(arguments)
    sys.stdout.write(ROW.format(*HEAD))
    with databases() as made:
        for kind in (chosen.only,) if chosen.only else KINDS:
            for world in WORLDS:
                measure(made.create(kind), world, chosen.seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
