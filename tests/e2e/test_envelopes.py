"""Looking at one's match: by a click, again and again, and in envelopes in no other way."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, update

from bot import ids
from core.db import models
from core.domain.types import ExchangeStatus
from playground import Message, Person, Screen, View
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.test_repairs import settled
from tests.e2e.world import (
    World,
    all_sent,
    announcement,
    check_valid,
    manage,
    match_messages,
    matches,
    now,
)
from tests.eventually import eventually
from tests.integration.repaired import lookers

WISH, NOTE, ADDRESS = "canary-wish", "canary-note", "canary-address"
CANARIES = (WISH, NOTE, ADDRESS)


@both_databases
def test_an_envelope_is_opened_by_its_own_giver_alone(world: World) -> None:
    exchange_id = a_drawn_exchange(world, envelopes=True)
    _, bo, cy, dee = world.people

    tells_nothing_while_it_is_closed(world, exchange_id)
    history_names_nobody_while_it_is_closed(world, bo)
    is_opened_in_place_of_an_answer_in_a_modal(cy)
    shows_nothing_by_the_button_of_another_workspace(world, bo)
    shows_others_their_own_match_or_nothing(world, exchange_id, bo)
    is_found_again_in_status_and_home_and_hidden_again(world, exchange_id, bo)
    counts_the_first_look_and_no_later_one(world, exchange_id, dee)
    found = {person.id: revealed(world, exchange_id, person) for person in world.people}
    check_valid(world, exchange_id, found)
    assert tells_no_match(world, posted(world))
    for person in world.people[1:]:  # the first one organizes it, and sees who is in
        seen = [*person.direct_messages, person.open_home()]
        assert tells_no_match(world, [json.dumps(one.raw) for one in seen])
    comes_anew_to_whose_match_has_changed(world, exchange_id, dee, found)
    goes_on_with_whoever_has_not_looked(world, exchange_id, [dee, *world.others])
    assert world.slack.complaints() == []
    is_still_there_on_a_click_after_completion(world, exchange_id, bo)


def tells_nothing_while_it_is_closed(world: World, exchange_id: str) -> None:
    for person in world.people:
        (message,) = match_messages(world, exchange_id, person)
        assert message.buttons == ["Reveal", "Ask anonymously", "Gift is ready"]
        assert message.mentions == []
        assert "your match is ready" in message.text
        assert message.notification == "Names have been drawn. Your match is ready."
    assert tells_no_match(world, posted(world))
    assert len(posted(world)) > len(world.people)
    assert looked(world, exchange_id) == set()


def history_names_nobody_while_it_is_closed(world: World, person: Person) -> None:
    said = person.command("/santa history", world.general)

    assert said.message is not None
    assert set(said.message.mentions) == {world.people[0].id}
    assert said.buttons == ["Show my match"]


def is_opened_in_place_of_an_answer_in_a_modal(person: Person) -> None:
    """Nothing is left beneath it that would be in the way."""
    person.press("History", message=person.open_home())
    person.press("Show my match")
    assert person.modal is not None
    assert person.modal.title == "My match"

    person.close_modal()

    assert person.modal is None


def shows_nothing_by_the_button_of_another_workspace(world: World, person: Person) -> None:
    elsewhere = "e" * 32

    assert "can't find that exchange" in forgery.press(world, person, ids.SHOW_MATCH, elsewhere)
    assert person.modal is None


def shows_others_their_own_match_or_nothing(world: World, exchange_id: str, owner: Person) -> None:
    ana = world.people[0]
    eli = world.add_person("Eli Gram")
    (message,) = match_messages(world, exchange_id, owner)
    (_, button) = message.button("Reveal") or ({}, {})

    forgery.press(world, ana, ids.SHOW_MATCH, button["value"])
    by_other = ana.modal
    refused = forgery.press(world, eli, ids.SHOW_MATCH, button["value"])

    assert owner.id not in looked(world, exchange_id)
    assert by_other is not None
    shown = the_recipient(world, by_other)
    ana.close_modal()
    assert shown == revealed(world, exchange_id, ana)
    assert "people who have joined" in refused
    assert eli.modal is None


def is_found_again_in_status_and_home_and_hidden_again(
    world: World, exchange_id: str, person: Person
) -> None:
    before = looked(world, exchange_id)
    assert person.id not in before
    recipient = seen_by(world, person, "/santa status", "Show my match")

    home = person.open_home()
    reply = person.press("Show my match", message=home)

    assert reply is not None
    assert reply.modal is not None
    assert recipient == the_recipient(world, reply.modal)
    person.close_modal()
    status = person.command("/santa status", world.general).message
    assert status is not None
    for shown in (status, person.home):
        assert tells_no_match(world, [json.dumps(shown.raw)])
        assert set(shown.mentions) == {world.people[0].id}  # who organizes it
    assert looked(world, exchange_id) == before | {person.id}


def counts_the_first_look_and_no_later_one(world: World, exchange_id: str, person: Person) -> None:
    assert person.id not in looked(world, exchange_id)

    once = revealed(world, exchange_id, person)
    rows = world.all(models.Look, exchange_id=exchange_id)
    again = revealed(world, exchange_id, person)

    assert once == again
    assert person.id in looked(world, exchange_id)
    assert len(world.all(models.Look, exchange_id=exchange_id)) == len(rows)


def comes_anew_to_whose_match_has_changed(
    world: World, exchange_id: str, leaver: Person, before: dict[str, str]
) -> None:
    """Somebody leaves: whoever gets another match gets another envelope, as closed as the first;
    every envelope shows the match as it is now, and to whoever is out nothing."""
    stayed = [one for one in world.people if one != leaver]
    first = {one.id: match_messages(world, exchange_id, one)[0] for one in world.people}

    leaver.press("Leave", message=leaver.open_home())
    leaver.close_modal(everything=True)
    settled(world, exchange_id)

    refused = leaver.press("Reveal", message=first[leaver.id])
    assert refused is not None
    assert "people who have joined" in refused.text
    after, told = dict[str, str](), set[str]()
    for person in stayed:
        *_, newest = match_messages(world, exchange_id, person)
        after[person.id] = _pressed(world, person, "Reveal", newest)
        assert _pressed(world, person, "Reveal", first[person.id]) == after[person.id]
        if newest.ts != first[person.id].ts:
            told.add(person.id)
            assert newest.notification == "Your match has changed. Your match is ready."
            assert "because people came or went" in newest.text
            assert tells_no_match(world, [json.dumps(newest.raw)])
    check_valid(world, exchange_id, after)
    assert told == {one for one in after if after[one] != before[one]}
    assert told


def goes_on_with_whoever_has_not_looked(world: World, exchange_id: str, late: list[Person]) -> None:
    """Everybody has looked. So when somebody comes late anybody's match may change; and when the
    next one comes, it changes for the one who has not looked since."""
    first, second = late
    stayed = [one for one in world.people if one is not first]

    (closed,) = changed_by_letting_in(world, exchange_id, first, stayed)
    revealed(world, exchange_id, first)
    changed = changed_by_letting_in(world, exchange_id, second, [*stayed, first])

    assert changed == [closed]


def changed_by_letting_in(
    world: World, exchange_id: str, late: Person, people: list[Person]
) -> list[Person]:
    """Who has got another envelope then."""
    before = [match_messages(world, exchange_id, one)[-1].ts for one in people]
    organizer = world.people[0]
    manage(organizer)
    organizer.press("Who takes part")
    organizer.choose("Let in late", late)
    assert organizer.submit() == {}
    organizer.close_modal(everything=True)
    wish(world, late)
    settled(world, exchange_id)
    after = [match_messages(world, exchange_id, one)[-1].ts for one in people]
    return [one for one, old, new in zip(people, before, after, strict=True) if new != old]


def is_still_there_on_a_click_after_completion(
    world: World, exchange_id: str, person: Person
) -> None:
    before = revealed(world, exchange_id, person)
    complete(world, exchange_id)

    assert revealed(world, exchange_id, person) == before
    for command in ("/santa status", "/santa history"):
        said = person.command(command, world.general)
        assert said.message is not None
        assert tells_no_match(world, [json.dumps(said.message.raw)])
        assert seen_by(world, person, command, "Show my match") == before
    person.press("Show my match", message=person.open_home())
    assert person.modal is not None
    assert f"You gave to @{name_of(world, before)}" in person.modal.text


@both_databases
def test_without_envelopes_the_message_tells_the_match_and_its_notification_nobody(
    world: World,
) -> None:
    exchange_id = a_drawn_exchange(world, envelopes=False)
    bo = world.people[1]

    is_found_again_in_status_and_home_and_hidden_again(world, exchange_id, bo)
    found = matches(world, exchange_id, world.people)
    for person in world.people:
        (message,) = match_messages(world, exchange_id, person)
        assert WISH + found[person.id] in message.text
        assert message.notification == "Names have been drawn. See whom you give to."
        assert seen_by(world, person, "/santa status", "Show my match") == found[person.id]
    nobody_has_looked(world)
    is_shown_no_more_once_it_is_cancelled(world, exchange_id, bo, "See the whole wishlist")


@both_databases
def test_an_envelope_that_is_not_there_yet_or_not_any_more_shows_nothing(world: World) -> None:
    exchange_id = an_open_exchange(world, envelopes=True)
    ana, bo, *_ = world.people
    assert "not been drawn yet" in forgery.press(world, bo, ids.SHOW_MATCH, exchange_id)
    assert "Show my match" not in bo.command("/santa status", world.general).buttons

    world.slack.fail("chat.postMessage", error="user_not_found", to=bo.id)
    draw(world, exchange_id)
    assert match_messages(world, exchange_id, bo) == []
    ana.command("/santa status", world.general)
    ana.press("Try those again")
    (message,) = eventually(lambda: match_messages(world, exchange_id, bo))

    assert message.buttons == ["Reveal", "Ask anonymously", "Gift is ready"]
    assert tells_no_match(world, [json.dumps(message.raw)])
    is_shown_no_more_once_it_is_cancelled(world, exchange_id, bo, "Reveal")


def is_shown_no_more_once_it_is_cancelled(
    world: World, exchange_id: str, person: Person, label: str
) -> None:
    (message,) = match_messages(world, exchange_id, person)
    forgery.press(world, world.people[0], ids.CANCEL, exchange_id)

    reply = person.press(label, message=message)

    assert reply is not None
    assert "cancelled" in reply.text
    assert person.modal is None
    assert looked(world, exchange_id) == set()


def an_open_exchange(world: World, *, envelopes: bool) -> str:
    """Everybody has joined, and wishes for something that nobody else could."""
    organizer = world.people[0]
    organizer.command("/santa new", world.general)
    organizer.fill("Name", "Winter")
    if envelopes:
        organizer.press("More options")
        organizer.choose("Sealed envelopes", ["Send each match in a sealed envelope"])
    assert organizer.submit() == {}
    organizer.close_modal(everything=True)
    (row,) = world.all(models.Exchange)
    assert row.has_envelopes is envelopes
    eventually(lambda: world.exchange(row.exchange_id).announced_ts)
    for person in world.people[1:]:
        person.press("Join", message=announcement(world, row.exchange_id, person))
    for person in world.people:
        wish(world, person)
    return row.exchange_id


def a_drawn_exchange(world: World, *, envelopes: bool) -> str:
    exchange_id = an_open_exchange(world, envelopes=envelopes)
    draw(world, exchange_id)
    return exchange_id


def draw(world: World, exchange_id: str) -> None:
    world.kringle.services.drawing.draw_now(world.caller(world.people[0]), exchange_id)
    eventually(lambda: all_sent(world, exchange_id))


def wish(world: World, person: Person) -> None:
    person.command("/santa wishlist", world.general)
    person.press("Add a wish")
    person.fill("Wish", WISH + person.id)
    person.fill("Note", NOTE + person.id)
    assert person.submit() == {}
    person.fill("Delivery notes", ADDRESS + person.id)
    assert person.submit() == {}


def complete(world: World, exchange_id: str) -> None:
    with world.database.write() as session:
        session.execute(update(models.Exchange).values(completes_at=now() - timedelta(minutes=1)))
    world.kringle.services.exchanges.complete_due()  # looked for once in a while
    assert world.exchange(exchange_id).status == ExchangeStatus.COMPLETED


def posted(world: World) -> list[str]:
    """All that was posted, with its metadata, as it went to Slack: addressee, text and blocks."""
    calls = world.slack.calls("chat.postMessage") + world.slack.calls("chat.update")
    return [json.dumps({**call["args"], "channel": ""}) for call in calls]


def tells_no_match(world: World, written: Iterable[str]) -> bool:
    """Nobody is named but who organizes it, and no wish is told."""
    others = [one for person in world.people[1:] for one in (person.id, person.name)]
    return not any(secret in one for one in written for secret in (*CANARIES, *others))


def revealed(world: World, exchange_id: str, person: Person) -> str:
    """Whom this person reads that they give to, by the button of their newest message; closed
    again."""
    *_, message = match_messages(world, exchange_id, person)
    return _pressed(world, person, "Reveal", message)


def seen_by(world: World, person: Person, command: str, label: str) -> str:
    message = person.command(command, world.general).message
    return _pressed(world, person, label, message)


def _pressed(world: World, person: Person, label: str, message: Message | Screen | None) -> str:
    reply = person.press(label, message=message)
    assert reply is not None
    assert reply.modal is not None
    recipient = the_recipient(world, reply.modal)
    person.close_modal()
    assert person.modal is None
    return recipient


def the_recipient(world: World, modal: View) -> str:
    """The one person named, with their wishes."""
    (recipient,) = modal.mentions
    assert all(canary + recipient in modal.text for canary in CANARIES)
    others = [person.id for person in world.people if person.id != recipient]
    assert not any(one in json.dumps(modal.raw["blocks"]) for one in others)
    return recipient


def name_of(world: World, user_id: str) -> str:
    everybody = [*world.people, *world.others]
    return next(person.name for person in everybody if person.id == user_id)


def nobody_has_looked(world: World) -> None:
    """As if, so that the next look would be the first."""
    with world.database.write() as session:
        session.execute(delete(models.Look))


def looked(world: World, exchange_id: str) -> set[str]:
    return lookers(world.kringle.services, exchange_id)
