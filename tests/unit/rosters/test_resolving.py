"""What each row comes to, once Slack has said who the people are."""

from __future__ import annotations

from dataclasses import replace

from core.domain.types import UserId
from core.rosters.keeping import packed, unpacked
from core.rosters.resolving import Outcome, Resolution, Team, resolve
from core.rosters.roster import Roster
from core.rosters.understanding import roster_of
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    OTHER_TEAM,
    TEAM,
    mutual,
    one_way,
    person,
)
from tests.unit.rosters.test_headings import table

BOT, GUEST, STRANGER, GONE = (UserId(f"U0{name}") for name in ("BOT1", "GUEST", "OTHER", "GONE"))
PEOPLE = {
    "ana@example.com": person(ANA),
    "ana.smith@example.com": person(ANA),
    "ben@example.com": person(BEN),
    "cleo@example.com": person(CLEO),
    "bot@example.com": person(BOT, is_bot=True),
    "guest@example.com": person(GUEST, is_guest=True),
    "stranger@example.com": person(STRANGER, OTHER_TEAM),
    "gone@example.com": person(GONE, is_deactivated=True),
}
IDS = {"U0DAN1": person(DAN), "U0OLGA1": person(OLGA), "USLACKB0T": person(UserId("USLACKBOT"))}


def roster(*rows: str) -> Roster:
    return roster_of(table("\n".join(["E-mail | Team | Exclude", *rows])))


def resolved(*rows: str) -> Resolution:
    return resolve(roster(*rows), PEOPLE, IDS, TEAM)


def test_each_row_comes_to_something_of_its_own() -> None:
    found = resolved(
        "ana@example.com",
        "U0DAN1",
        "nobody@example.com",
        "U0NOBODY1",
        "not an address",
        "bot@example.com",
        "guest@example.com",
        "stranger@example.com",
        "gone@example.com",
        "ana.smith@example.com",
        "USLACKB0T",
        "ben@example.com",
    )

    assert [(row.row.line, row.outcome, row.user_id) for row in found.rows] == [
        (2, Outcome.INVITED, ANA),
        (3, Outcome.INVITED, DAN),
        (4, Outcome.NOT_FOUND, None),
        (5, Outcome.NOT_FOUND, None),
        (6, Outcome.WRONG, None),
        (7, Outcome.BOT, BOT),
        (8, Outcome.GUEST, GUEST),
        (9, Outcome.STRANGER, STRANGER),
        (10, Outcome.DEACTIVATED, GONE),
        (11, Outcome.SAME_PERSON, ANA),
        (12, Outcome.BOT, "USLACKBOT"),
        (13, Outcome.INVITED, BEN),
    ]
    assert found.rows[9].first_line == 2
    assert found.invited == (ANA, DAN, BEN)
    assert {row.outcome for row in found.rows} == set(Outcome)


def test_exclusions_become_rules_and_those_of_both_become_one() -> None:
    found = resolved(
        "ana@example.com | | ben@example.com, U0DAN1",
        "ben@example.com | | ana.smith@example.com",
        "cleo@example.com | | ana@example.com; ana.smith@example.com",
        "U0DAN1",
    )

    assert found.exclusions == (mutual(ANA, BEN), one_way(ANA, DAN), one_way(CLEO, ANA))


def test_an_exclusion_of_somebody_who_is_not_in_the_file_counts_all_the_same() -> None:
    found = resolved("ana@example.com | | U0OLGA1")

    assert found.rows[0].excludes == (OLGA,)
    assert found.exclusions == (one_way(ANA, OLGA),)


def test_exclusions_that_come_to_nothing_are_named() -> None:
    found = resolved("ana@example.com | | nobody@example.com, bot@example.com, ben@example.com")

    assert found.rows[0].unknown == ("nobody@example.com", "bot@example.com")
    assert found.exclusions == (one_way(ANA, BEN),)


def test_nobody_excludes_themselves_by_another_address() -> None:
    found = resolved("ana@example.com | | ana.smith@example.com")

    assert found.exclusions == ()
    assert found.rows[0].unknown == ()


def test_rows_that_are_not_invited_exclude_nobody() -> None:
    found = resolved(
        "guest@example.com | Red | ana@example.com",
        "ana.smith@example.com | Red | oops",
        "ana@example.com | Red",
    )

    assert found.exclusions == ()
    assert found.teams == ()


def test_the_teams_are_those_of_two_or_more_who_are_invited() -> None:
    found = resolved(
        "ana@example.com | Sales",
        "ben@example.com | SALES",
        "cleo@example.com | Legal",
        "gone@example.com | Legal",
        "U0DAN1 |",
        "U0OLGA1 |",
    )

    assert found.teams == (Team("Sales", (ANA, BEN)),)
    assert found.all_teams == (Team("Sales", (ANA, BEN)), Team("Legal", (CLEO,)))
    assert found.has_teams


def test_capitals_make_no_other_team() -> None:
    origins = {Team(name, ()).origin.key for name in ("Sales", "SALES", "sales")}

    assert len(origins) == 1


def test_a_team_may_be_of_any_size() -> None:
    people = {f"p{number}@example.com": person(f"U0P{number}") for number in range(500)}

    found = resolve(roster(*(f"{address} | Big" for address in people)), people, {}, TEAM)

    assert [(team.name, len(team.people)) for team in found.teams] == [("Big", 500)]


def test_what_is_kept_is_the_same_again_but_for_addresses_of_exclusions() -> None:
    found = resolved(
        "ana@example.com | Sales | ben@example.com, nobody@example.com",
        "ana.smith@example.com",
        "ben@example.com | 営業 | me",
        "guest@example.com",
        "=B2",
        "ben@example.com",
    )

    again = unpacked(packed(found))

    assert {one for row in again.rows for one in row.row.exclusions} == set()
    rows = [replace(one, row=replace(one.row, exclusions=())) for one in found.rows]
    assert again == replace(found, rows=tuple(rows))


def test_a_large_roster_is_resolved_without_anybody_twice() -> None:
    people = {f"p{number}@example.com": person(f"U0P{number % 2000}") for number in range(4000)}

    found = resolve(roster(*people), people, {}, TEAM)

    assert len(found.invited) == len(set(found.invited)) == 2000
    assert [row.first_line for row in found.rows[2000:]] == [*range(2, 2002)]
