"""What somebody wishes for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.errors.root import SantaError


class WishProblem(StrEnum):
    NO_TITLE = "no_title"
    TOO_LONG = "too_long"
    NOT_A_LINK = "not_a_link"
    TOO_MANY = "too_many"
    GONE = "gone"


class WishField(StrEnum):
    TITLE = "title"
    LINK = "link"
    NOTE = "note"


@dataclass(eq=False)
class WishRefused(SantaError):
    problem: WishProblem
    field: WishField = WishField.TITLE
