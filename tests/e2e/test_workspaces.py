"""Who may start an exchange, as an admin of the workspace has set it."""

from __future__ import annotations

from typing import Any

import pytest

from bot import ids
from core.db import models
from playground import Person
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.world import World, create_exchange, nothing_changes, now

WHO, PEOPLE = "Who may start an exchange?", "People"
EVERYONE, ADMINS, NAMED = "Everyone", "Admins only", "Admins, and the people named below"


def open_settings(admin: Person) -> None:
    admin.open_home()
    admin.press("Settings", message=admin.home)


def let(admin: Person, who: str, *named: Person) -> dict[str, str]:
    open_settings(admin)
    admin.choose(WHO, who)
    if named:
        admin.choose(PEOPLE, [*named])
    return admin.submit()


def may_start(person: Person, world: World) -> bool:
    reply = person.command("/santa new", world.general)
    if reply.modal is None:
        assert "hand it over to you" in reply.text
        return False
    person.close_modal()
    return True


@both_databases
def test_an_admin_says_who_may_start_an_exchange(world: World) -> None:
    ana, bo, cy, dee = world.people
    world.slack.make_admin(ana)

    assert [may_start(one, world) for one in world.people] == [True] * 4
    assert let(ana, ADMINS) == {}
    assert ana.modal is not None
    assert "Only admins" in ana.modal.text
    ana.close_modal(everything=True)
    assert [may_start(one, world) for one in world.people] == [True, False, False, False]
    assert let(ana, NAMED, bo, cy) == {}
    ana.close_modal(everything=True)
    assert [may_start(one, world) for one in world.people] == [True, True, True, False]
    told = dee.command("/santa new", world.general)
    assert told.messages[-1].mentions == [bo.id, cy.id]
    create_exchange(world, bo)
    assert let(ana, EVERYONE) == {}
    ana.close_modal(everything=True)
    assert may_start(dee, world)

    open_settings(ana)
    assert ana.modal is not None
    assert ana.modal.values[PEOPLE] == [bo.id, cy.id]
    assert world.slack.complaints() == []


def test_every_button_that_starts_an_exchange_asks_again(world: World) -> None:
    ana, bo, *_ = world.people
    world.slack.make_admin(ana)
    bo.open_home()
    bo.command("/santa", world.general)
    assert let(ana, ADMINS) == {}

    with nothing_changes(world):
        reply = bo.press("Start an exchange")
        assert reply is not None
        assert "only admins start exchanges" in reply.text
        reply = bo.press("Start an exchange", message=bo.home)
        assert reply is not None
        assert reply.modal is not None
        assert "only admins start exchanges" in reply.modal.text


@pytest.mark.parametrize("setting", [ADMINS, NAMED])
def test_a_form_that_was_open_asks_again_and_keeps_what_was_typed(
    world: World, setting: str
) -> None:
    ana, bo, cy, _ = world.people
    world.slack.make_admin(ana)
    bo.command("/santa new", world.general)
    bo.fill("Name", "Office Santa")
    assert let(ana, setting, cy) == {}

    with nothing_changes(world):
        errors = bo.submit()
    assert list(errors) == ["Name"]
    assert "admins" in errors["Name"]
    assert bo.modal is not None
    assert bo.modal.values["Name"] == "Office Santa"
    ana.close_modal(everything=True)
    assert let(ana, EVERYONE) == {}
    assert bo.submit() == {}

    assert len(world.all(models.Exchange)) == 1


def test_somebody_has_to_be_named(world: World) -> None:
    ana, bo, *_ = world.people
    world.slack.make_admin(ana)

    with nothing_changes(world):
        errors = let(ana, NAMED)
    assert list(errors) == [PEOPLE]
    assert "name at least one person" in errors[PEOPLE]
    ana.choose(PEOPLE, [bo])
    assert ana.submit() == {}

    assert [row.user_id for row in world.all(models.Creator)] == [bo.id]


def test_nobody_is_believed_to_be_an_admin(world: World) -> None:
    ana, *_ = world.people
    world.slack.make_admin(ana)
    open_settings(ana)
    ana.choose(WHO, ADMINS)
    world.slack.fail("users.info", error="internal_error", to=ana.id)

    assert "Slack does not answer me" in ana.submit()[WHO]
    world.slack.clear_faults()
    assert ana.submit() == {}
    world.slack.fail("users.info", error="internal_error", to=ana.id)
    assert "Slack does not answer me" in ana.command("/santa new", world.general).text


def test_whoever_is_no_admin_any_more_can_set_nothing(world: World) -> None:
    ana, *_ = world.people
    world.slack.make_admin(ana)
    open_settings(ana)
    ana.choose(WHO, ADMINS)
    world.slack.make_admin(ana, None)

    assert "Only an admin" in ana.submit()[WHO]
    ana.close_modal()
    reply = ana.press("Settings", message=ana.home)

    assert reply is not None
    assert "Only an admin" in reply.text
    assert may_start(ana, world)


#: What somebody reads who presses the button or submits the form.
ROLES = {
    "admin": None,
    "owner": None,
    "outsider": "Only an admin",
    "participant": "Only an admin",
    "organizer": "Only an admin",
    "co-organizer": "Only an admin",
    "guest": "Guests",
    "stranger": "this workspace",
}
TRAITS: dict[str, dict[str, Any]] = {
    "admin": {"admin": "admin"},
    "owner": {"admin": "owner"},
    "guest": {"guest": "single"},
    "stranger": {"stranger": True, "admin": "owner"},
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_set_what_holds_for_the_workspace(world: World, role: str) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo])
    with world.database.write() as session:
        ids_of = {"exchange_id": exchange_id, "team_id": world.slack.team_id}
        session.add(models.Organizer(**ids_of, user_id=cy.id, since_at=now()))
    known = {"organizer": ana, "participant": bo, "co-organizer": cy}
    who = known.get(role) or world.add_person("Olaf", **TRAITS.get(role, {}))
    option = {"text": {"type": "plain_text", "text": ADMINS}, "value": "admins"}
    fields = {ids.WHO_CREATES: {"type": "radio_buttons", "selected_option": option}}
    form = (ids.SETTINGS_VIEW, {"who": "everyone", "named": ""}, fields)

    who.open_home()
    words = ROLES[role]
    assert ("Settings" in who.home.buttons) is (words is None)
    if words:
        with nothing_changes(world):
            assert words in forgery.press(world, who, ids.SETTINGS, "")
            assert words in forgery.words_of(forgery.submit(world, who, *form))
            assert who.modal is None
        assert setting(world) == "everyone"
        return
    who.press("Settings", message=who.home)
    assert who.modal is not None
    assert "Only admins" in forgery.words_of(forgery.submit(world, who, *form))
    assert setting(world) == "admins"


def setting(world: World) -> str:
    (workspace,) = world.all(models.Workspace)
    return workspace.who_creates


def test_the_settings_of_another_workspace_are_out_of_reach(world: World) -> None:
    team = world.slack.add_team("T2", "Elsewhere")
    zoe = world.slack.person("Zoe", team=team, admin="owner")
    place = world.slack.channel("general", members=[zoe], team=team)

    with nothing_changes(world):
        assert "not set up" in zoe.command("/santa new", place).text
        zoe.open_home()
        assert "Settings" not in zoe.home.buttons
