"""Joining, leaving and choosing."""

from __future__ import annotations

import pytest

from bot import ids
from bot.views import participation
from core.domain.snapshots import Joined
from core.domain.types import ExchangeId, ExchangeStatus
from tests.unit.views.reading import buttons, moments, of_type, shown, words
from tests.unit.views.worlds import DRAW_AT, HOSTILE, an_exchange

FLOWS = sorted(participation.QUESTIONS)


def test_joining_tells_what_happens_next_and_when() -> None:
    exchange = an_exchange(name=HOSTILE)

    message = participation.joined(Joined(exchange, is_new=True))

    assert HOSTILE in words(message)
    assert moments(message) == [int(DRAW_AT.timestamp())]
    assert {ids.WISHLIST, ids.LEAVE} <= buttons(message).keys()
    assert {one["value"] for one in buttons(message).values()} == {exchange.exchange_id}


def test_joining_twice_says_so() -> None:
    again = participation.joined(Joined(an_exchange(), is_new=False))

    assert "already in" in again.text
    assert "already in" in words(again)


def test_an_old_join_button_leads_to_a_wishlist_only_while_it_can_be_changed() -> None:
    again = {
        status: participation.joined(Joined(an_exchange(status=status), is_new=False))
        for status in ExchangeStatus
    }

    leads_there = {status for status, message in again.items() if ids.WISHLIST in buttons(message)}
    assert leads_there == {ExchangeStatus.OPEN, ExchangeStatus.STALLED, ExchangeStatus.DRAWN}


def test_who_leaves_when_joining_has_ended_hears_that_there_may_be_no_way_back() -> None:
    stalled = an_exchange(status=ExchangeStatus.STALLED)

    asked = participation.leave_button(stalled).to_dict()["confirm"]["text"]["text"]

    for said in (asked, words(participation.left(stalled, was_in=True))):
        assert "Joining has ended" in said
        assert "As long as joining is open" not in said


def test_leaving_asks_first_and_shows_the_name_literally() -> None:
    leave = participation.leave_button(an_exchange(name=HOSTILE)).to_dict()

    assert HOSTILE in leave["confirm"]["text"]["text"]
    assert leave["confirm"]["text"]["type"] == "plain_text"


def test_leaving_says_whether_anything_changed() -> None:
    assert "You have left " in words(participation.left(an_exchange(), was_in=True))
    assert "nothing has changed" in words(participation.left(an_exchange(), was_in=False))


@pytest.mark.parametrize("flow", FLOWS)
def test_each_exchange_has_its_own_button(flow: str) -> None:
    exchanges = [an_exchange(exchange_id=ExchangeId(f"ex_{number}")) for number in range(3)]

    message = participation.choose(flow, exchanges)

    pressed = [one for one in of_type(message, "button") if one["action_id"] == ids.CHOSEN]
    assert [one["value"] for one in pressed] == [f"{flow}:ex_{number}:" for number in range(3)]


def test_people_named_in_the_command_come_back_with_the_choice() -> None:
    message = participation.choose(
        "exclude", [an_exchange(exchange_id=ExchangeId("ex_1"))], "U1,U2"
    )

    assert buttons(message)[ids.CHOSEN]["value"] == "exclude:ex_1:U1,U2"


def test_exchanges_of_one_name_can_be_told_apart() -> None:
    said = words(participation.choose("join", [an_exchange(), an_exchange(joined_count=7)]))

    assert "12:00 (Europe/Berlin, UTC+01:00); nobody has joined yet" in said
    assert "7 people have joined" in said


def test_too_many_exchanges_are_counted() -> None:
    message = participation.choose("join", [an_exchange()] * 60)

    assert len(shown(message)["blocks"]) <= 50
    assert words(message).endswith("… and 21 more")


@pytest.mark.parametrize("flow", FLOWS)
def test_nothing_to_choose_from_says_what_to_do_next(flow: str) -> None:
    message = participation.nothing_to(flow)

    assert words(message).startswith(participation.NOTHING_TO[flow])
    assert buttons(message).keys() == {ids.NEW}


def test_every_flow_has_all_its_words() -> None:
    assert participation.LABELS.keys() == participation.QUESTIONS.keys()
    assert participation.NOTHING_TO.keys() == participation.QUESTIONS.keys()
