"""What people type shows as typed, within Slack's limits, and notifies nobody."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from core.db import models
from core.domain.rules import MAX_NAME, MAX_WISH_LINK, MAX_WISH_NOTE, MAX_WISH_TITLE
from core.domain.types import Wish, WishId
from playground import Person
from tests.e2e import oracle
from tests.e2e.world import (
    World,
    announcement,
    create_exchange,
    joined,
    let_deadline_come,
    match_messages,
    matches,
)

NAMES = {
    "broadcast": "<!channel> *x*",
    "everything else": "_a_ ~b~ `c` & <d> <@U000000003> @here <https://example.com|win!>",
    "emoji": "🎅🎄:gift:",
    "longest": ("Wintermärchen & " * 10)[:MAX_NAME].strip().ljust(MAX_NAME, "x"),
}
BROADCASTS = ("<!channel", "<!here", "<!everyone", "<!subteam")


def check_inert(world: World) -> None:
    """No complaint, nothing the oracle refuses, and no broadcast in anything that was sent."""
    assert world.slack.complaints() == []
    seen = [one.raw for person in world.people for one in person.sees(world.general)]
    for sent in [*oracle.sent(world.slack), *seen]:
        for text in live_texts(sent):
            assert not any(mark in text for mark in BROADCASTS)


def live_texts(sent: Any) -> Iterator[str]:
    """Texts in which Slack would find mentions: `text` of a message, and mrkdwn objects."""
    if isinstance(sent, dict):
        assert sent.get("type") != "broadcast"
        if sent.get("type") in (None, "mrkdwn") and isinstance(sent.get("text"), str):
            yield sent["text"]
        for value in sent.values():
            yield from live_texts(value)
    elif isinstance(sent, list):
        for value in sent:
            yield from live_texts(value)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_shows_as_typed_everywhere(world: World, name: str) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, name)
    assert name in announcement(world, exchange_id, bo).text
    by_button = bo.press("Join", world.general)
    assert by_button is not None
    assert name in by_button.text
    assert name in cy.command(f"/santa join {name}", world.general).text
    assert name in ana.command("/santa status", world.general).text
    assert name in ana.open_home().text
    for word in ("exclude", "wishlist"):
        shown = bo.command(f"/santa {word}", world.general).modal
        assert shown is not None
        assert name in shown.text
        bo.close_modal()
    asked = ana.command("/santa draw", world.general)
    assert name in asked.text

    let_deadline_come(world, ana, exchange_id)
    matches(world, exchange_id, [ana, bo, cy])

    (message,) = match_messages(world, exchange_id, bo)
    assert name in message.text
    assert name in bo.command("/santa history", world.general).text
    check_inert(world)


def test_two_exchanges_of_one_name_can_be_told_apart(world: World) -> None:
    ana, bo, *_ = world.people
    for _ in range(2):
        create_exchange(world, ana, "Santa")

    choice = bo.command("/santa join Santa", world.general)
    assert choice.buttons == ["Join", "Join"]
    bo.press("Join", message=choice.message)
    left_over = bo.command("/santa join Santa", world.general)

    assert "You are in" in left_over.text  # only one was left, so nothing had to be chosen
    assert all(bo.id in joined(world, row.exchange_id) for row in world.all(models.Exchange))


def test_people_of_the_same_display_name_are_two_people(world: World) -> None:
    ana = world.people[0]
    sams = [world.add_person("Sam Roe") for _ in range(3)]
    exchange_id = create_exchange(world, ana, joined=sams)
    told = ana.command(f"/santa exclude {sams[0].mention} {sams[2].mention}", world.general)
    assert told.message is not None
    assert {sams[0].id, sams[2].id} <= set(told.message.mentions)
    assert sams[1].id not in told.message.mentions

    let_deadline_come(world, ana, exchange_id)

    matches(world, exchange_id, [ana, *sams])
    check_inert(world)


@pytest.mark.parametrize("count", [40, 50])
def test_a_full_wishlist_of_the_longest_wishes_is_shown_whole(world: World, count: int) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    titles = [f"{number:02} <!here> & *b* ".ljust(MAX_WISH_TITLE, "é") for number in range(count)]
    for title in titles[:-1]:
        put(world, bo, exchange_id, title)
    bo.command("/santa wishlist", world.general)
    bo.press("Add a wish")
    bo.fill("Wish", titles[-1])
    bo.fill("Link", longest_link())
    bo.fill("Note", "n" * MAX_WISH_NOTE)
    assert bo.submit() == {}
    assert bo.modal is not None
    assert all(title in bo.modal.text for title in titles)
    assert ("Add a wish" in bo.modal.buttons) == (count < 50)
    bo.close_modal()

    let_deadline_come(world, ana, exchange_id)
    found = matches(world, exchange_id, [ana, bo, cy])

    giver = next(person for person in (ana, cy) if found[person.id] == bo.id)
    (message,) = match_messages(world, exchange_id, giver)
    assert titles[0] in message.text
    assert len(message.text) < 4000
    assert len(json.dumps(message.blocks)) < 12_000
    shown = giver.press("See the whole wishlist", message=message)
    assert shown is not None
    assert shown.modal is not None
    assert all(title in shown.modal.text for title in titles)
    check_inert(world)


def put(world: World, person: Person, exchange_id: str, title: str) -> None:
    wish = Wish(WishId(secrets.token_hex(8)), title, longest_link(), "n" * MAX_WISH_NOTE)
    world.kringle.services.wishlists.add_item(world.caller(person), exchange_id, wish)


def longest_link() -> str:
    return "https://example.com/".ljust(MAX_WISH_LINK, "l")
