"""How many messages a second leave one process while Slack takes 100 ms for each: the real sender
and messenger over HTTP, for 1, 10 and 100 workspaces that begin with the pace of new ones; and for
100 workspaces that have reached the quickest pace, with more and fewer threads than Kringle has.

`allowed` is what pacing permits in the same time, exactly; `most` what so many threads can do when
each waits 100 ms for Slack. CPU is in percent of one processor, of the sending process and of
PostgreSQL besides. The last columns are the CPU milliseconds of the sending process for each
message: taking it out (claim), putting together what it says (order), its words and blocks
(render), Slack (HTTP), writing down that it was sent (settle), and whatever else there is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks import office, slack_stub
from benchmarks.databases import KINDS, Place, databases
from benchmarks.pacing import allowed
from benchmarks.sending import PARTS, Job, Sending, sending
from benchmarks.slack_stub import Manner, Stub
from benchmarks.workspaces import Workspaces, sent
from core.sender import THREADS
from core.services.outcomes import FASTEST
from core.services.workspaces import FIRST_PACE

LATENCY = 0.1
ROW = (
    "{:<11} {:>10} {:>7} {:>4} {:>7} {:>8} {:>7} {:>5} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}\n"
)
HEAD = (
    *("", "workspaces", "threads", "pace", "sent /s", "allowed", "most", "CPU", "db"),
    *PARTS,
    "else",
)


@dataclass(frozen=True)
class Case:
    workspaces: int
    threads: int = THREADS
    pace: float = FIRST_PACE


CASES = (
    *(Case(count) for count in (1, 10, 100)),
    *(Case(100, threads, FASTEST) for threads in (8, 16, 32, 64)),
)


@dataclass(frozen=True)
class Run:
    """So many seconds of sending and the CPU seconds used in them; `all_cpu` and its `parts` are of
    all messages, those included that were finished afterwards."""

    since: datetime
    seconds: float
    cpu: float
    database_cpu: float
    all_cpu: float
    parts: Counter[str]


def measured(place: Place, stub: Stub, case: Case, seconds: float) -> str:
    with office.opened(place.url) as database:
        found = Workspaces.on(database)
        found.draw(found.found(case.workspaces, allowed(seconds + 2, case.pace, LATENCY)))
        found.set_pace(case.pace)
        stub.calls()
        with sending(Job(place.url, stub.api_url, case.threads)) as process:
            run = under_way(place, process, seconds)
        moments = [at for team in sent(database, run.since).values() for at in team]
    if len(moments) != (calls := sum(stub.calls().values())):
        raise RuntimeError(f"{len(moments)} messages were sent with {calls} calls of Slack")
    return row(place.kind, case, run, moments)


def under_way(place: Place, process: Sending, seconds: float) -> Run:
    before, database_cpu = process.cpu_seconds(), place.server_cpu_seconds()
    since, start = process.start(), time.perf_counter()
    time.sleep(seconds)
    took = time.perf_counter() - start
    cpu, database_cpu = process.cpu_seconds() - before, place.server_cpu_seconds() - database_cpu
    parts = process.stop()
    return Run(since, took, cpu, database_cpu, process.cpu_seconds() - before, parts)


def row(kind: str, case: Case, run: Run, moments: Sequence[datetime]) -> str:
    until = run.since + timedelta(seconds=run.seconds)
    in_time = sum(at <= until for at in moments)
    may = case.workspaces * allowed(run.seconds, case.pace, LATENCY)
    each = 1000 / len(moments)
    return ROW.format(
        *(kind, case.workspaces, case.threads, f"{case.pace:g}"),
        *(f"{count / run.seconds:.0f}" for count in (in_time, may)),
        f"{case.threads / LATENCY:.0f}",
        *(f"{100 * cpu / run.seconds:.0f}%" for cpu in (run.cpu, run.database_cpu)),
        *(f"{run.parts[part] * each:.2f}" for part in PARTS),
        f"{(run.all_cpu - run.parts.total()) * each:.2f}",
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery", description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="this database alone")
    parser.add_argument("--seconds", type=float, default=10)
    chosen = parser.parse_args(arguments)
    sys.stdout.write(ROW.format(*HEAD))
    with slack_stub.running(Manner(delay=LATENCY)) as stub, databases() as made:
        for kind in (chosen.only,) if chosen.only else KINDS:
            for case in CASES:
                sys.stdout.write(measured(made.create(kind), stub, case, chosen.seconds))
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
