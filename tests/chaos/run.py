"""One run: an office on one database, rounds of exchanges while everything breaks, and a count."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playground import Person
from tests.chaos import slack
from tests.chaos.counting import Count, count, unfinished
from tests.chaos.evidence import write_down
from tests.chaos.office import Exchange, Latecomers, Office, office
from tests.chaos.processes import Fleet, fleet
from tests.chaos.server import Server
from tests.chaos.trouble import Trouble

#: One process is all that a SQLite file may have.
ROLES = {"sqlite": ("all",), "postgresql": ("web", "worker", "worker", "all")}


@dataclass(frozen=True)
class Size:
    """How many people, how many exchanges a round and how many are in each, some of them joining
    late; for how many seconds everything breaks, and about how often something is done to a process
    or to the database."""

    people: int = 60
    exchanges: int = 5
    members: int = 30
    latecomers: int = 4
    seconds: float = 20
    every: float = 0.8
    #: Far more than it ever takes: what is not settled by then is stuck.
    settles_within: float = 180


@dataclass(frozen=True)
class Result:
    seconds: float
    injections: int
    struck: Counter[str]
    count: Count


@dataclass(frozen=True)
class Installation:
    """An office, the processes that serve it, and what is done to them."""

    office: Office
    fleet: Fleet
    trouble: Trouble
    folder: Path

    def round(self, size: Size) -> None:
        """Exchanges that are drawn while everything breaks; returns when all is settled, or
        certainly will not be."""
        self.trouble.rain()
        late = Latecomers(self.office, self.fleet, list(self._exchanges(size)))
        self.trouble.rage(size.seconds, size.every)
        late.stop()
        self.trouble.calm()
        self.fleet.wait_until_ready()
        self.settle(size.settles_within)

    def settle(self, seconds: float) -> None:
        """Wait until nothing is left to be done, but no longer than that."""
        gives_up_at = time.monotonic() + seconds
        while unfinished(self.office) and time.monotonic() < gives_up_at:
            self.fleet.tend()
            time.sleep(0.2)

    def verdict(self) -> Count:
        """Stop everything in order, and count."""
        self.fleet.stop()
        found = count(self.office, self.trouble.events, self.fleet.ends)
        if found.findings:
            write_down(self.folder, self.office, self.trouble.events, found.findings)
            found.evidence = self.folder
        else:
            shutil.rmtree(self.folder)
        return found

    def _exchanges(self, size: Size) -> Iterator[tuple[Exchange, Person]]:
        """Who still wants to join which."""
        dice, begun = self.trouble.dice, len(self.office.exchanges)
        for number in range(size.exchanges):
            people = dice.sample(self.office.people, size.members)
            early, late = people[: -size.latecomers], people[-size.latecomers :]
            draws_in = size.seconds * dice.uniform(0.05, 0.4)
            exchange = self.office.create(f"Santa {begun + number}", early, draws_in)
            yield from ((exchange, person) for person in late)


@contextmanager
def installation(
    url: str, server: Server | None, roles: Sequence[str], seed: int = 0, people: int = 40
) -> Iterator[Installation]:
    """Not started yet. The logs of all processes are in its folder, which stays after a failure."""
    folder = Path(tempfile.mkdtemp(prefix="kringle-chaos-"))
    with (
        slack.running() as here,
        office(here, url, people) as there,
        fleet(roles, there.environment, folder) as processes,
    ):
        trouble = Trouble(here, processes, server, random.Random(seed))
        yield Installation(there, processes, trouble, folder)


def run(
    url: str,
    server: Server | None,
    seed: int,
    size: Size,
    injections: int = 1,
    tell: Callable[[int], None] = lambda so_far: None,
) -> Result:
    """As many rounds as it takes for so many injections; `tell` hears how many it were so far."""
    began = time.monotonic()
    roles = ROLES["postgresql" if server else "sqlite"]
    with installation(url, server, roles, seed, size.people) as found:
        found.fleet.start()
        while found.trouble.injections < injections:
            found.round(size)
            tell(found.trouble.injections)
        verdict = found.verdict()
    trouble, seconds = found.trouble, time.monotonic() - began
    return Result(seconds, trouble.injections, trouble.struck, verdict)
