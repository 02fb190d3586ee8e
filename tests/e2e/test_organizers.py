"""Organizers who take no part, who share the work, and who hand it over."""

from __future__ import annotations

from typing import Any

import pytest

from bot import ids, wording
from core.db import models
from core.domain import types
from core.domain.types import DeliveryKind, UserId
from playground import Message, Person
from playground.driver_scene import Team
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.world import (
    UNFINISHED,
    World,
    all_sent,
    announcement,
    create_exchange,
    joined,
    manage,
    matches,
    nothing_changes,
    notices,
)
from tests.eventually import eventually

NAME = "Office Santa"


def organizers(world: World, exchange_id: str) -> set[str]:
    return {row.user_id for row in world.all(models.Organizer, exchange_id=exchange_id)}


def open_organizers(person: Person, world: World) -> None:
    person.command("/santa status", world.general)
    person.press("Manage")
    person.press("Organizers")


def the_notice(world: World, kind: DeliveryKind, person: Person) -> Message:
    (message,) = eventually(lambda: notices(world, kind, person))
    return message


@both_databases
def test_an_exchange_is_shared_and_handed_over(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli, fay = world.add_person("Eli Gram"), world.add_person("Fay Holm")
    exchange_id = create_without_taking_part(world, ana)
    for person in (bo, cy, dee):
        person.press("Join", message=announcement(world, exchange_id, person))
    assert joined(world, exchange_id) == {bo.id, cy.id, dee.id}

    open_organizers(ana, world)
    assert ana.modal is not None
    assert ana.modal.values["Organizers"] == [ana.id]
    ana.choose("Organizers", [ana, bo, eli])
    assert ana.submit() == {}
    assert f"{NAME} is now organized by" in ana.modal.text
    ana.close_modal(everything=True)

    for person in (bo, eli):
        told = the_notice(world, DeliveryKind.ORGANIZER, person)
        assert f"@Ana Lind made you an organizer of {NAME} in #general." in told.text
        assert "stays secret from you, too" in told.text
    eventually(lambda: "@Eli Gram" in announcement(world, exchange_id, fay).text)
    reply = eli.press("Status", message=the_notice(world, DeliveryKind.ORGANIZER, eli))
    assert reply is not None
    assert "You organize it and don't take part." in reply.text

    manage(eli)
    eli.press("Organizers")
    eli.choose("Organizers", [eli])
    assert eli.submit() == {}
    eli.close_modal(everything=True)
    for person in (ana, bo):
        told = the_notice(world, DeliveryKind.RELIEVED, person)
        assert f"You don't organize {NAME} any more; @Eli Gram will look after it." in told.text
    assert organizers(world, exchange_id) == {eli.id}
    assert joined(world, exchange_id) == {bo.id, cy.id, dee.id}
    for person, words in ((ana, "in no exchange"), (bo, "You take part")):
        said = person.command("/santa status", world.general)
        assert words in said.text
        assert "Manage" not in said.buttons

    eli.command("/santa draw", world.general)
    eli.press("Draw now")
    found = matches(world, exchange_id, [bo, cy, dee])
    eventually(lambda: all_sent(world, exchange_id))
    check_hears_everything_but_matches(world, eli, found)
    assert notices(world, DeliveryKind.REPORT, ana) == []
    hand_over_after_the_draw(world, exchange_id, eli, fay)
    assert world.slack.complaints() == []


def create_without_taking_part(world: World, organizer: Person) -> str:
    organizer.command("/santa new", world.general)
    organizer.fill("Name", NAME)
    organizer.choose("Taking part", [])
    assert organizer.submit() == {}
    organizer.close_modal(everything=True)
    (row,) = world.all(models.Exchange)
    eventually(lambda: world.exchange(row.exchange_id).announced_ts)
    assert "nobody has joined" in announcement(world, row.exchange_id, organizer).text.lower()
    return row.exchange_id


def check_hears_everything_but_matches(
    world: World, organizer: Person, found: dict[str, str]
) -> None:
    report = the_notice(world, DeliveryKind.REPORT, organizer)
    assert "3 of 3" in report.text
    assert report.mentions == []
    assert notices(world, DeliveryKind.MATCH, organizer) == []
    history = organizer.command("/santa history", world.general).text
    assert NAME in history
    assert "You give to" not in history
    assert set(found) == set(found.values())


def hand_over_after_the_draw(world: World, exchange_id: str, eli: Person, fay: Person) -> None:
    open_organizers(eli, world)
    eli.choose("Organizers", [fay])
    assert eli.submit() == {}
    eli.close_modal(everything=True)

    told = the_notice(world, DeliveryKind.ORGANIZER, fay)
    assert "Names have been drawn." in told.text
    assert organizers(world, exchange_id) == {fay.id}
    status = fay.press("Status", message=told)
    assert status is not None
    assert "3 of 3 matches have been sent" in status.text
    fay.press("Manage")
    assert fay.modal is not None
    assert "Send one again" in fay.modal.buttons


@pytest.mark.parametrize(
    ("traits", "why"),
    [
        ({"is_bot": True}, "Zoe Hale (a bot)"),
        ({"deleted": True}, "Zoe Hale (deactivated)"),
        ({"stranger": True}, "Zoe Hale (not of this workspace)"),
        ({"guest": "single"}, "Zoe Hale (a guest)"),
    ],
    ids=["bot", "deactivated", "stranger", "guest"],
)
def test_who_cannot_organize_is_named_at_the_field_and_nothing_chosen_is_lost(
    world: World, traits: dict[str, Any], why: str
) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    zoe = world.add_person("Zoe Hale", **traits)
    open_organizers(ana, world)
    ana.choose("Organizers", [ana, bo, zoe])

    with nothing_changes(world):
        errors = ana.submit()

    assert list(errors) == ["Organizers"]
    assert why in errors["Organizers"]
    assert "Bo Berg" not in errors["Organizers"]
    assert ana.modal is not None
    assert ana.modal.values["Organizers"] == [ana.id, bo.id, zoe.id]
    ana.choose("Organizers", [ana, bo])
    assert ana.submit() == {}
    assert organizers(world, exchange_id) == {ana.id, bo.id}


def test_nobody_becomes_an_organizer_while_slack_does_not_say_who_they_are(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    open_organizers(ana, world)
    ana.choose("Organizers", [ana, bo])
    world.slack.fail("users.info", error="internal_error", to=bo.id)

    errors = ana.submit()

    assert errors == {"Organizers": wording.NOT_TOLD}
    assert organizers(world, exchange_id) == {ana.id}
    world.slack.clear_faults()
    assert ana.submit() == {}
    assert organizers(world, exchange_id) == {ana.id, bo.id}


def test_two_forms_that_were_open_at_once_both_count(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana)
    open_organizers(ana, world)
    ana.choose("Organizers", [ana, bo])
    assert ana.submit() == {}
    ana.close_modal(everything=True)

    open_organizers(ana, world)
    open_organizers(bo, world)
    ana.choose("Organizers", [ana, bo, cy])
    assert ana.submit() == {}
    bo.choose("Organizers", [bo, dee])  # Ana out, Dee in; of Cy this form knows nothing
    assert bo.submit() == {}

    assert organizers(world, exchange_id) == {bo.id, cy.id, dee.id}


def test_a_form_that_was_open_refuses_who_organizes_no_more(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana)
    open_organizers(ana, world)
    ana.choose("Organizers", [ana, bo])
    assert ana.submit() == {}
    ana.close_modal(everything=True)
    open_organizers(bo, world)
    open_organizers(ana, world)
    ana.choose("Organizers", [ana])
    assert ana.submit() == {}

    with nothing_changes(world):
        bo.choose("Organizers", [bo, cy])
        assert "Only an organizer" in bo.submit()["Organizers"]

    assert organizers(world, exchange_id) == {ana.id}


def test_the_last_organizer_cannot_leave_nobody_behind(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    remembered = {"exchange": exchange_id, "organizers": ana.id}
    nobody = {"type": "multi_users_select", "selected_users": []}

    with nothing_changes(world):
        open_organizers(ana, world)
        ana.choose("Organizers", [])
        assert list(ana.submit()) == ["Organizers"]  # Slack's own client says so
        forged = forgery.submit(
            world, ana, ids.ORGANIZERS_VIEW, remembered, {ids.ORGANIZERS_FIELD: nobody}
        )
        assert "needs an organizer" in forgery.words_of(forged)

    assert organizers(world, exchange_id) == {ana.id}
    assert bo.modal is None


#: Who presses the button and submits the form, and what they read.
ROLES = {
    "outsider": "Only an organizer",
    "participant": "Only an organizer",
    "former organizer": "Only an organizer",
    "admin": "Only an organizer",
    "organizer": None,
    "co-organizer": None,
    "other workspace": "not set up",
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_change_the_organizers(world: World, role: str) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo])
    services = world.kringle.services.organizers
    for people, gone in (([cy, dee], []), ([], [dee])):
        caller, persons = world.caller(ana), [person_of(world, one) for one in people]
        services.change(caller, exchange_id, persons, [UserId(one.id) for one in gone])
    eventually(lambda: all(row.status not in UNFINISHED for row in world.all(models.Delivery)))
    who = someone(world, role, organizer=ana, participant=bo, co_organizer=cy, former=dee)
    form = organizers_form(exchange_id, ana, cy, added=bo)

    if words := ROLES[role]:
        with nothing_changes(world):
            if role != "other workspace":
                assert words in forgery.press(world, who, ids.ORGANIZERS, exchange_id)
                assert words in forgery.words_of(forgery.submit(world, who, *form))
            else:
                assert words in command_from_elsewhere(world, who, "/santa status")
        assert who.modal is None
        return
    forgery.press(world, who, ids.ORGANIZERS, exchange_id)
    assert who.modal is not None
    assert who.modal.title == "Organizers"
    forgery.submit(world, who, *form)
    assert organizers(world, exchange_id) == {ana.id, bo.id, cy.id}


def person_of(world: World, person: Person) -> types.Person:
    caller = world.caller(person)
    return types.Person(caller.user_id, caller.team_id)


def someone(world: World, role: str, **people: Person) -> Person:
    if role == "outsider":
        return world.add_person("Olaf Out")
    if role == "admin":
        return world.add_person("Adi Boss", admin="primary_owner")
    if role == "other workspace":
        team = world.slack.add_team("T2", "Elsewhere")
        return world.slack.person("Zoe", team=team, admin="owner")
    return people[{"former organizer": "former"}.get(role, role.replace("-", "_"))]


def command_from_elsewhere(world: World, who: Person, words: str) -> str:
    team = Team("T2", "Elsewhere", "", "")
    place = world.slack.channel("general", members=[who], team=team)
    return who.command(words, place).text


def organizers_form(
    exchange_id: str, *known: Person, added: Person
) -> tuple[str, dict[str, str], dict[str, Any]]:
    remembered = {"exchange": exchange_id, "organizers": ",".join(one.id for one in known)}
    chosen = [one.id for one in (*known, added)]
    people = {"type": "multi_users_select", "selected_users": chosen}
    return ids.ORGANIZERS_VIEW, remembered, {ids.ORGANIZERS_FIELD: people}
