"""Excel's workbooks, by openpyxl.

Formulas are read as text (`data_only=False`), never as the result that the file has stored beside
them: any program may have written that, it may be missing or say something else, and what is
reviewed here shall be what stands in the cell.
"""

from __future__ import annotations

import warnings
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import errors

from openpyxl import load_workbook

from core.domain.errors import FileProblem, FileRefused
from core.rosters import limits
from core.rosters.cells import Line, Lines
from core.rosters.package import first_sheet

#: Excel has no more rows; a format far down the sheet is no text.
LAST_ROW = 1_048_576
#: Columns beyond the limit are looked at, too, so that text there is refused and not overlooked.
LAST_COLUMN = 512


def lines_of(data: bytes) -> list[Line]:
    """The rows of the first sheet. Raises `FileRefused`, and anything else for a broken file."""
    try:
        with warnings.catch_warnings(action="ignore"):  # about styles, which mean nothing
            return _lines_of(data)
    except ParseError as error:
        if error.code == errors.codes[errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from None
        raise FileRefused(FileProblem.BROKEN) from None


def _lines_of(data: bytes) -> list[Line]:
    book = load_workbook(first_sheet(data), read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    beyond = (None,) * (LAST_COLUMN - limits.MAX_COLUMNS)
    lines = Lines()
    # What a sheet says of its own size may be wrong: it is not asked.
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=LAST_COLUMN, values_only=True)
    missing = None
    for number, row in enumerate(rows, 1):
        # Between two rows that the file has may be a million others: one tuple stands for them all.
        if row is missing:
            continue
        missing = row
        cells = row[: limits.MAX_COLUMNS] if row[limits.MAX_COLUMNS :] == beyond else row
        lines.add(number, map(_text, cells))
    return lines.all


def _text(value: object) -> str:
    """What a cell says. Numbers and days are read in columns that nobody asks for."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # A formula for many cells is an object with its text; one for a table has none.
    text = value if isinstance(value, str) else getattr(value, "text", None) or str(value)
    return text.replace("_x000D_", "\n")
