"""Stepping in for a giver."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.errors.root import SantaError


class RescueProblem(StrEnum):
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    ORGANIZER = "organizer"
    NOTHING_MISSING = "nothing_missing"


@dataclass(eq=False)
class RescueRefused(SantaError):
    """Nobody can be asked to step in for a giver so."""

    problem: RescueProblem


class RescueNotFound(SantaError):
    """This person does not step in for that gift, or not any more."""
