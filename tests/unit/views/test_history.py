"""Looking back: years, pages, who gave to whom, and the numbers for organizers."""

from __future__ import annotations

from datetime import timedelta

from bot import ids
from bot.views import history, matches
from core.domain.forgetting import FORGOTTEN
from core.domain.snapshots import PastExchange, PastPage, Turnout
from core.domain.types import ExchangeStatus, UserId
from tests.unit.views.reading import buttons, mentioned, words
from tests.unit.views.worlds import (
    DRAW_AT,
    HOSTILE,
    ORGANIZER,
    RECIPIENT,
    a_match,
    an_exchange,
)

GIVER = UserId("U0GIVER0001")
OVER = an_exchange(status=ExchangeStatus.COMPLETED, drawn_at=DRAW_AT)


def shown(*past: PastExchange) -> str:
    return words(history.history(PastPage(past)))


def test_it_speaks_of_today_until_the_exchange_is_over() -> None:
    drawn = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)

    assert "You give to " in shown(PastExchange(drawn, RECIPIENT))


def test_it_tells_whom_one_gave_to() -> None:
    over = an_exchange(name=HOSTILE, status=ExchangeStatus.COMPLETED, drawn_at=DRAW_AT)

    message = history.history(PastPage((PastExchange(over, RECIPIENT),)))

    assert mentioned(message) == [ORGANIZER, RECIPIENT]
    assert HOSTILE in words(message)
    assert "You gave to " in words(message)


def test_it_tells_who_gave_to_one_once_that_is_revealed() -> None:
    message = history.history(PastPage((PastExchange(OVER, RECIPIENT, giver_id=GIVER),)))

    assert mentioned(message) == [ORGANIZER, RECIPIENT, GIVER]
    assert "gave to you." in words(message)
    assert "gave to you" not in shown(PastExchange(OVER, RECIPIENT))


def test_it_keeps_a_match_in_its_envelope_until_it_is_asked_for() -> None:
    before = an_exchange(status=ExchangeStatus.COMPLETED, drawn_at=DRAW_AT, name="Spring")
    over = an_exchange(status=ExchangeStatus.COMPLETED, drawn_at=DRAW_AT, has_envelopes=True)
    envelope = PastExchange(over, None, in_envelope=True)

    message = history.history(PastPage((envelope, PastExchange(before, RECIPIENT))))

    assert mentioned(message) == [ORGANIZER, ORGANIZER, RECIPIENT]
    assert buttons(message)[ids.SHOW_MATCH]["value"] == over.exchange_id
    assert words(message).index("Spring") > words(message).index("Show my match")


def test_the_envelope_holds_who_gave_to_one_as_well() -> None:
    match = a_match()

    assert "gave to you" not in words(matches.shown(match))
    opened = matches.shown(type(match)(OVER, RECIPIENT, match.wishlist, own_giver_id=GIVER))
    assert mentioned(opened) == [RECIPIENT, GIVER]


def test_whoever_asked_to_be_forgotten_is_not_named() -> None:
    gone = UserId(f"{FORGOTTEN}0123456789abcdef")

    message = history.history(PastPage((PastExchange(OVER, gone, giver_id=gone),)))

    assert mentioned(message) == [ORGANIZER]
    assert words(message).count("somebody who asked to be forgotten") == 2
    assert FORGOTTEN not in words(message)


def test_each_year_has_a_line_of_its_own() -> None:
    earlier = an_exchange(
        status=ExchangeStatus.COMPLETED, drawn_at=DRAW_AT - timedelta(days=365), name="Before"
    )

    said = shown(PastExchange(OVER, RECIPIENT), PastExchange(earlier, RECIPIENT))

    assert said.index("2026") < said.index(OVER.name) < said.index("2025") < said.index("Before")


def test_an_organizer_reads_numbers_and_nobody_who_has_none_reads_of_them() -> None:
    many = Turnout(
        joined_count=25, invited_count=30, declined_count=3, sent_count=24, failed_count=1
    )

    said = shown(PastExchange(OVER, None, turnout=many))
    few = shown(PastExchange(OVER, None, turnout=Turnout(joined_count=4, sent_count=4)))

    assert "25 joined, 30 were invited, 3 declined; 24 matches were delivered, 1 was not" in said
    assert "You organized it: 4 joined; 4 matches were delivered." in few
    one = shown(
        PastExchange(OVER, None, turnout=Turnout(3, invited_count=1, sent_count=1, failed_count=2))
    )
    assert "3 joined, 1 was invited; 1 match was delivered, 2 were not." in one
    assert "organized it" not in shown(PastExchange(OVER, RECIPIENT))


def test_pages_are_turned_to_both_sides_where_there_are_any() -> None:
    past = (PastExchange(OVER, RECIPIENT),)
    first, middle, last = (
        buttons(history.history(PastPage(past, page, page_count=3))) for page in range(3)
    )

    assert buttons(history.history(PastPage(past))).keys() == set()
    assert first.keys() == {ids.HISTORY_OLDER}
    assert middle.keys() == {ids.HISTORY_OLDER, ids.HISTORY_NEWER}
    assert last.keys() == {ids.HISTORY_NEWER}
    assert (middle[ids.HISTORY_NEWER]["value"], middle[ids.HISTORY_OLDER]["value"]) == ("0", "2")
