"""A match in its envelope, and the modal that shows it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot import ids
from bot.views import matches
from core.domain.snapshots import Envelope, Wishlist
from core.domain.types import Budget, ExchangeStatus
from tests.unit.views.reading import buttons, mentioned, of_type, shown, words
from tests.unit.views.worlds import (
    HOSTILE,
    NAMES,
    RECIPIENT,
    a_full_exchange,
    a_full_wishlist,
    a_match,
    a_wish,
    an_exchange,
    full_wishes,
)

THREE = (a_wish(1), a_wish(2), a_wish(3))
S = ExchangeStatus


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_an_envelope_says_which_exchange_it_is_of_and_shows_a_match_on_a_click(name: str) -> None:
    exchange = an_exchange(status=S.DRAWN, name=name, has_envelopes=True)

    message = matches.envelope(Envelope(exchange))

    assert name in words(message)
    assert buttons(message).keys() == {ids.SHOW_MATCH, ids.TALK_TO_RECIPIENT, ids.GIFT_READY}
    assert buttons(message)[ids.SHOW_MATCH]["text"]["text"] == "Reveal"
    assert buttons(message)[ids.SHOW_MATCH]["value"] == exchange.exchange_id
    assert mentioned(message) == []
    assert name not in message.text


def test_two_envelopes_of_one_exchange_are_the_same() -> None:
    """Nothing in it depends on whose it is."""
    exchange = a_full_exchange(status=S.DRAWN)

    one, other = (matches.envelope(Envelope(exchange)).payload() for _ in range(2))

    assert json.dumps(one) == json.dumps(other)


def test_a_match_is_shown_with_all_that_a_giver_needs() -> None:
    wishlist = Wishlist(an_exchange(), THREE, "socks", "desk 4")
    match = a_match(wishlist, exchange_on=date(2026, 12, 24), budget=Budget(Decimal("12.5"), "GBP"))

    view = matches.shown(match)

    assert mentioned(view) == [RECIPIENT]
    facts = ("Winter in the office", "You give to", "Thu, Dec 24, 2026", "12.50 GBP", "secret")
    for part in (*facts, "Book 1", "Book 2", "Book 3", "used", "socks", "desk 4"):
        assert part in words(view)


def test_a_match_that_is_shown_leaves_no_trace_in_the_view_itself() -> None:
    view = shown(matches.shown(a_match(a_full_wishlist())))

    kept = {key: value for key, value in view.items() if key != "blocks"}
    assert RECIPIENT not in json.dumps(kept)
    assert "private_metadata" not in view
    assert not any("block_id" in block for block in view["blocks"])


@pytest.mark.parametrize(
    ("status", "words_"), [(S.DRAWN, "You give to"), (S.COMPLETED, "You gave")]
)
def test_a_gift_is_to_be_given_until_the_exchange_is_over(status: S, words_: str) -> None:
    match = a_match()
    match = replace(match, exchange=replace(match.exchange, status=status))

    assert words_ in words(matches.shown(match))


@pytest.mark.parametrize("letter", ["<", "礼", ":a:b", ":santa:"])
def test_fifty_wishes_of_full_length_are_all_shown(letter: str) -> None:
    wishlist = a_full_wishlist(letter)

    view = matches.shown(a_match(wishlist))

    assert words(view).count(wishlist.items[0].title) >= 50
    assert len(of_type(view, "link")) == 50
    assert wishlist.delivery_notes in words(view)


def test_a_list_too_large_for_slack_says_how_much_is_missing() -> None:
    wishlist = a_full_wishlist("🎅", "🎅")

    view = matches.shown(a_match(wishlist))

    links = len(of_type(view, "link"))
    assert f"… and {50 - links} more" in words(view)
    assert wishlist.dislikes in words(view)


def test_a_link_shows_its_own_address() -> None:
    (link,) = of_type(matches.shown(a_match(Wishlist(an_exchange(), THREE[:1]))), "link")

    assert link == {"type": "link", "url": "https://books.example/1"}


def test_an_empty_list_says_so() -> None:
    assert "Nothing is on the wishlist yet" in words(matches.shown(a_match()))


def test_a_wish_is_shown_as_typed_to_its_giver() -> None:
    wishes = (a_wish(title=HOSTILE, note=HOSTILE), *full_wishes()[:1])

    view = matches.shown(a_match(Wishlist(an_exchange(), wishes)))

    assert words(view).count(HOSTILE) == 2
    assert mentioned(view) == [RECIPIENT]
