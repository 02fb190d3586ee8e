"""The match, and what stands in the way of a draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot import ids
from bot.views import drawing, exclusions
from bot.views.message import Message
from core.domain import rules
from core.domain.snapshots import Drawability, StalledNotice, Wishlist
from core.domain.types import Budget, ExchangeStatus
from tests.unit.views.reading import buttons, mentioned, nodes, of_type, words
from tests.unit.views.worlds import (
    CERTAIN,
    DRAWABLE,
    FEW_CHOICES,
    HOSTILE,
    HUGE,
    IMPOSSIBLE,
    NAMES,
    NO_SECRET,
    ONE_WAY,
    RECIPIENT,
    RELAXABLE,
    TOO_FEW,
    a_board,
    a_full_exchange,
    a_full_wishlist,
    a_match,
    a_wish,
    an_exchange,
    to_remove,
)

S = ExchangeStatus
STALLED = an_exchange(status=ExchangeStatus.STALLED, joined_count=8)
WAYS_OUT = {ids.DRAW, ids.POSTPONE, ids.EXCLUSIONS, ids.CANCEL}


def stalled(state: Drawability) -> Message:
    return drawing.stalled(StalledNotice(STALLED, state))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_match_mentions_the_recipient_and_nobody_else(name: str) -> None:
    wishlist = Wishlist(an_exchange(), (a_wish(title=HOSTILE),), HOSTILE, HOSTILE)

    message = drawing.match(a_match(wishlist, name=name))

    assert mentioned(message) == [RECIPIENT]
    assert name in words(message)
    assert RECIPIENT not in message.text
    assert name not in message.text


def test_a_match_tells_all_a_giver_needs() -> None:
    wishlist = Wishlist(an_exchange(), (a_wish(1), a_wish(2)), "socks", "desk 4")
    match = a_match(wishlist, exchange_on=date(2026, 12, 24), budget=Budget(Decimal("12.5"), "GBP"))

    said = words(drawing.match(match))

    for part in ("Book 1", "Book 2", "socks", "desk 4", "Thu, Dec 24, 2026", "12.50 GBP", "secret"):
        assert part in said


@pytest.mark.parametrize("wishlist", [Wishlist(an_exchange()), a_full_wishlist()])
def test_the_whole_wishlist_is_always_a_click_away(wishlist: Wishlist) -> None:
    match = a_match(wishlist)

    see = buttons(drawing.match(match))[ids.SHOW_MATCH]

    assert see["value"] == match.exchange.exchange_id


def test_no_button_of_a_match_tells_who_it_is() -> None:
    message = drawing.match(a_match(a_full_wishlist()))

    for node in nodes(message.payload()):
        for key in ("value", "action_id", "block_id"):
            assert RECIPIENT not in str(node.get(key))


@pytest.mark.parametrize("letter", ["<", "🎅", ":a:"])
def test_a_match_stays_below_four_thousand_characters(letter: str) -> None:
    match = replace(
        a_match(a_full_wishlist(letter)), exchange=a_full_exchange(status=ExchangeStatus.DRAWN)
    )

    message = drawing.match(match)

    length = sum(len(value) for node in nodes(message.payload()) for value in strings(node))
    assert length < 4000


def strings(node: dict[str, object]) -> list[str]:
    return [value for key, value in node.items() if isinstance(value, str) and key != "type"]


def test_wishes_that_do_not_fit_are_counted() -> None:
    wishes = tuple(a_wish(number, note="n" * 200) for number in range(30))

    message = drawing.match(a_match(Wishlist(an_exchange(), wishes)))

    links = len(of_type(message, "link"))
    assert 0 < links < 30
    assert f"… and {30 - links} more" in words(message)


def test_long_notes_are_cut_visibly() -> None:
    wishlist = Wishlist(an_exchange(), (), "x" * rules.MAX_NOTES, "y" * rules.MAX_NOTES)

    said = words(drawing.match(a_match(wishlist)))

    assert "xx…" in said
    assert "yy…" in said


def test_an_empty_wishlist_says_so() -> None:
    assert "still empty" in words(drawing.match(a_match()))


def test_too_few_people_stall_with_their_number_and_ways_out() -> None:
    message = stalled(TOO_FEW)

    assert "2 people have joined, and a draw needs at least 3" in words(message)
    assert buttons(message).keys() == WAYS_OUT - {ids.DRAW}
    assert buttons(message)[ids.POSTPONE]["style"] == "primary"
    assert {one["value"] for one in buttons(message).values()} == {STALLED.exchange_id}


def test_impossible_exclusions_stall_with_the_people_they_are_about() -> None:
    message = stalled(IMPOSSIBLE)

    assert mentioned(message) == [*IMPOSSIBLE.givers, *IMPOSSIBLE.recipients]
    assert "Remove an exclusion" in words(message)


def test_a_draw_that_broke_says_whose_fault_it_was_and_what_helps() -> None:
    message = drawing.broken(replace(STALLED, name=HOSTILE))

    assert HOSTILE in words(message)
    assert "something went wrong in Kringle itself" in words(message)
    assert "nobody has a match" in words(message)
    assert "in its log" in words(message)
    assert HOSTILE not in message.text
    assert mentioned(message) == []
    assert buttons(message).keys() == WAYS_OUT - {ids.EXCLUSIONS}
    assert buttons(message)[ids.DRAW]["style"] == "primary"
    assert {one["value"] for one in buttons(message).values()} == {STALLED.exchange_id}


def test_what_works_meanwhile_is_offered_first() -> None:
    message = stalled(DRAWABLE)

    assert "Meanwhile it works" in words(message)
    assert buttons(message)[ids.DRAW]["style"] == "primary"


@pytest.mark.parametrize("status", list(ExchangeStatus))
def test_ways_out_are_what_the_rules_allow(status: ExchangeStatus) -> None:
    exchange = an_exchange(status=status)

    ways = {way.action_id for way in drawing.ways_out(exchange, DRAWABLE)}

    if status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
        assert ways == WAYS_OUT
    else:
        assert ways == ({ids.CANCEL} if status == ExchangeStatus.DRAWN else set())


@pytest.mark.parametrize("action_id", [ids.DRAW, ids.CANCEL])
def test_what_cannot_be_undone_asks_first(action_id: str) -> None:
    button = buttons(stalled(DRAWABLE))[action_id]

    assert "can't be undone" in button["confirm"]["text"]["text"]
    assert button["confirm"]["text"]["type"] == "plain_text"


def test_drawing_by_hand_tells_its_consequences() -> None:
    message = drawing.confirm_draw(an_exchange(name=HOSTILE), DRAWABLE)

    assert "8 people get their match" in words(message)
    assert "can't be undone" in words(message)
    assert HOSTILE in words(message)
    assert buttons(message).keys() == {ids.DRAW}


def test_three_people_are_warned_that_guessing_is_easy() -> None:
    three = drawing.confirm_draw(an_exchange(), Drawability(3, True))
    eight = drawing.confirm_draw(an_exchange(), DRAWABLE)

    assert "everybody can guess" in words(three)
    assert "everybody can guess" not in words(eight)


@pytest.mark.parametrize("state", [TOO_FEW, IMPOSSIBLE])
def test_a_draw_that_cannot_be_is_not_offered(state: Drawability) -> None:
    message = drawing.confirm_draw(an_exchange(), state)

    assert buttons(message).keys() == WAYS_OUT - {ids.DRAW}
    assert "can't be drawn" in words(message)


def test_after_the_draw_nothing_is_claimed_to_be_sent() -> None:
    message = drawing.drawn(an_exchange(status=ExchangeStatus.DRAWN, joined_count=8))

    assert mentioned(message) == []
    assert "sent" not in words(message)


def test_a_draw_by_hand_that_people_kept_from_ending_goes_on_by_itself() -> None:
    message = drawing.drawn(an_exchange(status=ExchangeStatus.OPEN))

    assert "joining has ended now, and names are drawn within a minute" in words(message)
    assert "Names are drawn in" not in words(message)


def test_long_lists_of_people_are_counted_and_cut() -> None:
    message = stalled(HUGE)

    assert len(mentioned(message)) == 6
    assert "300 people (" in words(message)
    assert "297 more" in words(message)


WITHOUT_REMOVING = {ids.POSTPONE, ids.EXCLUSIONS, ids.CANCEL}
TELLING = {
    "stalled": lambda state: stalled(state),
    "undrawable": lambda state: drawing.undrawable(StalledNotice(an_exchange(), state)),
    "confirmation": lambda state: drawing.confirm_draw(an_exchange(), state),
    "relaxed": lambda state: exclusions.relaxed(a_board(drawability=state)),
}


@pytest.mark.parametrize("tell", TELLING.values(), ids=TELLING.keys())
def test_what_stands_in_the_way_is_said_and_can_be_removed(
    tell: Callable[[Drawability], Message],
) -> None:
    message = tell(RELAXABLE)

    (giver, recipient) = ONE_WAY.people
    assert "It would work without this exclusion:" in words(message)
    assert mentioned(message)[-2:] == [giver, recipient]
    pressed = buttons(message)
    assert pressed.keys() == WITHOUT_REMOVING | {ids.RELAX}
    assert pressed[ids.RELAX]["text"]["text"] == "Remove it"
    assert pressed[ids.RELAX]["value"] == STALLED.exchange_id
    assert [one for one in pressed if pressed[one].get("style") == "primary"] == [ids.RELAX]


def test_more_than_a_form_can_list_is_not_offered_to_be_removed() -> None:
    most, more = to_remove(drawing.MAX_REMOVED), to_remove(drawing.MAX_REMOVED + 1)

    assert buttons(stalled(most))[ids.RELAX]["text"]["text"] == "Remove these"
    assert "these 60 exclusions; fewer may be enough" in words(stalled(most))
    assert buttons(stalled(more)).keys() == WITHOUT_REMOVING
    assert "these 61 exclusions" in words(stalled(more))
    assert "more than I can remove at once" in words(stalled(more))
    assert "/santa exclude lists them" in words(stalled(more))
    assert "more than I can remove at once" not in words(stalled(most))


@pytest.mark.parametrize("tell", TELLING.values(), ids=TELLING.keys())
def test_what_gives_matches_away_is_said_before_it_is_removed(
    tell: Callable[[Drawability], Message],
) -> None:
    assert "can then tell some of the matches" in words(tell(NO_SECRET))
    assert "can then tell some of the matches" not in words(tell(RELAXABLE))


@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED, S.CANCELLED])
def test_after_the_draw_nothing_is_offered_to_be_removed(status: ExchangeStatus) -> None:
    message = drawing.stalled(StalledNotice(an_exchange(status=status), RELAXABLE))

    assert ids.RELAX not in buttons(message)


def test_whose_match_is_certain_is_said_once_before_drawing() -> None:
    message = drawing.confirm_draw(an_exchange(), CERTAIN)

    assert "can tell whom 5 of the 8 people (" in words(message)
    assert mentioned(message) == list(CERTAIN.forced[:3])


def test_who_has_hardly_a_choice_is_named_before_drawing() -> None:
    message = drawing.confirm_draw(an_exchange(), FEW_CHOICES)

    assert "may each draw only 2 people" in words(message)
    assert mentioned(message) == list(FEW_CHOICES.fewest)
