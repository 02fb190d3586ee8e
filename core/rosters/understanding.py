"""From rows of text to a roster."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from core.domain.errors import FileProblem, FileRefused
from core.domain.rules import MAX_OWN_EXCLUSIONS
from core.rosters.addresses import address_of, several
from core.rosters.cells import Line
from core.rosters.headings import Columns, columns_of
from core.rosters.roster import Problem, Roster, Row, RowProblem

#: How much of a cell is shown to whoever looks for what is wrong with it.
MAX_SHOWN = 80
MAX_TEAM = 100


def roster_of(lines: Sequence[Line]) -> Roster:
    """What the rows of a file say, each for itself. Raises `FileRefused` where no column can be
    told to hold the people."""
    columns = columns_of(lines)
    below = lines[columns.start :]
    if not below:
        raise FileRefused(FileProblem.EMPTY)
    reading = _Reading(columns, _everybody(below, columns), {})
    return Roster(
        rows=tuple(reading.row(line) for line in below),
        has_teams=columns.team is not None,
    )


def _everybody(lines: Sequence[Line], columns: Columns) -> frozenset[str]:
    """By each address that they are given with: an exclusion may name another than the first."""
    cells = (cell for line in lines for cell in _cells(line, columns.addresses))
    return frozenset(address for cell in cells if (address := address_of(cell)))


@dataclass
class _Reading:
    """`seen`: where each address was given first."""

    columns: Columns
    everybody: Set[str]
    seen: dict[str, int]

    def row(self, line: Line) -> Row:
        given = _cells(line, self.columns.addresses)
        address = next(filter(None, map(address_of, given)), "")
        if not address:
            return Row(line.number, "", problems=(_no_address(given),))
        first_line = self.seen.setdefault(address, line.number)
        if first_line != line.number:
            return Row(line.number, address, problems=(Problem(RowProblem.TWICE, first_line),))
        row = self._with_exclusions(Row(line.number, address), line)
        team = " ".join(_cells(line, [self.columns.team or 0])) if self._has_team else ""
        return replace(row, team=" ".join(team.split())[:MAX_TEAM])

    @property
    def _has_team(self) -> bool:
        return self.columns.team is not None

    def _with_exclusions(self, row: Row, line: Line) -> Row:
        named = [part for cell in _cells(line, self.columns.exclusions) for part in several(cell)]
        addresses = tuple(dict.fromkeys(filter(None, map(address_of, named))))
        if len(addresses) > MAX_OWN_EXCLUSIONS or len(named) > 2 * MAX_OWN_EXCLUSIONS:
            return replace(row, problems=(Problem(RowProblem.TOO_MANY_EXCLUSIONS),))
        others = tuple(address for address in addresses if address != row.address)
        found = {
            RowProblem.EXCLUSION_NOT_AN_ADDRESS: [one for one in named if not address_of(one)],
            RowProblem.EXCLUDES_THEMSELVES: [one for one in addresses if one == row.address],
            RowProblem.NOT_IN_FILE: [one for one in others if one not in self.everybody],
        }
        problems = tuple(
            Problem(kind, None, _shown(about)) for kind, about in found.items() if about
        )
        return replace(row, exclusions=others, problems=problems)


def _cells(line: Line, columns: Sequence[int]) -> list[str]:
    """Those of these columns with something in them."""
    return [line.cells[one] for one in columns if one < len(line.cells) and line.cells[one]]


def _no_address(given: Sequence[str]) -> Problem:
    if not given:
        return Problem(RowProblem.NO_ADDRESS)
    is_formula = given[0].startswith("=")
    kind = RowProblem.FORMULA if is_formula else RowProblem.NOT_AN_ADDRESS
    return Problem(kind, None, _shown(given[:1]))


def _shown(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…" for text in texts)
