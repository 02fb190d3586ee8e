"""The people of an exchange as a CSV file, for spreadsheets. Never who gives to whom."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.domain.types import ParticipantStatus, UserId

#: By these names the file can be read again: see `core.rosters.headings`.
HEADINGS = ("Name", "Slack ID", "Status", "Joined since")
EMAIL = "E-mail"

#: Spreadsheets take a cell that begins so for a formula, which may send away what stands beside it.
#: The last one is the minus sign of typographers.
_FORMULA = frozenset("=+-@−")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Entry:
    """One participant. `name` is what Slack shows, `joined_at` None for those who have not;
    `email` is empty where Slack does not tell it."""

    name: str
    user_id: UserId
    status: ParticipantStatus
    joined_at: datetime | None = None
    email: str = ""


def csv_of(entries: Iterable[Entry], time_zone: str) -> bytes:
    """A table with a row for each, times as they are in `time_zone`. Opens in Excel as it is: with
    a mark that says UTF-8, CRLF, and each cell in quotation marks.

    Names come first: they alone are typed by people, and where Excel separates columns by
    semicolons instead, only the quotation marks of the first cell hold it together. Where anybody
    has an e-mail address, these stand in a column of their own.
    """
    zone = ZoneInfo(time_zone)
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    listed = list(entries)
    has_emails = any(entry.email for entry in listed)
    writer.writerow((*HEADINGS, EMAIL) if has_emails else HEADINGS)
    for entry in listed:
        cells = _cells(entry, zone)
        writer.writerow(map(inert, (*cells, entry.email) if has_emails else cells))
    # Half a character, which no database gives back, must not cost the rest.
    return written.getvalue().encode("utf-8-sig", errors="replace")


def _cells(entry: Entry, zone: ZoneInfo) -> tuple[str, ...]:
    since = entry.joined_at.astimezone(zone) if entry.joined_at else None
    return entry.name, entry.user_id, entry.status, f"{since:%Y-%m-%d %H:%M}" if since else ""


def inert(text: str) -> str:
    """One line that no spreadsheet takes for a formula: an apostrophe goes before what might be."""
    line = _CONTROL.sub(" ", text).strip()
    first = next((mark for mark in line if not _is_unseen(mark)), "")
    # Full-width and other forms of the same character count as it does.
    return f"'{line}" if unicodedata.normalize("NFKC", first)[:1] in _FORMULA else line


def _is_unseen(mark: str) -> bool:
    return mark.isspace() or unicodedata.category(mark) in ("Cf", "Cs", "Co", "Cn")
