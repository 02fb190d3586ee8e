"""The whole road, from `/santa new` to the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.db import models
from core.domain.editing import details_of
from playground import Message, Person
from tests.e2e.databases import both_databases
from tests.e2e.world import (
    World,
    announcement,
    create_exchange,
    excluded,
    is_drawn,
    is_stalled,
    joined,
    key_of,
    let_deadline_come,
    manage,
    match_messages,
    matches,
    now,
)
from tests.eventually import eventually

NAME = "Winter Santa"
COMBINATIONS = [(way, base) for way in ("socket", "http") for base in ("sqlite", "postgresql")]
#: Each of all four once, where the story above has been told in every combination of them.
EACH_ONCE = [("socket", "sqlite"), ("http", "postgresql")]


@pytest.mark.parametrize("world", COMBINATIONS, indirect=True, ids="-".join)
def test_the_story_from_creating_to_history(world: World) -> None:
    play(world)

    assert world.slack.complaints() == []


def play(world: World) -> None:
    """Six people, a couple, and wishes; everything that a person can do with it."""
    ana, bo, *_ = world.people
    people = [*world.people, world.add_person("Eli Gram"), world.add_person("Fay Holm")]
    exchange_id = _create(world, ana)
    _come_and_go(world, exchange_id, people)
    _wish(world, bo)
    _keep_apart(world, exchange_id, people)
    _look_around(world, people)
    _postpone(world, ana)
    let_deadline_come(world, ana, exchange_id)

    found = matches(world, exchange_id, people)

    eventually(lambda: announcement(world, exchange_id, ana).buttons == [])
    _check_messages(world, people)
    _check_report(world, exchange_id, ana, people)
    _check_wishes_reached(world, exchange_id, people, found, owner=bo)
    _check_history(world, exchange_id, people, found)


def _create(world: World, ana: Person) -> str:
    opened = ana.command("/santa new", world.general)
    assert opened.modal is not None
    assert opened.modal.values["Channel"] == world.general.id
    ana.pick_date("Exchange day", (now() + timedelta(days=20)).date())
    ana.press("More options")
    ana.fill("Budget", "12.50")
    ana.choose("Currency of the budget", "GBP – Pound sterling")
    ana.fill("Message to everyone", "Homemade is <best> & *welcome*")
    exchange_id = _submit(world, ana)
    post = announcement(world, exchange_id, ana)
    for words in (
        "12.50 GBP",
        "Homemade is <best> & *welcome*",
        "@Ana Lind",
        "1 person has joined",
    ):
        assert words in post.text
    assert NAME not in post.notification
    return exchange_id


def _submit(world: World, organizer: Person) -> str:
    organizer.fill("Name", NAME)
    assert organizer.submit() == {}
    assert organizer.modal is not None
    assert NAME in organizer.modal.text
    organizer.close_modal()
    (row,) = world.all(models.Exchange)
    eventually(lambda: world.exchange(row.exchange_id).announced_ts)
    return row.exchange_id


def _come_and_go(world: World, exchange_id: str, people: list[Person]) -> None:
    ana, bo, cy, dee, eli, fay = people
    by_button = bo.press("Join", world.general)
    assert by_button is not None
    assert NAME in by_button.text
    assert "My wishlist" in by_button.buttons
    by_command = cy.command("/santa join", world.general)
    assert NAME in by_command.text
    dee.command("/santa join winter", world.general)

    again = bo.press("Join", world.general)
    assert again is not None
    assert "already" in again.text
    eli.press("Join", world.general)
    eli.command("/santa leave", world.general)
    assert eli.id not in joined(world, exchange_id)
    eli.command("/santa join", world.general)
    fay.press("Join", world.general)
    fay.press("Leave", world.general)
    assert fay.id not in joined(world, exchange_id)
    fay.press("Join", world.general)

    assert joined(world, exchange_id) == {person.id for person in people}
    assert not any("joined" in one.text for one in ana.sees(world.general) if one.ephemeral)


def _wish(world: World, bo: Person) -> None:
    bo.command("/santa wishlist", world.general)
    for title, link, note in (
        ("Tea", "https://example.com/tea?a=1&b=2", "Green & <loose>"),
        ("Socks", "", ""),
        ("A book", "", "Anything by *Sjöwall*"),
    ):
        bo.press("Add a wish")
        bo.fill("Wish", title)
        bo.fill("Link", link)
        bo.fill("Note", note)
        assert bo.submit() == {}
    bo.press_overflow("2. Socks", "Edit")
    bo.fill("Wish", "Red socks")
    assert bo.submit() == {}
    bo.press_overflow("3. A book", "Move up")
    bo.press_overflow("2. A book", "Move up")
    bo.press_overflow("3. Red socks", "Remove")
    bo.fill("Rather not", "Nuts & <candles>")
    bo.fill("Delivery notes", "Desk 4, 2nd floor")
    assert bo.submit() == {}

    shown = bo.command("/santa wishlist", world.general).modal
    assert shown is not None
    assert shown.text.index("1. A book") < shown.text.index("2. Tea")
    assert "socks" not in shown.text
    assert shown.values["Rather not"] == "Nuts & <candles>"
    bo.close_modal()


def _keep_apart(world: World, exchange_id: str, people: list[Person]) -> None:
    ana, bo, cy, dee, eli, fay = people
    couple = ana.command(f"/santa exclude {bo.mention} {cy.mention}", world.general)
    assert "can be drawn" in couple.text
    ana.command("/santa exclude", world.general)
    ana.press("One-way")
    ana.choose("Giver", dee)
    ana.choose("Must not draw", ana)
    assert ana.submit() == {}
    ana.press("Keep people apart")
    ana.choose("People", [dee, eli, fay])
    assert ana.submit() == {}
    assert ana.modal is not None
    assert ana.modal.buttons.count("Remove") == 3
    group = {(one.id, other.id) for one in (dee, eli, fay) for other in (dee, eli, fay)}
    ana.press("Remove")
    assert ana.modal.buttons.count("Remove") == 2
    assert "private" not in ana.modal.text
    ana.close_modal()
    own = bo.command(f"/santa exclude {eli.mention}", world.general)
    assert "@Eli Gram" in own.text
    fay.command("/santa exclude", world.general)
    fay.press("Someone I'd rather not draw")
    fay.choose("I would rather not draw", ana)
    assert fay.submit() == {}
    assert fay.modal is not None
    assert "@Bo Berg" not in fay.modal.text
    fay.close_modal()

    ana.command("/santa exclude", world.general)
    assert ana.modal.buttons.count("Remove") == 2
    assert "2 more exclusions are private" in ana.modal.text
    ana.close_modal()

    kept = excluded(world, exchange_id)
    assert {(bo.id, eli.id), (fay.id, ana.id)} <= kept
    assert len(world.all(models.Exclusion)) == 4
    both_ways = {(bo.id, cy.id), (cy.id, bo.id)}
    assert sum([both_ways <= kept, (dee.id, ana.id) in kept, bool(group & kept)]) == 2


def _look_around(world: World, people: list[Person]) -> None:
    ana, bo, *_ = people
    organizers = ana.command("/santa status", world.general)
    assert organizers.message is not None
    assert {person.id for person in people} <= set(organizers.message.mentions)
    assert "can be drawn" in organizers.text
    participants = bo.command("/santa status", world.general)
    assert participants.message is not None
    assert set(participants.message.mentions) == {ana.id}
    assert "6 people" in participants.text
    for person in (ana, bo):
        home = person.open_home()
        assert NAME in home.text
        assert "Start an exchange" in home.buttons
    assert "Draw now" in ana.home.buttons
    assert "Draw now" not in bo.home.buttons


def _postpone(world: World, ana: Person, message: Message | None = None) -> None:
    if message is None:
        manage(ana)
    ana.press("Postpone", message=message)
    _submit_postponed(ana)


def _choose_day(world: World, ana: Person, exchange_id: str) -> date:
    caller, editing = world.caller(ana), world.kringle.services.editing
    before, day = details_of(editing.look(caller, exchange_id)), (now() + timedelta(days=9)).date()
    editing.change(caller, exchange_id, replace(before, exchange_on=day), before.marks())
    return day


def _submit_postponed(ana: Person) -> None:
    ana.pick_time("Draw", now() + timedelta(hours=1))
    assert ana.submit() == {}
    ana.close_modal(everything=True)


def _check_messages(world: World, people: list[Person]) -> None:
    names = [name for person in people for name in (person.name, person.id)]
    for person in people:
        for message in person.direct_messages:
            assert not any(name in message.raw["text"] for name in names)


def _check_report(world: World, exchange_id: str, ana: Person, people: list[Person]) -> None:
    report = _report_to(world, exchange_id, ana)
    assert "6 of 6" in report.text
    assert report.mentions == []


def _report_to(world: World, exchange_id: str, organizer: Person) -> Message:
    owed = world.all(models.Delivery, exchange_id=exchange_id, kind="report")
    keys = {row.delivery_id for row in owed if row.addressee_id == organizer.id}
    return [one for one in organizer.direct_messages if key_of(one) in keys][-1]


def _check_wishes_reached(
    world: World, exchange_id: str, people: list[Person], found: dict[str, str], *, owner: Person
) -> None:
    giver = next(person for person in people if found[person.id] == owner.id)
    (message,) = match_messages(world, exchange_id, giver)
    shown = giver.press("See the whole wishlist", message=message)
    assert shown is not None
    assert shown.modal is not None
    for text in (message.text, shown.modal.text):
        for wish in ("A book", "Tea", "Green & <loose>", "Nuts & <candles>", "Desk 4, 2nd floor"):
            assert wish in text
        assert "socks" not in text
    assert shown.modal.mentions == [owner.id]
    giver.close_modal()


def _check_history(
    world: World, exchange_id: str, people: list[Person], found: dict[str, str]
) -> None:
    row = world.exchange(exchange_id)
    assert row.drawn_at is not None
    assert row.engine
    rows = world.all(models.Assignment, exchange_id=exchange_id)
    assert len(rows) == len(people)
    for assignment in rows:
        assert found[assignment.giver_id].encode() not in assignment.recipient_encrypted
    for person in people:
        reply = person.command("/santa history", world.general)
        assert NAME in reply.text
        assert reply.message is not None
        assert set(reply.message.mentions) == {people[0].id, found[person.id]}


@both_databases
def test_too_few_people_stall_the_exchange_until_it_is_postponed(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, NAME, joined=[bo])

    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: is_stalled(world, exchange_id))
    eventually(lambda: ana.direct_messages)

    (told,) = ana.direct_messages
    assert "2 people have joined" in told.text
    assert {"Postpone", "See exclusions", "Cancel exchange"} <= set(told.buttons)
    assert bo.direct_messages == []
    cy.command("/santa join", world.general)
    refused = cy.press("Join", world.general)
    assert refused is not None
    assert "Joining has closed, because the deadline has passed." in refused.text
    assert joined(world, exchange_id) == {ana.id, bo.id}
    ana.press("Postpone", message=told)
    day = _choose_day(world, ana, exchange_id)  # meanwhile, in another window
    _submit_postponed(ana)
    assert world.exchange(exchange_id).exchange_on == day
    cy.command("/santa join", world.general)
    let_deadline_come(world, ana, exchange_id)
    matches(world, exchange_id, [ana, bo, cy])
    assert world.slack.complaints() == []


def test_impossible_exclusions_are_explained_and_one_less_lets_the_organizer_draw(
    world: World,
) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, NAME, joined=[bo, cy])
    warned = ana.command(f"/santa exclude {bo.mention} {cy.mention}", world.general)
    assert "can't be drawn" in warned.text

    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: is_stalled(world, exchange_id))
    eventually(lambda: ana.direct_messages)

    (told,) = ana.direct_messages
    assert {bo.id, cy.id} <= set(told.mentions)
    assert dee.id not in told.mentions
    assert "can't be drawn" in ana.command("/santa draw", world.general).text
    assert not is_drawn(world, exchange_id)
    ana.press("See exclusions", message=told)
    ana.press("Remove")
    assert ana.modal is not None
    assert "can be drawn" in ana.modal.text
    ana.close_modal()
    ana.command("/santa draw", world.general)
    ana.press("Draw now")
    matches(world, exchange_id, [ana, bo, cy])
    assert world.slack.complaints() == []


@pytest.mark.parametrize("world", EACH_ONCE, indirect=True, ids="-".join)
def test_a_group_too_large_is_explained_removed_and_drawn(world: World) -> None:
    ana, bo, cy, dee = world.people
    sales = [bo, cy, dee, *(world.add_person(name) for name in ("Eli", "Fay", "Gus", "Hal"))]
    people = [ana, *sales, world.add_person("Ida"), world.add_person("Jon")]
    exchange_id = create_exchange(world, ana, NAME, joined=people[1:])
    mentions = " ".join(person.mention for person in sales)
    assert "Remove it" in ana.command(f"/santa exclude {mentions}", world.general).buttons
    ana.command(f"/santa exclude {ana.mention} {bo.mention}", world.general)

    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: is_stalled(world, exchange_id))
    eventually(lambda: ana.direct_messages)

    (told,) = ana.direct_messages
    assert "drawn: 7 of the 10 people (" in told.text
    assert "so at least 4 of them would have nobody to draw." in told.text
    assert "It would work without this exclusion:" in told.text
    ana.press("Remove it", message=told)
    assert ana.modal is not None
    assert set(ana.modal.mentions) == {ana.id, *(person.id for person in sales)}
    assert "Set by @Ana Lind." in ana.modal.text
    assert ana.submit() == {}
    assert "✔ Names can be drawn: 10 people have joined" in ana.modal.text
    assert {"Draw now", "Postpone"} <= set(ana.modal.buttons)
    assert len(world.all(models.Exclusion)) == 1
    ana.press("Draw now")
    matches(world, exchange_id, people)
    assert world.slack.complaints() == []


def test_cancelling_tells_everyone_and_the_announcement(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, NAME, joined=[bo, cy])
    manage(ana)

    ana.press("Cancel exchange")

    for person in (bo, cy):
        eventually(lambda person=person: person.direct_messages)
        (told,) = person.direct_messages
        assert NAME in told.text
        assert "cancelled" in told.text
    assert dee.direct_messages == []
    eventually(lambda: "cancelled" in announcement(world, exchange_id, dee).text)
    assert announcement(world, exchange_id, dee).buttons == []
    assert "no exchange" in bo.command("/santa status", world.general).text
    assert world.slack.complaints() == []
