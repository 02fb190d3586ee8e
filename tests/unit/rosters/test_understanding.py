"""What each row of a file says, whatever is wrong with the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import FileProblem, FileRefused
from core.domain.rules import MAX_OWN_EXCLUSIONS
from core.rosters.addresses import address_of
from core.rosters.cells import Line
from core.rosters.roster import Problem, Roster, Row, RowProblem
from core.rosters.understanding import MAX_SHOWN, MAX_TEAM, roster_of
from tests.unit.rosters.test_headings import table

HEADING = "E-mail | Team | Exclude"


def read(*rows: str) -> tuple[Row, ...]:
    """The rows below headings; the first is row 2, as in a spreadsheet."""
    return roster_of(table("\n".join([HEADING, *rows]))).rows


def test_a_row_says_who_in_which_team_and_whom_they_must_not_draw() -> None:
    roster = roster_of(
        table(
            f"{HEADING}\nAna@Example.com | Sales  team | ben@example.com; U0CLEO1\nU0CLEO1\n"
            "Ben <ben@example.com>"
        )
    )

    assert roster == Roster(
        (
            Row(2, "ana@example.com", "Sales team", ("ben@example.com", "U0CLEO1")),
            Row(3, "U0CLEO1"),
            Row(4, "ben@example.com"),
        ),
        has_teams=True,
    )
    assert roster.addresses == {"ana@example.com", "ben@example.com", "U0CLEO1"}


def problem_of(row: str, *others: str) -> Problem:
    [problem] = read(row, *others)[0].problems
    return problem


def test_every_problem_is_told_with_what_it_is_about() -> None:
    many = ",".join(f"p{number}@example.com" for number in range(MAX_OWN_EXCLUSIONS + 1))

    assert {
        problem.kind: (problem.first_line, problem.texts)
        for problem in (
            problem_of(" | Red"),
            problem_of("=B2 | Red"),
            problem_of("ana.example.com | Red"),
            read("ana@example.com", "ana@example.com")[1].problems[0],
            problem_of(f"ana@example.com | Red | {many}"),
            problem_of("ana@example.com | Red | Ben Lee"),
            problem_of("ana@example.com | Red | ANA@example.com"),
            problem_of("ana@example.com | Red | zoe@example.com"),
        )
    } == {
        RowProblem.NO_ADDRESS: (None, ()),
        RowProblem.FORMULA: (None, ("=B2",)),
        RowProblem.NOT_AN_ADDRESS: (None, ("ana.example.com",)),
        RowProblem.TWICE: (2, ()),
        RowProblem.TOO_MANY_EXCLUSIONS: (None, ()),
        RowProblem.EXCLUSION_NOT_AN_ADDRESS: (None, ("Ben Lee",)),
        RowProblem.EXCLUDES_THEMSELVES: (None, ("ana@example.com",)),
        RowProblem.NOT_IN_FILE: (None, ("zoe@example.com",)),
    }
    assert len(RowProblem) == 8


@pytest.mark.parametrize(
    ("row", "is_wrong"),
    [
        ("ana@example.com", False),
        (" | Red", True),
        ("ana@example.com | Red | Ben Lee", True),
        ("ana@example.com | Red | ana@example.com", False),
        ("ana@example.com | Red | zoe@example.com", False),
    ],
)
def test_a_row_is_wrong_unless_its_problems_are_harmless(row: str, is_wrong: bool) -> None:
    assert read(row)[0].is_wrong == is_wrong


def test_a_hundred_exclusions_are_not_too_many() -> None:
    others = [f"p{number}@example.com" for number in range(MAX_OWN_EXCLUSIONS)]

    assert read(f"ana@example.com | | {','.join(others)}", *others)[0].exclusions == tuple(others)


def test_only_rows_that_are_right_are_asked_about() -> None:
    rows = ["ana@example.com | | zoe@example.com", "ben@example.com | | Cleo", "cleo", "U0DAN1"]

    roster = roster_of(table("\n".join([HEADING, *rows])))

    assert roster.addresses == {"ana@example.com", "zoe@example.com", "U0DAN1"}


def test_an_exclusion_is_in_the_file_by_either_address_of_a_row() -> None:
    rows = roster_of(
        table("E-mail | Slack ID | Not\na@b.cd | U0ANA1 | U0BEN1\nb@b.cd | U0BEN1 | a@b.cd")
    ).rows

    assert [row.problems for row in rows] == [(), ()]


def test_where_the_first_address_is_wrong_the_second_counts() -> None:
    rows = roster_of(table("E-mail | Slack ID\nana | U0ANA1\n | U0BEN1\nc@b.cd | cleo")).rows

    assert [row.address for row in rows] == ["U0ANA1", "U0BEN1", "c@b.cd"]


def test_several_columns_of_exclusions_are_one() -> None:
    rows = roster_of(
        table("Not | E-mail | Not 2\nb@b.cd | a@b.cd | c@b.cd, b@b.cd\n | b@b.cd")
    ).rows

    assert rows[0].exclusions == ("b@b.cd", "c@b.cd")


def test_long_texts_are_cut() -> None:
    rows = read(f"{'x' * 500} | Red", f"ana@example.com | {'y' * 500}")

    assert rows[0].problems[0].texts == (f"{'x' * MAX_SHOWN}…",)
    assert rows[1].team == "y" * MAX_TEAM


def test_headings_alone_are_no_people() -> None:
    with pytest.raises(FileRefused) as caught:
        roster_of(table(HEADING))

    assert caught.value.problem == FileProblem.EMPTY


def test_without_the_columns_there_are_neither_teams_nor_exclusions() -> None:
    roster = roster_of(table("a@b.cd | Red\nc@d.ef | Blue"))

    assert not roster.has_teams
    assert roster.rows == (Row(1, "a@b.cd"), Row(2, "c@d.ef"))


PEOPLE = st.sampled_from([f"p{number}@example.com" for number in range(6)])
ANYTHING = st.one_of(PEOPLE, st.text(max_size=30).map(str.strip), st.just("=A1"), st.just(""))
ROW = st.tuples(ANYTHING, ANYTHING, st.lists(ANYTHING, max_size=4).map(", ".join))


@given(st.lists(ROW.filter(any), min_size=1, max_size=12), st.data())
def test_a_wrong_row_never_spoils_another(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    heading = Line(1, ("E-mail", "Team", "Exclude"))
    lines = [heading, *(Line(number, cells) for number, cells in enumerate(rows, 2))]
    before = roster_of(lines)
    place = data.draw(st.integers(1, len(lines)))
    wrong = Line(999, ("nobody's address", "Red", "a, b, =c"))

    after = roster_of([*lines[:place], wrong, *lines[place:]])

    assert tuple(row for row in after.rows if row.line != 999) == before.rows


@given(st.lists(ROW.filter(any), min_size=1, max_size=12))
def test_every_row_is_right_or_says_why_not(rows: list[tuple[str, str, str]]) -> None:
    heading = Line(1, ("E-mail", "Team", "Exclude"))
    lines = [Line(number, cells) for number, cells in enumerate(rows, 2)]

    roster = roster_of([heading, *lines])

    assert [row.line for row in roster.rows] == [line.number for line in lines]
    right = [row for row in roster.rows if not row.is_wrong]
    assert all(address_of(row.address) == row.address for row in right)
    assert all(address_of(one) == one for row in right for one in row.exclusions)
    assert all(row.address not in row.exclusions for row in right)
    # Whoever is wrong only for being given again was given before.
    for row in roster.rows:
        for problem in row.problems:
            if problem.kind == RowProblem.TWICE:
                assert any(
                    row.address == one.address
                    for one in roster.rows
                    if one.line == problem.first_line
                )
