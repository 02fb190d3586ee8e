"""One's own wishlist, and the recipient's."""

from __future__ import annotations

import json

from slack_sdk.models.views import View

from bot import ids
from bot.views import wishlists
from core.domain.snapshots import Wishlist
from core.domain.types import Wish, WishId
from tests.unit.views.reading import buttons, fields, mentioned, of_type, shown, words
from tests.unit.views.worlds import (
    HOSTILE,
    a_full_wishlist,
    a_new_wish,
    a_wish,
    an_exchange,
)

THREE = (a_wish(1), a_wish(2), a_wish(3))


def menus(view: View) -> list[list[str]]:
    found = of_type(view, "overflow")
    return [[option["value"].split(":")[0] for option in one["options"]] for one in found]


def test_wishes_stand_in_order_each_with_its_menu() -> None:
    wishlist = Wishlist(an_exchange(), THREE)

    view = wishlists.editor(wishlist)

    said = words(view)
    assert said.index("1. Book 1") < said.index("2. Book 2") < said.index("3. Book 3")
    assert menus(view) == [
        ["edit", "down", "remove"],
        ["edit", "up", "down", "remove"],
        ["edit", "up", "remove"],
    ]


def test_a_menu_names_exchange_and_wish_and_nothing_else() -> None:
    wishlist = Wishlist(an_exchange(), (a_wish(1),))

    (menu,) = of_type(wishlists.editor(wishlist), "overflow")

    target = f"{wishlist.exchange.exchange_id}:{THREE[0].wish_id}"
    assert [option["value"] for option in menu["options"]] == [f"edit:{target}", f"remove:{target}"]
    assert menu["action_id"] == ids.WISH_MENU


def test_typed_notes_survive_an_update_of_the_view() -> None:
    before = wishlists.editor(Wishlist(an_exchange()))
    after = wishlists.editor(Wishlist(an_exchange(), THREE, "socks", "desk 4"))

    assert fields(before).keys() == fields(after).keys() == {ids.DISLIKES, ids.DELIVERY_NOTES}
    assert fields(after)[ids.DISLIKES]["initial_value"] == "socks"
    assert fields(after)[ids.DELIVERY_NOTES]["initial_value"] == "desk 4"
    assert "initial_value" not in fields(before)[ids.DISLIKES]


def test_a_full_list_offers_no_more_room() -> None:
    assert ids.WISH_ADD in buttons(wishlists.editor(Wishlist(an_exchange(), THREE)))
    assert ids.WISH_ADD not in buttons(wishlists.editor(a_full_wishlist()))


def test_wishes_show_literally_in_the_editor() -> None:
    wish = a_wish(title=HOSTILE)

    view = wishlists.editor(Wishlist(an_exchange(), (wish,)))

    assert f"1. {HOSTILE}" in words(view)
    assert of_type(view, "mrkdwn") == []


def test_a_new_wish_starts_empty_and_an_old_one_filled() -> None:
    new = wishlists.wish_form("ex_1", a_new_wish(), is_new=True)
    old = wishlists.wish_form("ex_1", a_wish(7), is_new=False)

    assert not any("initial_value" in element for element in fields(new).values())
    assert {name: one["initial_value"] for name, one in fields(old).items()} == {
        ids.WISH_TITLE: "Book 7",
        ids.WISH_LINK: "https://books.example/1",
        ids.WISH_NOTE: "used",
    }
    assert json.loads(shown(new)["private_metadata"]) == {
        "exchange": "ex_1",
        "wish": "wi_new",
        "new": 1,
    }
    assert json.loads(shown(old)["private_metadata"])["wish"] == a_wish(7).wish_id


def test_a_wish_without_link_and_note_can_be_edited() -> None:
    form = wishlists.wish_form("ex_1", Wish(WishId("wi_1"), "Tea"), is_new=False)

    assert [name for name, one in fields(form).items() if "initial_value" in one] == [
        ids.WISH_TITLE
    ]


def test_news_name_the_exchange_and_no_person() -> None:
    exchange = an_exchange(name="Winter")
    message = wishlists.news(exchange)

    assert "Winter" in words(message)
    assert mentioned(message) == []
    assert buttons(message)[ids.SHOW_MATCH]["value"] == exchange.exchange_id
