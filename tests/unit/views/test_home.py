"""The App Home: its parts, and their pages."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from slack_sdk.models.views import View

from bot import ids
from bot.forms import remembered
from bot.views import home
from core.domain.snapshots import Involvement, Rescue
from core.domain.types import ExchangeStatus
from tests.unit.views.catalogue.home import many
from tests.unit.views.catalogue.samples import FULL_GIFTS, GIFT
from tests.unit.views.reading import buttons, of_type, shown, words
from tests.unit.views.worlds import (
    DRAWABLE,
    NOW,
    ORGANIZER,
    a_full_involvement,
    an_exchange,
    an_involvement,
)

WAITS: dict[str, Any] = {"has_wishlist": False}
DONE: dict[str, Any] = {"has_wishlist": True}


def named(name: str, **changes: Any) -> Involvement:
    return an_involvement(an_exchange(name=name), **changes)


def headings(view: View) -> list[str]:
    return [node["text"]["text"] for node in of_type(view, "header")]


def names(view: View, known: Sequence[Involvement]) -> list[str]:
    """Of the exchanges in it, in their order."""
    all_names = {one.exchange.name for one in known}
    texts = [node["text"] for node in of_type(view, "text")]
    return [text for text in texts if text in all_names]


def where(view: View) -> list[str]:
    return [node["text"] for node in of_type(view, "plain_text") if "Page " in node["text"]]


def test_each_exchange_stands_once_in_the_part_it_belongs_to() -> None:
    beside = {"is_participant": False}
    asked = named("Asked", invited_by=ORGANIZER, **beside)
    joined = named("Joined", **WAITS)
    rescue = named("Rescue", rescues=(Rescue("r" * 32, GIFT),), **beside)
    mine = named("Mine", is_organizer=True, drawability=DRAWABLE, **WAITS)

    view = home.home([mine, rescue, joined, asked], NOW)

    assert headings(view) == ["You are invited", "You take part", "You step in", "You organize"]
    assert names(view, [mine, rescue, joined, asked]) == ["Asked", "Joined", "Rescue", "Mine"]


def test_history_and_settings_stand_in_every_home() -> None:
    for involvements in ([], many(1), many(60)):
        view = home.home(involvements, NOW)
        assert "*History*" in words(view)
        assert "*Settings*" in words(view)
        assert {ids.HISTORY, ids.MY_DATA, ids.NEW} <= buttons(view).keys()


def test_with_one_exchange_there_is_little_more_than_that_exchange() -> None:
    view = home.home([named("Only", **DONE)], NOW)

    assert headings(view) == ["You take part"]
    assert len(shown(view)["blocks"]) <= 9
    assert not {ids.HOME_MORE, ids.HOME_BACK} & buttons(view).keys()
    assert "private_metadata" not in shown(view)


def test_the_part_in_which_something_waits_stands_first() -> None:
    mine = named("Mine", is_organizer=True, drawability=DRAWABLE, **WAITS)
    theirs = named("Theirs", **DONE)

    assert headings(home.home([theirs, mine], NOW)) == ["You organize", "You take part"]
    done = replace(mine, has_wishlist=True)
    assert headings(home.home([theirs, done], NOW)) == ["You take part", "You organize"]


def test_every_one_of_many_stands_on_a_page_of_its_part() -> None:
    full = a_full_involvement()
    ours = [replace(full, exchange=an_exchange(name=f"Our {n}")) for n in range(60)]
    taking = replace(full, is_organizer=False)
    theirs = [replace(taking, exchange=an_exchange(name=f"Their {n}")) for n in range(60)]
    everything = [*ours, *theirs]

    seen: list[str] = []
    turned: dict[str, int] = {}
    for _ in range(60):
        view = home.home(everything, NOW, turned=turned)
        seen += names(view, everything)
        more = [one["value"] for one in of_type(view, "button") if one["action_id"] == "home_more"]
        if not more:
            break
        for value in more:
            turned = home.read_turned(turned, value)

    assert set(seen) == {one.exchange.name for one in everything}
    assert len(where(view)) == 2


def test_whatever_the_parts_hold_slack_takes_it() -> None:
    chance = random.Random(20)
    kinds: list[dict[str, Any]] = [
        {"is_organizer": False, "is_participant": False, "invited_by": ORGANIZER},
        {"is_organizer": False},
        {"is_organizer": False, "is_participant": False},
        {},
    ]
    full = [replace(a_full_involvement(status), **FULL_GIFTS) for status in ExchangeStatus]

    for _ in range(30):
        involvements = [
            replace(chance.choice(full), **kind)
            for kind in kinds
            for _ in range(chance.choice([0, 1, 2, 5, 20]))
        ]
        view = home.home(
            involvements, NOW, is_admin=True, gets_reminders=False, last_time=an_exchange()
        )
        assert len(shown(view)["blocks"]) <= 100


def test_a_small_part_leaves_its_room_to_a_large_one() -> None:
    theirs = [named(f"Their {n}", **DONE) for n in range(12)]
    beside = [named("Asked", is_participant=False, invited_by=ORGANIZER)]
    mine = [named("Mine", is_organizer=True, drawability=DRAWABLE, **DONE)]

    assert where(home.home([*beside, *theirs, *mine], NOW)) == []


def test_of_many_exchanges_fewer_people_are_named_each() -> None:
    one = a_full_involvement()

    assert "470 more" in words(home.home([one], NOW))
    assert "495 more" in words(home.home([one] * 20, NOW))


def test_turning_one_part_leaves_the_other_where_it_is() -> None:
    first = home.read_turned({}, "organizes:1")
    both = home.read_turned(first, "takes_part:1")

    view = home.home(many(60), NOW, turned=both)

    assert both == {"organizes": 1, "takes_part": 1}
    assert [one.partition(" of")[0] for one in where(view)] == ["Page 2", "Page 2"]
    assert home.read_turned(remembered(shown(view))) == both


def test_what_makes_no_sense_is_the_first_page_and_beyond_the_end_the_last() -> None:
    assert home.read_turned({"takes_part": "x", "theirs": 3}, "nonsense:1") == {"takes_part": 0}
    assert home.read_turned({}, "organizes:-1") == {"organizes": 0}

    last = home.home(many(60), NOW, turned={"organizes": 99, "takes_part": 99})

    assert len(where(last)) == 2
    assert ids.HOME_MORE not in buttons(last)
