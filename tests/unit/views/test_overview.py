"""Status, help and the App Home."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk.models.views import View

from bot import ids
from bot.views import history, home, overview
from bot.views.message import Message
from core.domain.snapshots import GiftSeen, Involvement, PastPage, Rescue
from core.domain.types import ExchangeStatus, GiftAnswer, GiftMark
from tests.unit.views.reading import buttons, mentioned, of_type, words
from tests.unit.views.worlds import (
    DRAW_AT,
    DRAWABLE,
    HOSTILE,
    IMPOSSIBLE,
    NOW,
    ORGANIZER,
    RELAXABLE,
    a_full_involvement,
    a_report,
    an_exchange,
    an_involvement,
    failures,
    people,
)

OF_PARTICIPANTS = {ids.WISHLIST, ids.LEAVE}


def both(involvement: Involvement) -> list[Message | View]:
    return [overview.status([involvement], NOW), home.home([involvement], NOW)]


def pressed(involvement: Involvement) -> set[str]:
    return set(buttons(overview.status([involvement], NOW)))


def test_a_participant_sees_state_and_next_step() -> None:
    involvement = an_involvement(an_exchange(name=HOSTILE, joined_count=7))

    for what in both(involvement):
        said = words(what)
        assert HOSTILE in said
        assert "7 people have joined" in said
        assert "Next: your wishlist" in said
        assert mentioned(what) == [ORGANIZER]
        assert {ids.WISHLIST, ids.LEAVE, ids.EXCLUSIONS} <= buttons(what).keys()
        assert not buttons(what).keys() & {ids.DRAW, ids.INVITE, ids.MANAGE}


def test_an_organizer_sees_roster_drawability_and_ways_to_act() -> None:
    involvement = an_involvement(
        is_participant=False,
        is_organizer=True,
        roster=people(4),
        drawability=DRAWABLE,
        exclusion_count=3,
    )

    for what in both(involvement):
        assert mentioned(what) == [ORGANIZER, *people(4)]
        assert "✔ Names can be drawn" in words(what)
        assert "Exclusions: 3" in words(what)
        assert {ids.INVITE, ids.DRAW, ids.MANAGE, ids.JOIN} <= buttons(what).keys()
        assert ids.WISHLIST not in buttons(what)


def test_an_undrawable_exchange_offers_no_draw() -> None:
    involvement = an_involvement(is_organizer=True, drawability=IMPOSSIBLE)

    assert pressed(involvement) == {ids.INVITE, ids.MANAGE} | OF_PARTICIPANTS


def test_what_stands_in_the_way_is_removed_from_where_it_is_shown() -> None:
    involvement = an_involvement(is_organizer=True, drawability=RELAXABLE)

    assert pressed(involvement) == {ids.INVITE, ids.RELAX, ids.MANAGE} | OF_PARTICIPANTS


def test_after_the_draw_the_giver_finds_their_match() -> None:
    drawn = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)

    talking = {ids.TALK_TO_RECIPIENT, ids.TALK_TO_GIVER}
    own = {ids.SHOW_MATCH, ids.WISHLIST, ids.DROP_OUT, *talking}
    assert pressed(an_involvement(drawn)) == own


@pytest.mark.parametrize(
    "gift",
    [
        GiftSeen(is_rescued=True),
        GiftSeen(answer=GiftAnswer.CAME),
        GiftSeen(answer=GiftAnswer.MISSING),
        GiftSeen(GiftMark.READY),
    ],
    ids=["another steps in", "has come", "missed", "ready"],
)
def test_nobody_reads_two_next_steps_for_one_gift(gift: GiftSeen) -> None:
    drawn = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)

    said = words(overview.status([an_involvement(drawn, gift=gift)], NOW))

    assert "You take part." in said
    assert "find a gift" not in said


def test_once_it_is_revealed_the_next_step_is_to_see_who_gave() -> None:
    revealed = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT, revealed_at=DRAW_AT)

    shown = overview.status([an_involvement(revealed, gift=GiftSeen())], NOW)

    assert "Next: see who gave to you." in words(shown)
    assert ids.SHOW_GIVER in buttons(shown)


def test_organizers_who_have_to_see_to_something_are_not_told_that_there_is_nothing() -> None:
    stalled = an_exchange(status=ExchangeStatus.STALLED)
    waits = an_involvement(stalled, is_organizer=True, has_wishlist=True)
    fine = an_involvement(is_organizer=True, has_wishlist=True, drawability=DRAWABLE)

    assert "Nothing more to do" not in words(overview.status([waits], NOW))
    assert "Nothing more to do" in words(overview.status([fine], NOW))


def test_whoever_has_stepped_in_does_not_read_that_the_gift_has_not_come() -> None:
    drawn = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)
    came = Rescue("r" * 32, GiftSeen(answer=GiftAnswer.CAME, is_rescued=True))
    outside = an_involvement(drawn, is_participant=False, rescues=(came,))

    said = words(overview.status([outside], NOW))

    assert "You step in for somebody here. Your gift has come." in said
    assert "not come" not in said


def test_delivery_is_told_to_organizers_with_a_way_to_try_again() -> None:
    drawn = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)
    report = a_report(drawn, sent_count=7, failed=failures(1))
    involvement = an_involvement(drawn, is_participant=False, is_organizer=True, report=report)

    assert "7 of 8 matches have been sent" in words(overview.status([involvement], NOW))
    assert pressed(involvement) == {ids.RETRY, ids.MANAGE}
    arrived = replace(involvement, report=a_report(drawn, sent_count=8))
    assert pressed(arrived) == {ids.MANAGE}


def test_what_is_over_still_shows_each_giver_their_match_and_offers_nothing_else() -> None:
    over = an_exchange(status=ExchangeStatus.COMPLETED, drawn_at=DRAW_AT)
    gave = an_involvement(over, is_organizer=True, has_wishlist=True)

    assert pressed(gave) == {ids.SHOW_MATCH, ids.MANAGE, ids.COPY}
    assert pressed(an_involvement(over)) == {ids.SHOW_MATCH}
    organized = an_involvement(over, is_participant=False, is_organizer=True)
    assert pressed(organized) == {ids.MANAGE, ids.COPY}
    assert "You organized it and didn't take part." in words(overview.status([organized], NOW))
    assert "You took part." in words(overview.status([gave], NOW))


def test_what_was_cancelled_offers_nothing() -> None:
    cancelled = an_exchange(status=ExchangeStatus.CANCELLED, drawn_at=DRAW_AT)

    assert pressed(an_involvement(cancelled, is_organizer=True)) == set()


def test_joining_ends_at_the_deadline() -> None:
    outside = an_involvement(is_participant=False, is_organizer=True)

    late = overview.status([outside], DRAW_AT)

    assert ids.JOIN in pressed(outside)
    assert ids.JOIN not in buttons(late)
    assert "Being drawn" in words(late)
    assert "Open:" in words(overview.status([outside], DRAW_AT - timedelta(seconds=1)))


def test_a_stalled_exchange_waits_for_its_organizers() -> None:
    stalled = an_involvement(an_exchange(status=ExchangeStatus.STALLED), is_organizer=True)

    assert "Waiting for the draw" in words(overview.status([stalled], NOW))
    assert pressed(stalled) == {ids.POSTPONE, ids.MANAGE} | OF_PARTICIPANTS
    drawable = replace(stalled, drawability=DRAWABLE)
    assert pressed(drawable) == {ids.DRAW, ids.POSTPONE, ids.MANAGE} | OF_PARTICIPANTS


def test_nothing_yet_leads_to_a_first_exchange() -> None:
    assert ids.NEW in buttons(overview.status([], NOW))
    assert ids.NEW in buttons(home.home([], NOW))
    assert ids.NEW in buttons(history.history(PastPage()))


def test_only_admins_find_the_settings_in_their_home() -> None:
    assert ids.SETTINGS not in buttons(home.home([], NOW))
    assert ids.SETTINGS in buttons(home.home([], NOW, is_admin=True))


def test_every_one_of_many_stands_on_a_page_of_the_status() -> None:
    many = [replace(a_full_involvement(), exchange=an_exchange(name=f"No {n}")) for n in range(60)]

    first = overview.status(many, NOW)
    last = int(words(first).rpartition("Page 1 of ")[2].partition("More")[0])
    pages = [overview.status(many, NOW, page) for page in range(last)]

    named = [node["text"]["text"] for page in pages for node in of_type(page, "header")]
    assert named == [f"No {n}" for n in range(60)]
    assert [ids.STATUS_BACK in buttons(page) for page in pages] == [False, *[True] * (last - 1)]
    assert [ids.STATUS_MORE in buttons(page) for page in pages] == [*[True] * (last - 1), False]
    assert buttons(pages[1])[ids.STATUS_MORE]["value"] == "2"
    assert words(overview.status(many, NOW, 999)) == words(pages[-1])
    assert not {ids.STATUS_BACK, ids.STATUS_MORE} & pressed(many[0])


def test_a_long_roster_is_counted() -> None:
    message = overview.status([a_full_involvement()], NOW)

    assert "Joined: " in words(message)
    assert "485 more" in words(message)


def test_a_written_wishlist_is_not_asked_for_again() -> None:
    written = an_involvement(an_exchange(), has_wishlist=True)

    assert "Next: your wishlist" not in words(overview.status([written], NOW))


def test_help_tells_every_command() -> None:
    said = words(overview.help())

    for word in ["new", "join", "leave", "exclude", "wishlist", "status", "draw", "history"]:
        assert f"/santa {word}" in said
    assert {ids.NEW, ids.STATUS, ids.HISTORY, ids.MY_DATA} == buttons(overview.help()).keys()
