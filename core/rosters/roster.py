"""The people a file names, row by row, before anybody has asked Slack who they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RowProblem(StrEnum):
    """What is wrong with a row, or worth a word."""

    NO_ADDRESS = "no_address"
    FORMULA = "formula"
    NOT_AN_ADDRESS = "not_an_address"
    TWICE = "twice"
    TOO_MANY_EXCLUSIONS = "too_many_exclusions"
    EXCLUSION_NOT_AN_ADDRESS = "exclusion_not_an_address"
    EXCLUDES_THEMSELVES = "excludes_themselves"
    NOT_IN_FILE = "not_in_file"


#: With these a row is taken all the same: nobody draws themselves anyway, and whoever is not in the
#: file may be in the exchange.
HARMLESS = frozenset({RowProblem.EXCLUDES_THEMSELVES, RowProblem.NOT_IN_FILE})


@dataclass(frozen=True)
class Problem:
    """`first_line` is where somebody was given first. `texts` are what it is about, as far as a
    person can read them: what stands in the cell, or the exclusions that are meant."""

    kind: RowProblem
    first_line: int | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a file. `line` is its number in the spreadsheet; `address` an e-mail address in
    lower case or a Slack id, and empty where there is none; `exclusions` are addresses that this
    person must not draw."""

    line: int
    address: str
    team: str = ""
    exclusions: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Nothing is done for a row that is wrong, not even a part of it: somebody must not be
        invited without an exclusion that was meant for them."""
        return any(problem.kind not in HARMLESS for problem in self.problems)


@dataclass(frozen=True)
class Roster:
    """What a file says. `has_teams`: it has such a column."""

    rows: tuple[Row, ...]
    has_teams: bool

    @property
    def addresses(self) -> frozenset[str]:
        """Everybody to ask Slack about: the people of rows that are right, and their exclusions."""
        right = [row for row in self.rows if not row.is_wrong]
        return frozenset(address for row in right for address in (row.address, *row.exclusions))
