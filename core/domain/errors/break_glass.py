"""Opening one match in an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.errors.root import SantaError


class OpeningProblem(StrEnum):
    """Why a match is not opened in an emergency, or not now."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    OWN = "own"
    RUNNING = "running"
    TOO_MANY = "too_many"
    NOBODY_TO_AGREE = "nobody_to_agree"
    SAME_PERSON = "same_person"
    NOT_YOURS = "not_yours"
    GONE = "gone"
    DECIDED = "decided"
    LAPSED = "lapsed"
    SHOWN = "shown"


@dataclass(eq=False)
class OpeningRefused(SantaError):
    """Asking for one match, agreeing to it or looking at it."""

    problem: OpeningProblem


class OpeningNotFound(SantaError):
    """Nobody has asked for this in the caller's workspace."""
