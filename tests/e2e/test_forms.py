"""Modals: what is typed counts, however often and however deep in the stack it is submitted."""

from __future__ import annotations

import copy
from typing import Any

from core.db import models
from playground import Person
from tests.e2e.world import World, create_exchange


def test_a_create_form_changed_and_sent_again_changes_its_exchange(world: World) -> None:
    ana, *_ = world.people
    exchange_id = create_exchange(world, ana, name="Wintr")

    world.slack.deliver(resubmission(world, name="Winter"))

    (exchange,) = world.all(models.Exchange)
    assert (exchange.exchange_id, exchange.name) == (exchange_id, "Winter")


def test_a_wish_changed_and_sent_again_is_one_wish(world: World) -> None:
    ana, *_ = world.people
    exchange_id = create_exchange(world, ana)
    ana.command("/santa wishlist", world.general)
    ana.press("Add a wish")
    ana.fill("Wish", "A red scarf")
    assert ana.submit() == {}

    world.slack.deliver(resubmission(world, wish_title="A blue scarf"))

    wishlist = world.kringle.services.wishlists.show(world.caller(ana), exchange_id)
    assert [wish.title for wish in wishlist.items] == ["A blue scarf"]


def test_notes_typed_before_a_wish_is_added_are_kept(world: World) -> None:
    ana, *_ = world.people
    exchange_id = create_exchange(world, ana)
    ana.command("/santa wishlist", world.general)
    ana.fill("Rather not", "Nuts")
    ana.press("Add a wish")
    ana.fill("Wish", "Tea")
    assert ana.submit() == {}

    assert ana.submit() == {}

    wishlist = world.kringle.services.wishlists.show(world.caller(ana), exchange_id)
    assert (wishlist.dislikes, [wish.title for wish in wishlist.items]) == ("Nuts", ["Tea"])


def test_every_form_opens_from_the_note_after_creating(world: World) -> None:
    ana, *_ = world.people
    start(world, ana)

    ana.press("Status")
    ana.press("Manage")
    ana.press("See exclusions")
    ana.press("Keep people apart")

    assert title(ana) == "Keep people apart"


def test_a_wish_can_be_added_however_deep_in_the_stack(world: World) -> None:
    ana, *_ = world.people
    start(world, ana)
    ana.press("Status")
    ana.press("My wishlist")
    ana.press("Add a wish")
    ana.fill("Wish", "Tea")

    assert ana.submit() == {}

    assert title(ana) == "My wishlist"
    assert ana.modal is not None
    assert "Tea" in ana.modal.text
    assert world.slack.complaints() == []


def start(world: World, ana: Person) -> None:
    ana.command("/santa new", world.general)
    ana.fill("Name", "Winter")
    assert ana.submit() == {}


def title(person: Person) -> str | None:
    return person.modal.title if person.modal else None


def resubmission(world: World, **changed: str) -> dict[str, Any]:
    """The last form submitted, as Slack sends it when the person changes it after trouble."""
    sent = world.slack.deliveries()
    last = [one for one in sent if one.get("type") == "view_submission"][-1]
    again = copy.deepcopy(last)
    again["trigger_id"] += ".again"
    for field, text in changed.items():
        again["view"]["state"]["values"][field][field]["value"] = text
    return again
