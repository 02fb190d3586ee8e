"""How long one workspace's matches take beside what its pacing allows at best, while Slack takes
100 ms for each: 600 of them, or with `--whole` 10,000, in real time (17 minutes on each database).

The floor is exact: the turns that the workspace's pace gives, from that of a new one up to the
quickest, one of them for the announcement, which is rewritten meanwhile, and 100 ms for the last
match. CPU is the sending process's for each match. A target with ! is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks import office, slack_stub
from benchmarks.databases import KINDS, Place, databases
from benchmarks.delivery import LATENCY
from benchmarks.pacing import floor
from benchmarks.sending import Job, sending, wait_for
from benchmarks.slack_stub import Manner, Stub
from benchmarks.workspaces import Workspaces, sent
from core.services.workspaces import FIRST_PACE

ROW = "{:<11} {:>9} {:>8} {:>8} {:>7} {:>9}  {}\n"
HEAD = ("", "matches", "floor s", "took s", "over", "CPU ms", "target")
SHORT, WHOLE = 600, 10_000
#: What else a workspace says meanwhile, and at the end.
REWRITTEN, REPORT = 1, 1
MOST_OVER = 0.05


def measured(place: Place, stub: Stub, people: int) -> str:
    with office.opened(place.url) as database:
        found = Workspaces.on(database)
        found.draw(found.found(1, people))
        found.set_pace(FIRST_PACE)
        stub.calls()
        with sending(Job(place.url, stub.api_url)) as process:
            before, since = process.cpu_seconds(), process.start()
            wait_for(stub, people + REPORT)
            cpu = process.cpu_seconds() - before
            process.stop()
        (moments,) = sent(database, since).values()
    if len(moments) != people + REWRITTEN + REPORT:
        raise RuntimeError(f"{len(moments)} messages were sent")
    last = moments[people + REWRITTEN - 1]  # the report is owed when this one has arrived
    return row(place.kind, people, (last - since).total_seconds(), cpu)


def row(kind: str, count: int, took: float, cpu: float) -> str:
    least = floor(count + REWRITTEN, FIRST_PACE, LATENCY)
    over = took / least - 1
    return ROW.format(
        *(kind, f"{count:,}", f"{least:.2f}", f"{took:.2f}", f"{over:.1%}"),
        f"{1000 * cpu / count:.1f}",
        f"{MOST_OVER:.0%}{' !' if over > MOST_OVER else ''}",
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="this database alone")
    parser.add_argument("--whole", action="store_true", help=f"all {WHOLE:,} messages")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(ROW.format(*HEAD))
    with slack_stub.running(Manner(delay=LATENCY)) as stub, databases() as made:
        for kind in (chosen.only,) if chosen.only else KINDS:
            people = WHOLE if chosen.whole else SHORT
            sys.stdout.write(measured(made.create(kind), stub, people))
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
