"""Groups in one step: the members of channels and user groups do not draw one another."""

from __future__ import annotations

import json

from bot import ids
from core.db import models
from playground import Channel, Person
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.sheets import read
from tests.e2e.world import World, create_exchange, manage
from tests.eventually import eventually


def open_form(world: World, organizer: Person) -> None:
    organizer.command("/santa exclude", world.general)
    organizer.press("Keep people apart")


def groups(world: World) -> dict[str, set[str]]:
    return {
        row.origin or "": {one.user_id for one in row.people} for row in world.all(models.Exclusion)
    }


def channel_of(world: World, name: str, *people: Person) -> Channel:
    return world.slack.channel(name, members=people)


@both_databases
def test_several_channels_and_user_groups_become_groups_in_one_step(world: World) -> None:
    ana, bo, cy, dee = world.people
    create_exchange(world, ana, joined=[bo, cy, dee])
    sales, legal = channel_of(world, "sales", ana, bo), channel_of(world, "legal", cy, dee)
    marketing = world.slack.usergroup("*Marketing* <b>", [ana, cy])

    open_form(world, ana)
    ana.choose("People", [bo, cy])
    ana.choose("Members of channels", [sales, legal])
    ana.choose("Members of user groups", ["*Marketing* <b>"])
    assert ana.submit() == {}

    assert groups(world) == {
        "": {bo.id, cy.id},
        f"channel:{sales.id}": {ana.id, bo.id},
        f"channel:{legal.id}": {cy.id, dee.id},
        f"usergroup:{marketing}": {ana.id, cy.id},
    }
    said = read(ana)
    assert "#sales: @Ana Lind and @Bo Berg do not draw each other." in said
    assert "@Ana Lind and @Cy Dahl do not draw each other.\nUser group: *Marketing* <b>" in said
    world.slack.invite(sales, dee)
    ana.close_modal(everything=True)
    open_form(world, ana)
    ana.choose("Members of channels", [sales])
    assert ana.submit() == {}

    # The same channel later: its group changes, and there is no second one.
    assert groups(world)[f"channel:{sales.id}"] == {ana.id, bo.id, dee.id}
    assert len(groups(world)) == 4
    assert world.slack.complaints() == []


@both_databases
def test_the_meter_follows_each_change(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli = world.add_person("Eli Gram")
    create_exchange(world, ana, joined=[bo, cy, dee, eli])
    assert "✔ Names can be drawn: 5 people have joined, and it works" in meter(ana)
    assert "the fewest of all" not in meter(ana)

    # Somebody has fewer to draw than the others, until that is taken back.
    ana.press("See exclusions")
    for other in (cy, dee):
        ana.press("One-way")
        ana.choose("Giver", bo)
        ana.choose("Must not draw", other)
        assert ana.submit() == {}
    assert "@Bo Berg may draw only 2 people, the fewest of all." in meter(ana)
    ana.press("See exclusions")
    ana.press("Remove")
    assert "@Bo Berg may draw only 3 people, the fewest of all." in meter(ana)

    # Four who may draw only the fifth: of all that is set the one that has to go is told.
    ana.press("See exclusions")
    keep_apart(ana, ana, bo, cy, dee)
    shown = meter(ana)
    assert (
        "@Ana Lind, @Bo Berg, @Cy Dahl and @Dee Falk may not draw one another, and only 1 other "
        "person takes part, so at least 3 of them would have nobody to draw."
    ) in shown
    assert "It would work without this exclusion:" in shown
    assert "@Ana Lind, @Bo Berg, @Cy Dahl and @Dee Falk do not draw one another." in shown
    assert "@Bo Berg does not draw" not in shown
    ana.press("Remove it")
    assert ana.submit() == {}
    assert "@Bo Berg may draw only 3 people, the fewest of all." in meter(ana)


def meter(organizer: Person) -> str:
    """What the console says, after whatever lies above it is closed."""
    while organizer.modal and organizer.modal.title != "Manage":
        organizer.close_modal()
    if not organizer.modal:
        manage(organizer)
    return read(organizer)


def keep_apart(organizer: Person, *people: Person) -> None:
    organizer.press("Keep people apart")
    organizer.choose("People", list(people))
    assert organizer.submit() == {}


def test_a_large_channel_is_read_while_the_organizer_goes_on(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    crowd = world.slack.people([f"Person {number}" for number in range(300)])
    large = channel_of(world, "large", *crowd)
    world.slack.delay("conversations.members", 1.3)

    open_form(world, ana)
    ana.choose("Members of channels", [large])
    assert ana.submit() == {}
    assert "I am reading who they are" in read(ana)
    eventually(lambda: "they do not draw one another" in read(ana))

    assert groups(world) == {f"channel:{large.id}": {one.id for one in crowd}}
    ana.press("Exclusions")
    eventually(lambda: "and 290 more do not draw one another." in read(ana))
    assert world.slack.complaints() == []


def test_what_cannot_be_done_stands_on_its_field(world: World) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana)
    secret = world.slack.channel("secret", members=[ana], private=True, bot_is_member=False)
    alone = channel_of(world, "alone", bo)

    open_form(world, ana)
    assert "at least two people" in ana.submit()["People"]
    ana.choose("Members of channels", [secret])
    assert "/invite" in ana.submit()["Members of channels"]
    ana.choose("Members of channels", [alone])
    assert "at least two people" in ana.submit()["People"]
    world.slack.fail("conversations.members", error="internal_error")
    assert "Slack does not answer me" in ana.submit()["People"]

    assert groups(world) == {}


def test_nobody_but_an_organizer_makes_kringle_read_a_channel(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo])
    state = {"type": "multi_conversations_select", "selected_conversations": [world.general.id]}

    answer = forgery.submit(
        world,
        bo,
        ids.EXCLUSION_ADD_VIEW,
        {"exchange": exchange_id, "form": "group"},
        {ids.EXCLUSION_CHANNELS: state},
    )

    assert "organizer" in forgery.words_of(answer)
    assert ana.id not in json.dumps(answer.body)
    assert "conversations.members" not in [call["method"] for call in world.slack.calls()]
    assert groups(world) == {}
