"""Why a file with people cannot be read."""

from __future__ import annotations

from core.domain.errors import FileProblem
from core.rosters import limits

_MIB = 1024 * 1024
_KEEP = "Keep only the columns for e-mail, team and exclusions"
_AS_CSV = "save it as CSV, or as an Excel workbook (.xlsx), and send that"
FILE_PROBLEMS = {
    FileProblem.EMPTY: "There is nobody in this file. If the people are on another sheet, move it "
    "to the front, save the file and send it again.",
    FileProblem.TOO_BIG: f"A file may have up to {limits.MAX_BYTES // _MIB} MB, and this one has "
    f"more. {_KEEP}, save it as CSV and send that.",
    FileProblem.TOO_MANY_PARTS: "There is more in this workbook than I look through: many sheets, "
    "or pictures. Save just the sheet with the people as CSV, and send that.",
    FileProblem.TOO_BIG_INSIDE: f"There is too much text in this file. {_KEEP}, save it as CSV and "
    "send that.",
    FileProblem.TOO_MANY_ROWS: f"A file may have up to {limits.MAX_ROWS:,} rows, and this one has "
    "more. Please send it in several parts.",
    FileProblem.TOO_MANY_COLUMNS: f"A file may have up to {limits.MAX_COLUMNS} columns, and this "
    f"one has more. {_KEEP}, and send it again.",
    FileProblem.CELL_TOO_LONG: f"A cell may have up to {limits.MAX_CELL:,} characters, and one "
    f"here has more. {_KEEP}, and send it again.",
    FileProblem.PROTECTED: "This file is locked with a password. Save it without one, and send "
    "that.",
    FileProblem.OTHER_SPREADSHEET: f"I can't read this kind of spreadsheet. Open it, {_AS_CSV}.",
    FileProblem.NOT_A_SPREADSHEET: "This doesn't look like a table. Open it in a spreadsheet, "
    f"{_AS_CSV}.",
    FileProblem.BROKEN: f"This file seems to be damaged. Open it in a spreadsheet, {_AS_CSV}.",
    FileProblem.OPEN_QUOTE: "A quotation mark is opened in this file and never closed, so I can't "
    "tell where the cells end. Close or remove it, and send the file again.",
    FileProblem.TAKES_TOO_LONG: f"This file takes too long to read. {_KEEP}, save it as CSV and "
    "send that.",
    FileProblem.BUSY: "I am reading other people's files just now. Please try again in a minute.",
    FileProblem.NO_ADDRESSES: "I can't find the people in this file. One column, headed “E-mail” "
    "or “Slack ID”, has to say who they are; “Team” and “Exclude” may stand beside it. Add the "
    "heading, and send the file again.",
    FileProblem.SEVERAL_COLUMNS: "Several columns hold people, and I can't tell which of them to "
    "invite. Write one person a row, put “E-mail” or “Slack ID” above that column and “Exclude” "
    "above those they must not draw, and send the file again.",
}
