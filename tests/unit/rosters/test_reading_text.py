"""CSV, however it was written: the cells that its author sees, and the row numbers."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import FileRefused
from core.rosters import delimited
from core.rosters.cells import Line, trimmed
from core.rosters.child import lines_of

TABLE = [["E-mail", "Team", "Exclude"], ["jörg@example.com", "Küche", "a@b.cd, c@d.ef"]]


def numbered(*rows: tuple[str, ...]) -> list[Line]:
    return [Line(number, cells) for number, cells in enumerate(rows, 1)]


def as_text(rows: list[list[str]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return written.getvalue()


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_table_is_read_however_it_was_saved(encoding: str, delimiter: str, line_end: str) -> None:
    data = as_text(TABLE, delimiter, line_end).encode(encoding)

    assert lines_of(data) == numbered(*map(tuple, TABLE))


def test_a_cell_may_have_several_lines_and_an_empty_row_counts() -> None:
    data = b'E-mail,Exclude\r\na@b.cd,"c@d.ef\r\ng@h.ij"\r\n\r\n,\r\nk@l.mn,"say ""hi"""\r\n'

    assert lines_of(data) == [
        Line(1, ("E-mail", "Exclude")),
        Line(2, ("a@b.cd", "c@d.ef\ng@h.ij")),
        Line(5, ("k@l.mn", 'say "hi"')),
    ]


SEPARATED = {
    "commas in a list": ("email;team;exclude\na@b.cd;x;c@d.ef,g@h.ij\nc@d.ef;x;a@b.cd,g@h.ij", ";"),
    "semicolons in a list": ("email,exclude\na@b.cd,c@d.ef; g@h.ij; k@l.mn\nc@d.ef,a@b.cd", ","),
    "a title above": ("Secret Santa, at last\nemail;team\na@b.cd;x\nc@d.ef;y", ";"),
    "short rows": ("email\tteam\texclude\na@b.cd\tx\ty\nc@d.ef\ng@h.ij", "\t"),
    "decimal commas": ("email;budget\na@b.cd;12,50\nc@d.ef;10,00\ng@h.ij;5,00", ";"),
    "one column": ("email\na@b.cd\nc@d.ef", ","),
}


@pytest.mark.parametrize(("text", "delimiter"), SEPARATED.values(), ids=SEPARATED.keys())
def test_what_separates_the_columns_is_found_by_looking(text: str, delimiter: str) -> None:
    first = text.splitlines()[-1].split(delimiter)[0]

    assert lines_of(text.encode())[-1].cells[0] == first
    assert lines_of(text.encode())[1].cells == tuple(text.splitlines()[1].split(delimiter))


@pytest.mark.parametrize("said", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_that_names_the_separator_is_no_row(said: str) -> None:
    data = f"{said}\r\nemail;exclude\r\na@b.cd;c@d.ef, g@h.ij\r\n".encode()

    assert lines_of(data) == numbered(("email", "exclude"), ("a@b.cd", "c@d.ef, g@h.ij"))


def test_sloppy_quotation_marks_spoil_nothing() -> None:
    data = b'name,email\n"Ana" Smith,a@b.cd\nBen "Benny" Lee,c@d.ef\n'

    assert lines_of(data) == numbered(
        ("name", "email"), ("Ana Smith", "a@b.cd"), ('Ben "Benny" Lee', "c@d.ef")
    )


def test_an_old_end_of_file_is_no_text() -> None:
    assert lines_of(b"a@b.cd,Red\r\n\x1a") == numbered(("a@b.cd", "Red"))


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("  a@b.cd\t", "a@b.cd"),
        ("\xa0a@b.cd\u200b", "a@b.cd"),
        ("\ufeffa@b.cd", "a@b.cd"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\x0bb\x7fc", "abc"),
        ("Jos\u00e9", "Jos\u00e9"),
    ],
)
def test_what_nobody_sees_is_cut_off(cell: str, read: str) -> None:
    assert trimmed(cell, 1) == read


# What may be typed: no control characters, and blanks only inside.
HIDDEN = ["Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Cn", "Co"]
TEXT = st.text(st.characters(exclude_categories=HIDDEN), max_size=9)
CELLS = st.builds(
    "{}{}{}".format, TEXT, st.sampled_from(["", ",", ";", '"', "\n", "\t", " x"]), TEXT
)
ROWS = st.lists(st.lists(CELLS.map(str.strip), min_size=2, max_size=4), min_size=1, max_size=6)


@given(ROWS, st.sampled_from([",", ";", "\t"]), st.sampled_from(ENCODINGS[1:3]))
def test_whatever_a_program_writes_is_read_again(
    rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    width = max(map(len, rows))
    rows = [["email", *map(str, range(1, width))], *rows]
    rows = [row + [""] * (width - len(row)) for row in rows]
    said = f"sep={delimiter}\r\n" + as_text(rows, delimiter)

    read = lines_of(said.encode(encoding))

    expected = [
        Line(number, tuple(trimmed(cell, number) for cell in row))
        for number, row in enumerate(rows, 1)
    ]
    assert read == [
        Line(line.number, without_last(line.cells)) for line in expected if any(line.cells)
    ]


def without_last(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = [position for position, cell in enumerate(cells, 1) if cell]
    return cells[: filled[-1]] if filled else ()


@given(ROWS, st.sampled_from([",", ";", "\t"]))
def test_where_all_rows_have_as_many_cells_the_separator_is_found(
    rows: list[list[str]], delimiter: str
) -> None:
    others = [other for other in delimited.DELIMITERS if other != delimiter]
    clean = [[cell.translate(dict.fromkeys(map(ord, others))) for cell in row[:2]] for row in rows]
    rows = [["email", "team"], *clean]

    assert lines_of(as_text(rows, delimiter).encode("utf-8-sig"))[0] == Line(1, ("email", "team"))


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_refusal(data: bytes) -> None:
    try:
        lines = lines_of(b"\xef\xbb\xbf" + data)
    except FileRefused:
        return
    assert all(line.cells and line.cells[-1] for line in lines)
