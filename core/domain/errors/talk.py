"""Anonymous messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.domain.errors.root import SantaError


class TalkProblem(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    MUTED = "muted"
    STOPPED = "stopped"
    ENDED = "ended"
    NOBODY = "nobody"


@dataclass(eq=False)
class TalkRefused(SantaError):
    """An anonymous message that cannot be sent, or not now."""

    problem: TalkProblem


@dataclass(eq=False)
class TooManyMessages(SantaError):
    """`wait`: until the next one may be written; None when there is none left in this exchange."""

    wait: timedelta | None


class MessageNotFound(SantaError):
    """No such anonymous message has been sent to this person."""
