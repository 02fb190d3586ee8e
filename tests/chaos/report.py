"""The figures of some runs beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from tests.chaos.run import Result
from tests.chaos.trouble import BLOWS, DELAY, SERVER_BLOWS, SHARES

T = TypeVar("T")

KINDS = (*SHARES, *BLOWS, *SERVER_BLOWS)
BAD = ("lost", "double", "stuck", "wrong")


def table(results: Mapping[str, Result]) -> str:
    """One column per run, and the sum of them all."""
    return "\n".join(_lines(results))


def _lines(results: Mapping[str, Result]) -> Iterator[str]:
    yield _line("", [*results, "together"])
    for kind in KINDS:
        yield _sum(kind, [one.struck[kind] for one in results.values()])
    yield _sum("injections", [one.injections for one in results.values()])
    yield _sum("calls only delayed", [one.struck[DELAY] for one in results.values()])
    yield ""
    counts = [one.count for one in results.values()]
    yield _sum("messages owed", [one.owed for one in counts])
    yield _sum("messages received", [one.received for one in counts])
    for kind in BAD:
        yield _sum(kind, [one.of(kind) for one in counts])
    yield _sum("announcements", [one.announcements for one in counts])
    yield _sum("of them posted again", [one.repeated for one in counts])
    yield _sum("seconds", [round(one.seconds) for one in results.values()])


def _sum(name: str, figures: list[int]) -> str:
    return _line(name, [*figures, sum(figures)])


def _line(name: str, cells: list[T]) -> str:
    return f"{name:22}" + "".join(f"{cell!s:>12}" for cell in cells)
