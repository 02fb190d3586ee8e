"""What is said of a gift."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.errors.root import SantaError


class GiftProblem(StrEnum):
    """Why a giver or a recipient cannot say this of a gift now."""

    HAS_COME = "has_come"
    ANSWERED = "answered"
    NOT_MARKED = "not_marked"
    STEPPED_IN = "stepped_in"
    SAID_ALREADY = "said_already"
    MISSED_ALREADY = "missed_already"
    TOO_EARLY = "too_early"
    JUST_ASKED = "just_asked"
    NOBODY = "nobody"
    FORGOTTEN = "forgotten"
    OF_ANOTHER = "of_another"


@dataclass(eq=False)
class GiftRefused(SantaError):
    problem: GiftProblem
