"""How long a draw takes, beside a plain shuffle of as many people: `make bench`.

Each line is drawn with another seed each time, from names, in the order in which the service gives
them. Times are medians; ratios are to `random.shuffle` of the same names, measured between the
draws, so that a busy machine slows both. A target with × is such a ratio; ! is a target missed.
"""
# ruff: noqa: S311 (what is drawn from here is only measured)

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from core.domain.draw import (
    Draw,
    Drawability,
    DrawImpossible,
    Shape,
    ShapeNotFound,
    draw,
    drawability,
)

Pairs = list[tuple[str, str]]
Groups = Sequence[Sequence[str]]

#: A line is repeated until it took this many seconds, but as often as this at least and at most.
SECONDS, FEWEST, MOST = 0.8, 3, 300
#: `--quick` leaves out what has more people.
QUICK = 100_000

ROW = "{:<50} {:>9} {:>10} {:>8} {:>9} {:>1}  {}\n"


Run = Callable[[bytes], Draw | Drawability]


@dataclass(frozen=True)
class Case:
    """`run` takes a seed. The target is `most_ms`, or `most_ratio` where that is given."""

    name: str
    people: Sequence[str]
    run: Run
    most_ms: float = 1000
    most_ratio: float | None = None


@dataclass(frozen=True)
class Timing:
    """Medians, in milliseconds, and what came of the last run."""

    took: float
    shuffle: float
    outcome: str


def names(size: int) -> list[str]:
    return [f"U{number:08d}" for number in range(size)]


def parted(people: Sequence[str], members: int) -> list[Sequence[str]]:
    """Groups of so many people each, wherever they stand in the order of names."""
    mixed = list(people)
    random.Random(members).shuffle(mixed)
    return [mixed[first : first + members] for first in range(0, len(mixed), members)]


def both_ways(groups: Groups) -> Pairs:
    return [pair for one, other in groups for pair in ((one, other), (other, one))]


def three_rounds(people: Sequence[str], groups: Groups) -> list[Mapping[str, str]]:
    """Earlier draws, each of which avoided those before."""
    rounds: list[Mapping[str, str]] = []
    for year in range(3):
        drawn = draw(people, groups=groups, past=rounds, seed=year.to_bytes(16, "big"))
        rounds.insert(0, drawn.assignments)
    return rounds


def turned(people: Sequence[str], by: int) -> dict[str, str]:
    return dict(zip(people, [*people[by:], *people[:by]], strict=True))


def at_random(people: Sequence[str], share: float) -> Pairs:
    chance = random.Random(len(people))
    return [
        (giver, to) for giver in people for to in people if giver != to and chance.random() < share
    ]


def only_to(people: Sequence[str], givers: Sequence[str], allowed: Sequence[str]) -> Pairs:
    """The exclusions that leave these givers nobody but `allowed`."""
    return [(giver, to) for giver in givers for to in people if to not in allowed and giver != to]


def staircase(people: Sequence[str]) -> Pairs:
    """Everybody but the last may only give to those after them, which leaves one draw."""
    return [(giver, to) for at, giver in enumerate(people[:-1]) for to in people[:at]]


def drawn(
    people: Sequence[str],
    exclusions: Pairs | None = None,
    *,
    groups: Groups = (),
    past: Sequence[Mapping[str, str]] = (),
    shape: Shape = Shape.ANY,
) -> Run:
    def run(seed: bytes) -> Draw:
        return draw(people, exclusions or (), groups=groups, past=past, shape=shape, seed=seed)

    return run


def told(people: Sequence[str], exclusions: Pairs | None = None, groups: Groups = ()) -> Run:
    def run(_: bytes) -> Drawability:
        return drawability(people, exclusions or (), groups=groups)

    return run


def cases(largest: int) -> Iterator[Case]:
    """One after the other, so that only one of them is in memory."""
    yield from everyday_cases()
    yield from large_cases()
    if largest >= 1_000_000:
        yield from huge_cases()
    yield from dense_cases()
    yield from circle_cases()
    yield from repeating_cases()
    yield from odd_cases()
    yield from impossible_cases()
    yield from checked_cases()


def everyday_cases() -> Iterator[Case]:
    yield with_rounds(50, 0.2)
    people = names(1000)
    yield Case("couples", people, drawn(people, groups=parted(people, 2)), 1)
    yield with_rounds(1000, 2)
    yield Case("teams of ten", people, drawn(people, groups=parted(people, 10)), 2.5)
    people = names(10_000)
    yield Case("couples", people, drawn(people, groups=parted(people, 2)), most_ratio=1.5)
    yield Case("teams of ten", people, drawn(people, groups=parted(people, 10)), most_ratio=1.5)


def large_cases() -> Iterator[Case]:
    people = names(100_000)
    couples, teams = parted(people, 2), parted(people, 10)
    yield Case("couples", people, drawn(people, groups=couples), 50)
    yield Case("teams of ten", people, drawn(people, groups=teams), 50)
    yield Case("couples, from pairs", people, drawn(people, both_ways(couples)), 130)
    mixed = random.Random(1).sample(people, len(people))
    yield Case("couples, people named in any order", people, drawn(mixed, groups=couples), 50)


def huge_cases() -> Iterator[Case]:
    people = names(1_000_000)
    yield Case("couples", people, drawn(people, groups=parted(people, 2)), 1000)
    yield Case("teams of ten", people, drawn(people, groups=parted(people, 10)), 1000)
    yield with_rounds(1_000_000, 3000)


def with_rounds(size: int, most_ms: float, shape: Shape = Shape.ANY) -> Case:
    people = names(size)
    couples = parted(people, 2)
    run = drawn(people, groups=couples, past=three_rounds(people, couples), shape=shape)
    name = "couples, three past rounds"
    return Case(f"one circle, {name}" if shape is Shape.ONE_CIRCLE else name, people, run, most_ms)


def dense_cases() -> Iterator[Case]:
    for size, share, most_ms in (
        (100, 0.3, 4),
        (1000, 0.3, 400),
        (1000, 0.5, 1000),
        (1000, 0.8, 1000),
    ):
        people = names(size)
        run = drawn(people, at_random(people, share))
        yield Case(f"{share:.0%} excluded at random", people, run, most_ms)


def circle_cases() -> Iterator[Case]:
    yield with_rounds(1000, 10, Shape.ONE_CIRCLE)
    yield with_rounds(100_000, 250, Shape.ONE_CIRCLE)


def repeating_cases() -> Iterator[Case]:
    """300 people with three possible recipients each, who had all of them."""
    people = names(1000)
    cells = [people[first : first + 6] for first in range(0, 600, 6)]
    exclusions = [pair for cell in cells for pair in only_to(people, cell[:3], cell[3:])]
    past = [
        {cell[at]: cell[3 + (at + year) % 3] for cell in cells for at in range(3)}
        for year in range(3)
    ]
    yield Case("fewest repeats", people, drawn(people, exclusions, past=past))


def odd_cases() -> Iterator[Case]:
    people = names(1000)
    yield Case("half the office a department", people, drawn(people, groups=parted(people, 500)))
    yield Case("five departments", people, drawn(people, groups=parted(people, 200)))
    yield Case("teams of thirty", people, drawn(people, groups=parted(people, 30)))
    people = names(100)
    yield Case("only one draw", people, drawn(people, staircase(people)))
    people = names(20)
    had = [turned(people, by) for by in range(1, 18)]
    yield Case("17 past rounds", people, drawn(people, past=had))


def impossible_cases() -> Iterator[Case]:
    people = names(120)
    department = [people[:70]]
    eva = [(giver, people[110]) for giver in people if giver != people[110]]
    tom = [(giver, people[111]) for giver in people if giver != people[111]]
    few = only_to(people, people[:5], people[50:53])
    for name, exclusions, groups in (
        ("a department of 70", [], department),
        ("nobody gives to Eva", eva, []),
        ("five people have three recipients", few, []),
        ("all of these, and nobody gives to Tom", eva + tom + few, department),
    ):
        yield Case(f"impossible: {name}", people, drawn(people, exclusions, groups=groups), 3)
        yield Case(f"drawability: {name}", people, told(people, exclusions, groups), 3)


def checked_cases() -> Iterator[Case]:
    people = names(1000)
    couples, teams = parted(people, 2), parted(people, 10)
    yield Case("drawability: couples from pairs", people, told(people, both_ways(couples)))
    yield Case("drawability: teams of ten", people, told(people, groups=teams))
    yield Case("drawability: 30% excluded", people, told(people, at_random(people, 0.3)))


def measured(case: Case) -> Timing:
    took: list[float] = []
    shuffles: list[float] = []
    outcome = ""
    while len(took) < FEWEST or (sum(took) < SECONDS and len(took) < MOST):
        order = list(case.people)
        start = time.perf_counter()
        random.shuffle(order)
        between = time.perf_counter()
        outcome = came_of(case.run, len(took).to_bytes(16, "big"))
        took.append(time.perf_counter() - between)
        shuffles.append(between - start)
    return Timing(1000 * median(took), 1000 * median(shuffles), outcome)


def came_of(run: Run, seed: bytes) -> str:
    try:
        made = run(seed)
    except DrawImpossible:
        return "impossible"
    except ShapeNotFound:
        return "not found"
    if isinstance(made, Drawability):
        return "drawable" if made.is_drawable else "impossible"
    repeats = f", {sum(made.repeats)} repeats" if any(made.repeats) else ""
    return f"{made.sampler}, {'exact' if made.is_exact else 'near to uniform'}{repeats}"


def row(case: Case, timing: Timing) -> str:
    ratio = timing.took / timing.shuffle
    if case.most_ratio is None:
        target, missed = f"{case.most_ms:g} ms", timing.took > case.most_ms
    else:
        target, missed = f"{case.most_ratio:g} ×", ratio > case.most_ratio
    shown = f"{timing.took:.3f}" if timing.took < 100 else f"{timing.took:.0f}"
    size = f"{len(case.people):,}"
    return ROW.format(
        case.name, size, shown, f"{ratio:.1f}", target, "!" if missed else "", timing.outcome
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.draw", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out a million people")
    parser.add_argument("--only", default="", help="lines whose name holds this")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(ROW.format("", "people", "ms", "×", "target", "", "sampler"))
    for case in cases(QUICK if chosen.quick else sys.maxsize):
        if chosen.only in case.name:
            sys.stdout.write(row(case, measured(case)))
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
