"""Who must not draw whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.errors.root import SantaError
from core.domain.types import ExclusionKind


class ExclusionProblem(StrEnum):
    TOO_FEW_PEOPLE = "too_few_people"
    NOT_YOUR_OWN = "not_your_own"
    SAME_PERSON = "same_person"
    ALREADY_SET = "already_set"
    TOO_MANY = "too_many"


@dataclass(eq=False)
class ExclusionRefused(SantaError):
    kind: ExclusionKind
    problem: ExclusionProblem


class ExclusionNotFound(SantaError):
    """It was removed meanwhile, or it is somebody else's."""
