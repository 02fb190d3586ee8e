"""What one join costs as an exchange fills, from 100 people to 100,000: the use case behind
`/santa join <name>`, called directly, one after the other by people who are new.

Times are of `--joins` joins each, the best of several rounds; CPU is that of this process alone,
without PostgreSQL's. `×` is to the p10 with the fewest people (the quick ones, which other work on
the machine has left in peace), and has the target beside it: the cost must not grow with the
exchange. A target with ! is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import office
from benchmarks.databases import KINDS, Place, databases
from benchmarks.slack_stub import CHANNEL, TEAM
from core.clock import SystemClock
from core.domain.snapshots import Joined
from core.domain.types import ChannelId, Person, TeamId, UserId
from core.services.participation import Participation

ROW = "{:<11} {:>12} {:>8} {:>8} {:>8} {:>8} {:>6}  {}\n"
HEAD = ("", "participants", "p10 ms", "p50 ms", "p99 ms", "CPU ms", "×", "target")
SIZES = (100, 1000, 10_000, 100_000)
MOST_RATIO = 1.5
ROUNDS = 3


@dataclass(frozen=True)
class Timing:
    """In milliseconds for each join."""

    p10: float
    p50: float
    p99: float
    cpu: float


def measured(place: Place, size: int, joins: int) -> Timing:
    """The round with the lowest p10."""
    with office.opened(place.url) as database:
        office.found(database, joined=size)
        participation = Participation(database, SystemClock())
        newcomers = office.people(joins * (ROUNDS + 1), first=size)
        rounds = [newcomers[first : first + joins] for first in range(0, len(newcomers), joins)]
        join_all(participation, rounds[0])  # everything is compiled and connected then
        return min((join_all(participation, who) for who in rounds[1:]), key=lambda one: one.p10)


def join_all(participation: Participation, who: Sequence[UserId]) -> Timing:
    took = []
    cpu = time.process_time()
    for user_id in who:
        start = time.perf_counter()
        join(participation, user_id)
        took.append(1000 * (time.perf_counter() - start))
    cpu = time.process_time() - cpu
    took.sort()
    p10, p50, p99 = (took[int(share * len(took))] for share in (0.1, 0.5, 0.99))
    return Timing(p10, p50, p99, 1000 * cpu / len(took))


def join(participation: Participation, user_id: UserId) -> None:
    person = Person(user_id, TeamId(TEAM))
    caller, channel_id = office.caller(user_id), ChannelId(CHANNEL)
    joined = participation.join_chosen(caller, channel_id, person, lambda found: found)
    if not isinstance(joined, Joined) or not joined.is_new:
        raise RuntimeError("somebody who is new must be let in")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.joining", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out 100,000 people")
    parser.add_argument("--joins", type=int, default=300)
    chosen = parser.parse_args(arguments)
    sizes = SIZES[:-1] if chosen.quick else SIZES
    sys.stdout.write(ROW.format(*HEAD))
    with databases() as made:
        for kind in KINDS:
            least = 0.0
            for size in sizes:
                timing = measured(made.create(kind), size, chosen.joins)
                least = least or timing.p10
                sys.stdout.write(row(kind, size, timing, timing.p10 / least))
                sys.stdout.flush()


def row(kind: str, size: int, timing: Timing, ratio: float) -> str:
    times = (f"{one:.2f}" for one in (timing.p10, timing.p50, timing.p99, timing.cpu))
    target = f"{MOST_RATIO:g} ×{' !' if ratio > MOST_RATIO else ''}"
    return ROW.format(kind, f"{size:,}", *times, f"{ratio:.1f}", target)


if __name__ == "__main__":
    main(sys.argv[1:])
