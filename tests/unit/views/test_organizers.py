"""Who organizes an exchange: the form, and what those read whom it concerns."""

from __future__ import annotations

import json

import pytest

from bot import ids
from bot.views import organizers
from core.domain.rules import MAX_ORGANIZERS
from core.domain.snapshots import OrganizerNotice, OrganizersChanged
from core.domain.types import ExchangeStatus
from tests.unit.views.reading import buttons, fields, mentioned, shown, words
from tests.unit.views.worlds import (
    DRAW_AT,
    HOSTILE,
    ORGANIZER,
    TOO_FEW,
    an_exchange,
    people,
)

S = ExchangeStatus
ANA, BEN = people(2)


def test_the_form_begins_with_who_organizes_now_and_remembers_them() -> None:
    view = organizers.form(an_exchange(organizer_ids=(ANA, BEN)))

    element = fields(view)[ids.ORGANIZERS_FIELD]
    assert element["initial_users"] == [ANA, BEN]
    assert element["max_selected_items"] == MAX_ORGANIZERS
    remembered = json.loads(shown(view)["private_metadata"])
    assert remembered["organizers"] == f"{ANA},{BEN}"
    assert "remove yourself" in words(view)


@pytest.mark.parametrize("status", S)
def test_the_button_is_there_while_it_can_be_changed(status: ExchangeStatus) -> None:
    found = organizers.open_button(an_exchange(status=status))

    assert bool(found) is (status in (S.OPEN, S.STALLED, S.DRAWN))


def test_a_new_organizer_reads_who_made_them_one_and_what_they_can_do() -> None:
    message = organizers.welcome(OrganizerNotice(an_exchange(name=HOSTILE), ANA))

    assert mentioned(message) == [ANA]
    assert HOSTILE in words(message)
    assert "stays secret from you, too" in words(message)
    assert "not to take part" in words(message)
    assert "under Manage" in words(message)
    assert buttons(message).keys() == {ids.STATUS, ids.EXCLUSIONS, ids.ORGANIZERS}


def test_a_new_organizer_of_a_stalled_exchange_reads_why_it_waits() -> None:
    stalled = an_exchange(status=S.STALLED, joined_count=2)

    message = organizers.welcome(OrganizerNotice(stalled, ANA, TOO_FEW))

    assert "could not be drawn in time" in words(message)
    assert "2 people have joined" in words(message)
    assert {ids.POSTPONE, ids.CANCEL} <= buttons(message).keys()


def test_a_new_organizer_after_the_draw_has_what_is_left_to_do() -> None:
    drawn = an_exchange(status=S.DRAWN, drawn_at=DRAW_AT)

    message = organizers.welcome(OrganizerNotice(drawn, ANA))

    assert "under Manage there you can have one sent again" in words(message)
    assert buttons(message).keys() == {ids.STATUS, ids.ORGANIZERS}


def test_whoever_is_relieved_reads_who_looks_after_it_now() -> None:
    message = organizers.relieved(an_exchange(organizer_ids=(BEN,)))

    assert mentioned(message) == [BEN]
    assert "If you take part, you still do" in words(message)
    assert buttons(message) == {}


def test_who_has_handed_it_over_reads_that_they_are_out() -> None:
    exchange = an_exchange(organizer_ids=(BEN,))

    handed_over = organizers.changed(OrganizersChanged(exchange, (BEN,), (ANA,)), ANA)
    taken_off = organizers.changed(OrganizersChanged(exchange, (), (ANA,)), BEN)

    assert "You are not among them any more" in words(handed_over)
    assert "You are not" not in words(taken_off)
    assert mentioned(handed_over) == mentioned(taken_off) == [BEN]


def test_saving_without_a_change_says_so() -> None:
    message = organizers.changed(OrganizersChanged(an_exchange()), ORGANIZER)

    assert message.text == "Nothing has changed."
    assert "is still organized by" in words(message)
