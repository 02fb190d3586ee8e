"""Files with people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.errors.root import SantaError


class FileProblem(StrEnum):
    """Why a file with people is not read at all. What is wrong with one row is no refusal."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_BIG_INSIDE = "too_big_inside"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    PROTECTED = "protected"
    OTHER_SPREADSHEET = "other_spreadsheet"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    BROKEN = "broken"
    OPEN_QUOTE = "open_quote"
    TAKES_TOO_LONG = "takes_too_long"
    BUSY = "busy"
    NO_ADDRESSES = "no_addresses"
    SEVERAL_COLUMNS = "several_columns"


class RosterGone(SantaError):
    """What this file came to is not kept any more: it was saved, or it is too old."""


@dataclass(eq=False)
class FileRefused(SantaError):
    """A file that cannot be read. `line` is the row where it shows, if it shows in one."""

    problem: FileProblem
    line: int | None = None
