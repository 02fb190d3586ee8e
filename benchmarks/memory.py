"""What the sending process holds in memory at first and after so many messages, of 200 workspaces,
while Slack answers at once: it must not grow with their number.

`more` is by how much it has grown since the line before, `a message` that for each message sent
meanwhile, in bytes. Until the first 4,000 are out it takes what it needs for its threads,
connections, statements and pages of the database. After that a target with ! is missed: a leak of
a delivery's row, or of what a message says, would be several thousand bytes each.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks import office, slack_stub
from benchmarks.databases import KINDS, Place, databases
from benchmarks.sending import Job, sending, wait_for
from benchmarks.slack_stub import Stub
from benchmarks.workspaces import Workspaces
from core.services.outcomes import FASTEST

ROW = "{:<11} {:>9} {:>7} {:>7} {:>10}  {}\n"
HEAD = ("", "messages", "MB", "more", "a message", "target")
WORKSPACES = 200
STEPS = (0, 2000, 4000, 10_000)
WHOLE = (*STEPS, 50_000)
WARM = 4000
#: In bytes for each message.
MOST_GROWTH = 250.0


def measure(place: Place, stub: Stub, steps: Sequence[int]) -> None:
    with office.opened(place.url) as database:
        found = Workspaces.on(database)
        found.draw(found.found(WORKSPACES, steps[-1] // WORKSPACES + 1))
        found.set_pace(FASTEST)
    stub.calls()
    with sending(Job(place.url, stub.api_url)) as process:
        count, held = 0, process.memory_mb()
        sys.stdout.write(ROW.format(place.kind, 0, f"{held:.1f}", "", "", ""))
        process.start()
        for step in steps[1:]:
            posted, now = wait_for(stub, step - count), process.memory_mb()
            sys.stdout.write(row(place.kind, count + posted, posted, now, now - held))
            sys.stdout.flush()
            count, held = count + posted, now


def row(kind: str, count: int, posted: int, held: float, more: float) -> str:
    growth = more * 2**20 / posted
    is_warm = count - posted >= WARM
    target = f"{MOST_GROWTH:g}{' !' if growth > MOST_GROWTH else ''}" if is_warm else ""
    return ROW.format(kind, f"{count:,}", f"{held:.1f}", f"{more:.1f}", f"{growth:,.0f}", target)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="this database alone")
    parser.add_argument("--whole", action="store_true", help=f"up to {WHOLE[-1]:,} messages")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(ROW.format(*HEAD))
    with slack_stub.running() as stub, databases() as made:
        for kind in (chosen.only,) if chosen.only else KINDS:
            measure(made.create(kind), stub, WHOLE if chosen.whole else STEPS)


if __name__ == "__main__":
    main(sys.argv[1:])
