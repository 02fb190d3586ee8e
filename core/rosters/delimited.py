"""CSV, as Excel, LibreOffice, Google and people write it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from core.domain.errors import FileProblem, FileRefused
from core.rosters.cells import Line, Lines

DELIMITERS = (",", ";", "\t")
#: By so many rows it shows which of them separates the columns.
LOOKED_AT = 100
#: No text has it. If the last row is not just this, a quotation mark before it was never closed.
_END = "\x1e"


def lines_of(text: str) -> list[Line]:
    """The rows of the file, numbered as a spreadsheet numbers them: a cell may have several lines,
    and an empty row counts. Raises `FileRefused`."""
    delimiter, text = _delimiter(text)
    lines = Lines()
    opened_at = 0
    try:
        for number, record in enumerate(_records(text, delimiter), 1):
            if record == [_END]:
                return lines.all
            opened_at = number
            if record and record[-1].endswith(_END):
                break
            lines.add(number, record)
    except csv.Error:
        # The one that is left when nothing is strict: a cell beyond the module's own limit.
        raise FileRefused(FileProblem.CELL_TOO_LONG, opened_at + 1) from None
    raise FileRefused(FileProblem.OPEN_QUOTE, opened_at)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    # Without newline="" a lone CR, as old Macs write it, would be no end of a line.
    return csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=delimiter)


def _delimiter(text: str) -> tuple[str, str]:
    """What separates the columns, and the text without a first line that only says so, which Excel
    understands and does not count."""
    first, _, rest = text.partition("\n")
    said = first.rstrip("\r").strip('"').lower()
    if said.startswith("sep=") and len(said) == 5:
        return said[-1], rest
    # Where several fit equally well, the first of them.
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter)), text


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    """How many of the first rows have the same number of columns, if it is more than one: a list of
    addresses in a cell has as many commas as it likes, the headings above it have none."""
    try:
        records = list(islice(_records(text, delimiter), LOOKED_AT))
    except csv.Error:
        return 0, 0
    widths = [len(record) for record in records if record and _END not in record]
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0, 0
    [(width, count)] = several.most_common(1)
    return count / len(widths), width
