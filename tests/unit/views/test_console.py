"""What organizers read and can press in their console."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot import explaining, ids
from bot.views import console
from core.domain.roster import Standing
from core.domain.snapshots import (
    ConsoleBoard,
    Drawability,
    MessageReport,
    Opened,
    Placed,
    RosterPage,
)
from core.domain.types import ExchangeStatus
from tests.unit.views.reading import buttons, mentioned, of_type, words
from tests.unit.views.worlds import (
    CERTAIN,
    DRAW_AT,
    DRAWABLE,
    FEW_CHOICES,
    NOW,
    PRIVATE,
    RELAXABLE,
    TOO_FEW,
    a_report,
    an_exchange,
    failures,
    people,
    places,
)


def a_board(status: ExchangeStatus = ExchangeStatus.OPEN, **changes: Any) -> ConsoleBoard:
    return replace(ConsoleBoard(an_exchange(status=status), RosterPage()), **changes)


def said(state: Drawability) -> str:
    return words(console.board(a_board(drawability=state), NOW))


def test_the_meter_says_who_has_the_fewest_possible_recipients() -> None:
    few = replace(FEW_CHOICES, fewest=people(1), fewest_count=5)

    assert "✔ Names can be drawn" in said(few)
    assert "may draw only 5 people, the fewest of all." in said(few)
    assert "Everybody may draw only 6 people." in said(
        replace(DRAWABLE, fewest=people(8), fewest_count=6)
    )
    assert "only" not in said(replace(DRAWABLE, fewest=people(8), fewest_count=7))


def test_who_is_certain_is_named_once() -> None:
    lines = explaining.meter(CERTAIN)

    assert len(lines) == 1


def test_the_meter_names_what_stands_in_the_way_and_has_a_button_for_it() -> None:
    view = console.board(a_board(drawability=RELAXABLE), NOW)

    assert "It would work without this exclusion:" in words(view)
    assert ids.RELAX in buttons(view)
    assert ids.DRAW not in buttons(view)


def test_of_private_exclusions_the_meter_tells_how_many() -> None:
    view = console.board(a_board(drawability=PRIVATE), NOW)

    assert "without 1 of these private exclusions" in words(view)
    assert mentioned(view) == []
    assert ids.RECONSIDER in buttons(view)


def test_too_few_people_are_no_fault_of_any_exclusion() -> None:
    assert "a draw needs at least 3" in said(TOO_FEW)


def test_each_person_stands_there_with_their_state() -> None:
    one, two, three = people(3)
    roster = RosterPage(
        (
            Placed(one, Standing.JOINED, NOW),
            Placed(two, Standing.INVITED),
            Placed(three, Standing.LEFT),
        )
    )

    view = console.board(a_board(roster=roster, joined_count=1, declined_count=1), NOW)

    assert mentioned(view) == [one, two, three]
    assert ": joined, since Tue, Dec 1, 2026" in words(view)
    assert ": invited, not in" in words(view)
    assert ": left" in words(view)
    assert "1 joined, 1 declined." in words(view)


def test_paging_goes_where_there_is_something() -> None:
    def paging(page: int, last: int) -> set[str]:
        roster = RosterPage(places(50), None, page, last)
        shown = buttons(console.board(a_board(roster=roster), NOW))
        return {ids.CONSOLE_BACK, ids.CONSOLE_MORE} & shown.keys()

    assert paging(0, 0) == set()
    assert paging(0, 2) == {ids.CONSOLE_MORE}
    assert paging(1, 2) == {ids.CONSOLE_BACK, ids.CONSOLE_MORE}
    assert paging(2, 2) == {ids.CONSOLE_BACK}


@pytest.mark.parametrize("standing", [None, *Standing])
def test_a_place_is_read_as_it_was_written(standing: Standing | None) -> None:
    assert console.read_place(console.place_of("ex_1", standing, 7)) == ("ex_1", standing, 7)


@pytest.mark.parametrize("place", ["ex_1", "ex_1::", "ex_1:x:y", "ex_1:gone:-1", f"ex_1::{9**30}"])
def test_a_place_that_makes_no_sense_is_the_first_page(place: str) -> None:
    assert console.read_place(place) == ("ex_1", None, 0)


def test_the_menu_shows_what_is_shown() -> None:
    roster = RosterPage(standing=Standing.LEFT)

    (menu,) = of_type(console.board(a_board(roster=roster), NOW), "static_select")

    assert menu["initial_option"]["text"]["text"] == "Left"
    assert [one["value"].split(":")[1] for one in menu["options"]] == ["", *Standing]


def test_reminding_says_whom_it_concerns_and_why_not_all() -> None:
    view = console.board(a_board(silent_count=5, remindable_count=2), NOW)

    remind = buttons(view)[ids.REMIND]
    assert remind["text"]["text"] == "Remind 2 people"
    assert "Remind 2 people?" in remind["confirm"]["title"]["text"]
    assert "No reminder now for 3 who are silent" in words(view)
    nobody = console.board(a_board(silent_count=1), NOW)
    assert ids.REMIND not in buttons(nobody)
    assert "No reminder now for 1 who is silent: everybody gets two at most" in words(nobody)


@pytest.mark.parametrize(
    ("status", "at"), [(ExchangeStatus.STALLED, NOW), (ExchangeStatus.OPEN, DRAW_AT)]
)
def test_nobody_is_reminded_of_what_cannot_be_joined(status: ExchangeStatus, at: datetime) -> None:
    view = console.board(a_board(status, silent_count=3), at)

    assert "No reminder now for 3 who are silent: joining has ended." in words(view)
    assert "two at most" not in words(view)


def test_what_failed_has_its_reason_and_a_way_to_try_again() -> None:
    report = a_report(sent_count=7, failed=failures(1))
    drawn = a_board(ExchangeStatus.DRAWN, report=report)
    asking = a_board(invitations=MessageReport(2, 1, failures(1)))

    matches = console.board(drawn, NOW)
    assert "7 of 8 matches have been sent" in words(matches)
    assert {ids.RETRY, ids.RESEND} <= buttons(matches).keys()
    assert ids.CONSOLE_RETRY not in buttons(matches)
    invitations = console.board(asking, NOW)
    assert "Invitations: 2 sent, 1 on the way, 1 failed." in words(invitations)
    assert "Slack answered “code_0”" in words(invitations)
    assert ids.CONSOLE_RETRY in buttons(invitations)


def test_what_nobody_could_use_any_more_is_not_tried_again() -> None:
    lost = MessageReport(2, 0, failures(1))

    invited = console.board(a_board(ExchangeStatus.DRAWN, invitations=lost), NOW)
    written = console.board(a_board(ExchangeStatus.DRAWN, bulletin=lost), NOW)

    assert "Invitations: 2 sent, 1 failed." in words(invited)
    assert ids.CONSOLE_RETRY not in buttons(invited)
    assert ids.CONSOLE_RETRY in buttons(written)


def test_a_match_that_was_opened_stands_there_with_both_who_did_it() -> None:
    asker, witness = people(2)
    opened = Opened(NOW, asker, witness)

    view = console.board(a_board(ExchangeStatus.DRAWN, openings=(opened,)), NOW)

    assert "One match was opened on Tue, Dec 1, 2026: " in words(view)
    assert " asked, " in words(view)
    assert mentioned(view) == [asker, witness]


def test_what_is_over_offers_nothing_that_would_change_it() -> None:
    for status in (ExchangeStatus.COMPLETED, ExchangeStatus.CANCELLED):
        view = console.board(a_board(status, silent_count=3), NOW)
        changing = {ids.CANCEL, ids.POSTPONE, ids.DRAW, ids.INVITE, ids.EXCLUSIONS, ids.REMIND}
        assert not changing & buttons(view).keys()
        assert "No reminder" not in words(view)


@pytest.mark.parametrize(
    "status", [ExchangeStatus.DRAWN, ExchangeStatus.COMPLETED, ExchangeStatus.CANCELLED]
)
def test_nobody_is_called_silent_once_there_is_nothing_to_answer(status: ExchangeStatus) -> None:
    said = words(console.board(a_board(status, joined_count=4, silent_count=3), NOW))

    assert "4 joined." in said
    assert "silent" not in said
