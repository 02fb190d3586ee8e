"""Messages to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.domain.errors.root import SantaError


class BulletinProblem(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOBODY = "nobody"


@dataclass(eq=False)
class BulletinRefused(SantaError):
    """A message to everybody that cannot be sent."""

    problem: BulletinProblem


@dataclass(eq=False)
class TooManyBulletins(SantaError):
    """`wait`: until the next message to everybody may be written in this exchange."""

    wait: timedelta
