"""Faults that strike by chance, until the weather clears."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from playground.errors import Json, PlaygroundError
from playground.faults import GARBLED, Fault, named_in

Range = tuple[float, float]
# kind of weather -> the fault that it brings
BRINGS: dict[str, Json] = {
    "fail": {"kind": "fail", "error": "internal_error"},
    "fail_after": {"kind": "fail", "error": "fatal_error", "after": True},
    "unavailable": {"kind": "fail", "status": 503, "html": True},
    "unavailable_after": {"kind": "fail", "status": 503, "html": True, "after": True},
    "rate_limit": {"kind": "rate_limit"},
    "drop_request": {"kind": "drop_request"},
    "reset": {"kind": "drop_request", "reset": True},
    "lose_reply": {"kind": "lose_reply"},
    "reset_after": {"kind": "lose_reply", "reset": True},
    "hang": {"kind": "hang"},
    "late": {"kind": "late"},
    "garble": {"kind": "garble"},
    "delay": {"kind": "delay"},
}


@dataclass(frozen=True)
class Climate:
    """What may strike which methods, how probably, and how long it takes."""

    seed: int
    methods: Collection[str]
    chances: Mapping[str, float]
    late_seconds: Range
    hang_seconds: Range
    delay_seconds: Range
    retry_after: Range

    def __post_init__(self) -> None:
        unknown = sorted(set(self.chances) - set(BRINGS))
        if unknown:
            raise PlaygroundError(f"unknown weather {unknown}, known are: {', '.join(BRINGS)}")
        if min(self.chances.values(), default=0) < 0 or sum(self.chances.values()) > 1 + 1e-9:
            raise PlaygroundError("chances are not negative and together at most 1")

    def draw(self, method: str, dice: random.Random) -> tuple[str, Fault] | None:
        """The kind of weather that strikes a call, with its fault; mostly none."""
        left = dice.random()
        for kind, chance in self.chances.items():
            left -= chance
            if left < 0:
                return kind, Fault(method=method, **BRINGS[kind], **self._details(kind, dice))
        return None

    def _details(self, kind: str, dice: random.Random) -> Json:
        spans = {"late": self.late_seconds, "hang": self.hang_seconds, "delay": self.delay_seconds}
        if kind in spans:
            return {"seconds": dice.uniform(*spans[kind])}
        if kind == "rate_limit":
            return {"retry_after": round(dice.uniform(*self.retry_after))}
        return {"how": dice.choice(GARBLED)} if kind == "garble" else {}


@dataclass
class Weather:
    """Calm until there is a `climate`.

    Whether the nth call of a method for one person or channel is struck, and by what, follows
    from the seed alone: threads that call in another order meet the same weather.
    """

    climate: Climate | None = None
    struck: Counter[str] = field(default_factory=Counter)
    _calls: defaultdict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))

    def begin(self, climate: Climate) -> None:
        self.climate = climate
        self.struck = Counter(dict.fromkeys(climate.chances, 0))
        self._calls.clear()

    def clear(self) -> None:
        self.climate = None

    def strike(self, method: str, args: Json) -> Fault | None:
        """The fault that strikes this call, if one does."""
        if self.climate is None or method not in self.climate.methods:
            return None
        key = (method, *named_in(args))
        self._calls[key] += 1
        fate = "/".join([str(self.climate.seed), *key, str(self._calls[key])])
        drawn = self.climate.draw(method, random.Random(fate))  # noqa: S311 (nothing secret)
        if drawn is None:
            return None
        kind, fault = drawn
        self.struck[kind] += 1
        return fault
