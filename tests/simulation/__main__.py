"""`python -m tests.simulation [HOW_MANY] [FIRST_SEED]`: so many worlds, on all cores."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from tests.simulation.world import Result, Simulation, Template


@cache
def template() -> Template:
    return Template()


def simulate(seed: int) -> Result:
    return Simulation(template(), seed).run()


def main() -> int:
    """The exit status: 1 when anything was lost, doubled or stuck."""
    given = [int(word) for word in sys.argv[1:]]
    count, first = [*given, *(10_000, 0)[len(given) :]]
    began, bad, happened = time.monotonic(), 0, Counter[str]()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(simulate, range(first, first + count), chunksize=20):
            happened.update(result.counts)
            if not result.is_good:
                bad += 1
                print(f"seed {result.seed}: {result}")
    seconds = time.monotonic() - began
    print(f"{count} worlds from seed {first} on, {bad} bad, {count / seconds * 60:.0f} a minute")
    for what, times in happened.most_common():
        print(f"{times:9} {what}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
