"""Somebody asks to be forgotten: they read what that means, and others keep their history."""

from __future__ import annotations

import json
from datetime import timedelta

from bot import ids
from core.db import models
from playground import Person
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.test_break_glass import is_quiet
from tests.e2e.test_history import looks_back, set_past
from tests.e2e.test_refusals import nothing_changes
from tests.e2e.test_talk import send
from tests.e2e.world import World, announcement, create_exchange, match_messages, matches, now
from tests.eventually import eventually

FORGOTTEN = "somebody who asked to be forgotten"


@both_databases
def test_somebody_is_forgotten_and_others_keep_their_history(world: World) -> None:
    ana, bo, cy, dee = world.people
    over = a_past_exchange(world, ana, [ana, bo, cy])
    found = matches(world, over, [ana, bo, cy])
    set_past(world, over, reveal_at=now(), revealed_at=now())
    running = a_past_exchange(world, ana, [ana, bo, cy], is_over=False)
    still = matches(world, running, [ana, bo, cy])
    coming = create_exchange(world, dee, name="Coming", joined=[bo])
    alone(world, ana)
    write_anonymously(world, bo, running)
    write_a_wish(world, bo, running)

    opens_my_data(bo)
    assert bo.modal is not None
    for words in ("Coming", "Your match in Office Santa", "1 exchange that is over", "400 days"):
        assert words in bo.modal.text
    assert bo.submit() == {}
    assert "Done: your wishlists" in bo.modal.text
    bo.close_modal(everything=True)

    assert world.all(models.Wishlist, user_id=bo.id) == []
    assert world.all(models.AnonymousMessage) == []
    eventually(lambda: "1 person has joined" in announcement(world, coming, dee).text)
    assert bo.press("Show my match", message=bo.open_home())
    assert bo.modal is not None
    assert still[bo.id] in json.dumps(bo.modal.raw)
    bo.close_modal()
    world.kringle.services.forgetting.forget_due()
    is_forgotten(world, over, bo, found)
    assert "Coming" not in bo.command("/santa status", world.general).text

    set_past(world, running, completes_at=now() - timedelta(minutes=1))
    world.kringle.services.exchanges.complete_due()
    world.kringle.services.forgetting.forget_due()
    is_forgotten(world, running, bo, still)
    assert "no past exchanges" in bo.command("/santa history", world.general).text
    opens_my_data(bo)
    assert "Your match" not in bo.modal.text
    assert "that is over" not in bo.modal.text
    bo.close_modal()
    forgery.press(world, dee, ids.CANCEL, coming)
    world.kringle.services.forgetting.forget_due()
    assert world.all(models.ForgetRequest) == []
    assert world.slack.complaints() == []


def a_past_exchange(
    world: World, organizer: Person, people: list[Person], *, is_over: bool = True
) -> str:
    others = [one for one in people if one is not organizer]
    exchange_id = create_exchange(world, organizer, joined=others)
    forgery.press(world, organizer, ids.DRAW, exchange_id)
    matches(world, exchange_id, people)
    if is_over:
        set_past(world, exchange_id, completes_at=now() - timedelta(minutes=1))
        world.kringle.services.exchanges.complete_due()
    return exchange_id


def write_a_wish(world: World, person: Person, exchange_id: str) -> None:
    forgery.press(world, person, ids.WISHLIST, exchange_id)
    person.press("Add a wish")
    person.fill("Wish", "Tea")
    assert person.submit() == {}
    person.fill("Delivery notes", "Desk 4")
    assert person.submit() == {}
    assert len(world.all(models.Wishlist, user_id=person.id)) == 1


def write_anonymously(world: World, person: Person, exchange_id: str) -> None:
    (match,) = match_messages(world, exchange_id, person)
    person.press("Ask anonymously", message=match)
    send(person, "Green or black?")
    eventually(lambda: is_quiet(world))
    assert len(world.all(models.AnonymousMessage)) == 1


def opens_my_data(person: Person) -> None:
    person.press("My data", message=person.open_home())


def alone(world: World, organizer: Person) -> None:
    """Whoever organizes alone is told so, in the form and, should it be forged, as an answer."""
    eventually(lambda: is_quiet(world))
    with nothing_changes(world):
        opens_my_data(organizer)
        assert organizer.modal is not None
        assert "you are the only organizer" in organizer.modal.text
        organizer.close_modal()
        forged = forgery.submit(world, organizer, ids.FORGET_VIEW, {}, {})
        assert "Hand it over or cancel it first" in forgery.words_of(forged)


def is_forgotten(world: World, exchange_id: str, gone: Person, found: dict[str, str]) -> None:
    """Of that exchange nothing names them, and who gave to them reads that it was somebody."""
    giver = next(one for one in world.people if found.get(one.id) == gone.id)
    said = looks_back(world, giver)
    assert f"gave to {FORGOTTEN}." in said.text or f"give to {FORGOTTEN}." in said.text
    for model in (models.Participant, models.Assignment, models.Delivery):
        rows = world.all(model, exchange_id=exchange_id)
        assert rows
        assert not any(gone.id in str(vars(row)) for row in rows)
