"""What it takes to answer `/santa join <name>`, beside a Bolt app that only answers: signed
commands, so many a second whatever becomes of them, on connections that stay open.

Each run has a new database, a new process and `--seconds` of load of each kind: people who are new;
the same people once more, who are in already; and, in a run of its own, new people while Slack
takes 100 ms to say who somebody is, and says it a hundred times a minute, as Slack does. Of several
runs the one with the lowest p99 counts: other work on the machine only ever makes it slower.

Latency counts from the moment a command was due. CPU is that of the bot's process for each command,
`×` is to the bare app in the same round, `db` what PostgreSQL used besides. `failed` are answers
that were not 200 within 3 seconds. `wrong` are people who were told that they are in and are not in
the database, or the other way round; a target with ! is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks import office, processes, slack_stub
from benchmarks.databases import KINDS, Databases, Place, databases
from benchmarks.load import PATIENCE, Answer, Load, command, fired
from benchmarks.processes import Running
from benchmarks.slack_stub import Manner, Stub
from core.db.session import Database

ROW = "{:<11} {:<16} {:>5} {:>6} {:>6} {:>7} {:>7} {:>7} {:>7} {:>5} {:>6} {:>5} {:>5}  {}\n"
HEAD = (
    *("server", "people", "/s", "acked", "failed", "p50 ms", "p99 ms", "max ms"),
    *("CPU ms", "×", "db ms", "MB", "wrong", "target"),
)
RATES = (200, 500, 800)
#: The rate that the targets are for, and p99 in milliseconds there.
TARGET_RATE, TARGET_P99 = 500, {"sqlite": 30.0, "postgresql": 100.0}
TARGET_RATIO = 5.0
SLOW = Manner(delay=0.1, lookups_a_minute=100)
WARM_UP = 300
MARK = b"You are in."


@dataclass(frozen=True)
class Measured:
    """One load on one server. Times in milliseconds, CPU for each command."""

    server: str
    people: str
    rate: int
    answers: Sequence[Answer]
    cpu: float
    database_cpu: float
    memory: float
    wrong: int = 0

    @property
    def acknowledged(self) -> int:
        return sum(answer.status == 200 and answer.took <= PATIENCE for answer in self.answers)

    @property
    def failed(self) -> int:
        return len(self.answers) - self.acknowledged

    def took(self, share: float) -> float:
        times = sorted(answer.took for answer in self.answers)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))]


@dataclass
class Told:
    """Who was told to be in, and who heard nothing and may be in or not."""

    database: Database
    exchange_id: str
    are_in: set[str] = field(default_factory=set)
    unheard: set[str] = field(default_factory=set)

    def hear(self, who: Sequence[str], answers: Sequence[Answer]) -> None:
        for user_id, answer in zip(who, answers, strict=True):
            if answer.status != 200:
                self.unheard.add(user_id)
            elif MARK in answer.body:
                self.are_in.add(user_id)

    def wrongly(self) -> int:
        joined = office.joined(self.database, self.exchange_id)
        return len(self.are_in - joined) + len(joined - self.are_in - self.unheard)


def commands(who: Sequence[str]) -> list[bytes]:
    """One from each, each another request."""
    text = f"join {office.NAME}"
    return [command(text, user_id, f"{os.urandom(8).hex()}.{user_id}") for user_id in who]


def of_bare(stub: Stub, rate: int, seconds: float) -> Measured:
    with processes.bare(stub) as server:
        fired(Load(server.port, commands(office.people(WARM_UP)), TARGET_RATE))
        load = Load(server.port, commands(office.people(int(rate * seconds))), rate)
        cpu = server.cpu_seconds()
        answers = fired(load)
        cpu = 1000 * (server.cpu_seconds() - cpu) / len(answers)
        return Measured("bare", "answers only", rate, answers, cpu, 0, server.memory_mb())


def of_kringle(
    stub: Stub, place: Place, rate: int, seconds: float, *, is_slow: bool = False
) -> Iterator[Measured]:
    """New people, and if Slack is not slow then the same people again."""
    with office.opened(place.url) as database:
        told = Told(database, office.found(database))
        environment = {"DATABASE_URL": place.url, "KRINGLE_KEYS": office.KEYS}
        with processes.kringle(stub, environment) as server:
            early = office.people(WARM_UP)
            told.hear(early, fired(Load(server.port, commands(early), TARGET_RATE / 2)))
            who = office.people(int(rate * seconds), first=WARM_UP)
            yield under(server, place, "new, slow Slack" if is_slow else "new", rate, who, told)
            if not is_slow:
                settle(server)
                yield under(server, place, "in already", rate, who, told)


def under(
    server: Running, place: Place, people: str, rate: int, who: Sequence[str], told: Told
) -> Measured:
    """What the server makes of this load."""
    requests = commands(who)
    cpu, database_cpu = server.cpu_seconds(), place.server_cpu_seconds()
    answers = fired(Load(server.port, requests, rate))
    cpu = server.cpu_seconds() - cpu
    database_cpu = place.server_cpu_seconds() - database_cpu
    told.hear(who, answers)
    each = 1000 / max(1, sum(answer.status == 200 for answer in answers))
    costs = cpu * each, database_cpu * each, server.memory_mb()
    return Measured(place.kind, people, rate, answers, *costs, told.wrongly())


def settle(server: Running) -> None:
    """Until it has worked off what nobody waits for any more."""
    used, before = server.cpu_seconds(), 0.0
    while used - before > 0.1:
        time.sleep(0.5)
        used, before = server.cpu_seconds(), used


def best(runs: Sequence[Measured]) -> Measured:
    return min(runs, key=lambda run: (run.failed, run.took(0.99)))


def row(run: Measured, bare: Measured) -> str:
    return ROW.format(
        *(run.server, run.people, run.rate, run.acknowledged, run.failed),
        *(f"{run.took(share):.1f}" for share in (0.5, 0.99, 1)),
        *(f"{run.cpu:.2f}", f"{run.cpu / bare.cpu:.1f}"),
        f"{run.database_cpu:.2f}" if run.database_cpu else "",
        *(f"{run.memory:.0f}", run.wrong, target(run, bare)),
    )


def target(run: Measured, bare: Measured) -> str:
    most = TARGET_P99.get(run.server)
    if most is None or run.rate != TARGET_RATE:
        return ""
    is_missed = run.took(0.99) > most or run.cpu > TARGET_RATIO * bare.cpu or run.wrong
    return f"p99 {most:g} ms, {TARGET_RATIO:g} ×{' !' if is_missed else ''}"


@dataclass(frozen=True)
class Bench:
    made: Databases
    kinds: Sequence[str]
    seconds: float
    runs: int

    def measure(self, stub: Stub, slow: Stub, rate: int) -> None:
        bares: list[Measured] = []
        found: dict[tuple[str, str], list[Measured]] = {}
        for _ in range(self.runs):
            bares.append(of_bare(stub, rate, self.seconds))
            for kind in self.kinds:
                for run in self._of(kind, stub, slow, rate):
                    found.setdefault((kind, run.people), []).append(run)
        bare = best(bares)
        sys.stdout.write(row(bare, bare))
        sys.stdout.writelines(row(best(runs), bare) for runs in found.values())
        sys.stdout.flush()

    def _of(self, kind: str, stub: Stub, slow: Stub, rate: int) -> Iterator[Measured]:
        yield from of_kringle(stub, self.made.create(kind), rate, self.seconds)
        if rate == TARGET_RATE:
            place = self.made.create(kind)
            yield from of_kringle(slow, place, rate, self.seconds, is_slow=True)


def ceiling(stub: Stub) -> str:
    """What the load itself can do, against a server that costs next to nothing."""
    requests = commands(office.people(10_000))
    answers = fired(Load(stub.port, requests, 50_000))
    a_second = len(answers) / max(number / 50_000 + one.took for number, one in enumerate(answers))
    return f"The load can make {a_second:,.0f} requests a second; it is not what is measured.\n"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.commands", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short run at 500 a second")
    parser.add_argument("--only", choices=KINDS, help="this database alone")
    parser.add_argument("--rates", type=int, nargs="+", default=RATES)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args(arguments)
    if chosen.quick:
        chosen.rates, chosen.seconds, chosen.runs = (TARGET_RATE,), 4, 1
    kinds = (chosen.only,) if chosen.only else KINDS
    with slack_stub.running() as stub, slack_stub.running(SLOW) as slow, databases() as made:
        sys.stdout.write(ceiling(stub))
        sys.stdout.write(ROW.format(*HEAD))
        bench = Bench(made, kinds, chosen.seconds, chosen.runs)
        for rate in chosen.rates:
            bench.measure(stub, slow, rate)


if __name__ == "__main__":
    main(sys.argv[1:])
