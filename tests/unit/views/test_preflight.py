"""What organizers read of an exchange before its draw."""

from __future__ import annotations

import pytest

from bot import ids
from bot.views import preflight
from core.domain.errors import RefusedAs
from core.domain.snapshots import LeftOut, Preflight
from core.domain.types import ExchangeStatus
from tests.unit.views import worlds
from tests.unit.views.reading import buttons, moments, words


@pytest.mark.parametrize(
    ("count", "asks"),
    [
        (1, "about this person."),
        (20, "about these 20 people."),
        (21, "about 20 of these 21 people; the others come next."),
    ],
)
def test_before_they_are_left_out_it_says_how_many_are_asked_about(count: int, asks: str) -> None:
    unable = tuple((who, RefusedAs.DEACTIVATED) for who in worlds.people(count))
    found = Preflight(worlds.an_exchange(), worlds.DRAWABLE, unable=unable)

    assert asks in buttons(preflight.told(found))[ids.LEAVE_OUT]["confirm"]["text"]["text"]


def test_whoever_presses_after_another_organizer_is_not_told_that_they_can_take_part() -> None:
    found = Preflight(worlds.an_exchange(), worlds.DRAWABLE)
    ben = worlds.people(1)

    assert "seen to already" in words(preflight.left_out(LeftOut(found)))
    assert "after all" in words(preflight.left_out(LeftOut(found, able=ben)))
    still = LeftOut(Preflight(found.exchange, found.drawability, unable=((*ben, RefusedAs.BOT),)))
    assert "seen to already" not in words(preflight.left_out(still))


@pytest.mark.parametrize(
    ("status", "reminded", "said"),
    [
        (ExchangeStatus.OPEN, 3, "I remind them by myself."),
        (ExchangeStatus.OPEN, 1, "I remind some of them by myself."),
        (ExchangeStatus.OPEN, 0, "They get no further reminder; you can write to them."),
        (ExchangeStatus.STALLED, 0, "They can join once it is postponed."),
    ],
)
def test_that_the_silent_are_reminded_is_said_where_it_is_so(
    status: ExchangeStatus, reminded: int, said: str
) -> None:
    exchange = worlds.an_exchange(status=status)
    silent = Preflight(exchange, worlds.DRAWABLE, silent_count=3, reminded_count=reminded)

    message = preflight.told(silent)

    assert f"3 people have not answered their invitation. {said}" in words(message)


STALLED = worlds.an_exchange(status=ExchangeStatus.STALLED, joined_count=8)


def test_what_missed_its_draw_waits_for_an_organizer_though_nothing_is_in_the_way() -> None:
    found = Preflight(STALLED, worlds.DRAWABLE)

    for message in (preflight.told(found), preflight.asked(found, 0)):
        assert "it waits for you" in words(message)
        assert "Draw now, or postpone" in words(message)
        assert "by themselves" not in words(message)
        assert {ids.DRAW, ids.POSTPONE} <= buttons(message).keys()
        assert moments(message) == []  # the deadline has passed
    assert not found.is_ready


def test_what_is_in_the_way_of_a_missed_draw_is_shown_as_before_it() -> None:
    unable = tuple((who, RefusedAs.GUEST) for who in worlds.people(2))

    message = preflight.told(Preflight(STALLED, worlds.RELAXABLE, unable=unable))

    assert {ids.LEAVE_OUT, ids.RELAX, ids.POSTPONE} <= buttons(message).keys()
    assert ids.DRAW not in buttons(message)
    assert moments(message) == []
