"""What goes back over the wire for one Web API call."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from playground.errors import Json


class Ending(Enum):
    """What the caller gets: the answer, only the first half of its bytes, or nothing."""

    ANSWER = auto()
    CUT = auto()
    CLOSE = auto()
    RESET = auto()


@dataclass
class Answer:
    """The answer to a call and how it reaches the caller.

    `page` are the words that stand in place of the body, and `data` the bytes of a file; `hold` is
    for how many seconds the connection stays silent before an ending without any answer.
    """

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    page: str | None = None
    data: bytes | None = None
    ending: Ending = Ending.ANSWER
    hold: float = 0.0

    @classmethod
    def ratelimited(cls, seconds: int) -> Answer:
        body = {"ok": False, "error": "ratelimited"}
        return cls(body, 429, {"Retry-After": str(seconds)})

    @property
    def is_sent(self) -> bool:
        return self.ending in (Ending.ANSWER, Ending.CUT)
