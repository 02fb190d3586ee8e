"""Failures that are ordered in advance: for so many calls of a method, or for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import Json, PlaygroundError

KINDS = (
    "fail",
    "rate_limit",
    "lose_reply",
    "drop_request",
    "hang",
    "late",
    "garble",
    "delay",
    "down",
)
#: Stands for every method.
ANY = "*"
GARBLED = ("html", "half", "cut", "empty")
NARROWING = ("channel", "user", "user_id", "users", "trigger_id")


@dataclass
class Fault:
    """What happens to the next `times` calls of `method` (that concern `to`, if given).

    The other fields belong to some kinds only; what they mean stands at the driver's methods.
    """

    kind: str
    method: str
    times: int = 1
    to: str | None = None
    error: str = "fatal_error"
    status: int | None = None
    html: bool = False
    after: bool = False
    reset: bool = False
    retry_after: int = 1
    seconds: float = 0.0
    hold: float = 0.0
    how: str = "html"

    def __post_init__(self) -> None:
        _check_known("fault", self.kind, KINDS)
        _check_known("way to garble", self.how, GARBLED)


class Faults:
    """The failures that are still to come, used up in the order in which they were asked for."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self._up_at = 0.0

    def add(self, fault: Fault) -> None:
        self._coming.append(fault)

    def go_down(self, seconds: float) -> None:
        """An outage: for so many real seconds no request gets further than a proxy."""
        self._up_at = time.monotonic() + seconds

    def down_for(self) -> float:
        """How many seconds the outage still lasts; 0.0 when there is none."""
        return max(0.0, self._up_at - time.monotonic())

    def clear(self) -> None:
        """Nothing more is to come, and an outage is over."""
        self._coming.clear()
        self._up_at = 0.0

    def take(self, method: str, args: Json, person: Callable[[str], str | None]) -> list[Fault]:
        """Those that strike this call: at most one failure and one delay.

        `person` says whose direct message or trigger an id is. During an outage nothing that was
        ordered is used up.
        """
        if self.down_for():
            return [Fault("down", method, status=503, html=True)]
        struck: list[Fault] = []
        for fault in list(self._coming):
            repeated = any((fault.kind == "delay") == (one.kind == "delay") for one in struck)
            if fault.method not in (method, ANY) or repeated or not _concerns(fault, args, person):
                continue
            fault.times -= 1
            struck.append(fault)
            if fault.times <= 0:
                self._coming.remove(fault)
        return struck


def named_in(args: Json) -> list[str]:
    """The ids of whom or what a call concerns."""
    return [str(args[name]) for name in NARROWING if args.get(name)]


def _concerns(fault: Fault, args: Json, person: Callable[[str], str | None]) -> bool:
    if fault.to is None:
        return True
    named = named_in(args)
    return fault.to in named or any(person(name) == fault.to for name in named)


def _check_known(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise PlaygroundError(f"unknown {what} {given!r}, known are: {', '.join(known)}")
