"""What each row of a file comes to, as its organizer reads it."""

from __future__ import annotations

import pytest

from bot import reviewing
from bot.views.text import paragraph
from core.rosters.resolving import Outcome, Resolution, resolve
from core.rosters.review import Standing
from core.rosters.roster import RowProblem
from core.rosters.understanding import roster_of
from tests.builders import TEAM
from tests.unit.rosters.test_headings import table
from tests.unit.rosters.test_resolving import IDS, PEOPLE
from tests.unit.views.reading import nodes
from tests.unit.views.test_explaining import read

ROWS = {
    "ana@example.com | | ben@example.com": "Row 2: @U0ANA will be invited and won't draw @U0BEN.",
    "ana@example.com": "Row 2: @U0ANA will be invited.",
    "ana@example.com | | ana@example.com": "Row 2: @U0ANA will be invited. Nobody draws themselves",
    "ana@example.com | | x@y.zz, z@y.zz": "I don't know whom “x@y.zz”, “z@y.zz” means",
    "x@y.zz": "Row 2: x@y.zz is nobody's address in this workspace.",
    "bot@example.com": "Row 2: @U0BOT1 is a bot or an app",
    "gone@example.com": "Row 2: @U0GONE's Slack account is deactivated",
    "guest@example.com": "Row 2: @U0GUEST is a guest here",
    "stranger@example.com": "Row 2: @U0OTHER belongs to another workspace",
    " | Red": "Row 2: There is neither an e-mail address nor a Slack ID.",
    "=B2": "Row 2: “=B2” is a formula.",
    "<!channel>": "Row 2: “<!channel>” is neither",
    "ana@example.com | | Ben": "Row 2: “Ben” among the exclusions is neither",
    f"a@b.cd | | {','.join(f'p{number}@b.cd' for number in range(101))}": "up to 100 others",
}


def resolved(*rows: str) -> Resolution:
    text = "\n".join(["E-mail | Team | Exclude", *rows])
    return resolve(roster_of(table(text)), PEOPLE, IDS, TEAM)


@pytest.mark.parametrize(("row", "said"), ROWS.items())
def test_a_row_says_what_will_happen_or_why_nothing_will(row: str, said: str) -> None:
    assert said in read(reviewing.row(resolved(row).rows[0]))


def test_a_person_given_twice_is_found_where_they_were_given_first() -> None:
    found = resolved("ana@example.com", "ana@example.com", "ana.smith@example.com").rows

    assert "in row 2 already" in read(reviewing.row(found[1]))
    assert "@U0ANA is in row 2 already, by another address" in read(reviewing.row(found[2]))


def test_what_stands_in_a_cell_is_never_markup() -> None:
    line = reviewing.row(resolved("<!channel> <http://x.yz|*x*>").rows[0])

    kinds = {one.get("type") for one in nodes(paragraph(*line).to_dict())}
    assert kinds <= {"rich_text", "rich_text_section", "text"}


@pytest.mark.parametrize(
    ("standing", "said"),
    {
        Standing.NEW: "@U0ANA will be invited and won't draw @U0BEN. Team: *Sales*.",
        Standing.JOINED: "@U0ANA is in already and won't draw @U0BEN.",
        Standing.ASKED: "@U0ANA was asked before, or left, so is not asked again",
        Standing.SELF: "@U0ANA (you) needs no invitation",
    }.items(),
)
def test_how_somebody_stands_to_the_exchange_is_said(standing: Standing, said: str) -> None:
    (row,) = resolved("ana@example.com | *Sales* | ben@example.com").rows

    assert said in read(reviewing.row(row, standing))


def test_every_problem_and_every_outcome_has_words() -> None:
    rows = [resolved(text).rows[0] for text in ROWS]
    rows += resolved("ana@example.com", "ana@example.com", "ana.smith@example.com").rows

    assert {row.outcome for row in rows} == set(Outcome)
    assert {problem.kind for row in rows for problem in row.row.problems} == set(RowProblem)
    for kind in RowProblem:
        assert read(reviewing.problem(reviewing.Problem(kind, 7, ("x",)))).endswith(".")
