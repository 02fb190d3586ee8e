"""Inviting a whole channel or a user group, whatever its size."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from bot import ids
from core.db import models
from core.domain.types import DeliveryKind
from playground import Channel, Person
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.world import World, create_exchange
from tests.eventually import eventually


def a_crowd(world: World, size: int) -> Channel:
    """A channel with so many members, Kringle not counted; its first is Ana."""
    names = [f"Person {number}" for number in range(size - 1)]
    everybody = [world.people[0], *world.slack.people(names)]
    return world.slack.channel("crowd", members=everybody)


def choose_channel(world: World, organizer: Person, channel: Channel) -> dict[str, str]:
    organizer.command("/santa status", world.general)
    organizer.press("Invite people")
    organizer.choose("Everybody in a channel", channel)
    return organizer.submit()


def read(organizer: Person) -> str:
    return organizer.modal.text if organizer.modal else ""


def owed(world: World) -> int:
    with world.database.read() as session:
        asked = select(func.count()).where(models.Delivery.kind == DeliveryKind.INVITATION)
        return session.scalar(asked) or 0


@both_databases
@pytest.mark.parametrize("size", [101, 1001])
def test_everybody_in_a_channel_is_invited_page_by_page(world: World, size: int) -> None:
    ana = world.people[0]
    create_exchange(world, ana)

    assert choose_channel(world, ana, a_crowd(world, size)) == {}
    eventually(lambda: "are invited to" in read(ana))

    assert f"{size - 1} people are invited to Office Santa" in read(ana)
    assert "Already in (1): @Ana Lind" in read(ana)
    assert "bots and apps" not in read(ana)  # Kringle, which is in the channel, does not count
    assert owed(world) == size - 1
    assert len(world.all(models.Participant)) == size
    asked = [call["method"] for call in world.slack.calls()]
    assert asked.count("users.info") <= 2  # Ana, who created it, and not everybody
    assert world.slack.complaints() == []


@both_databases
def test_twenty_thousand_are_invited_while_the_organizer_goes_on(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    crowd = a_crowd(world, 20_000)
    world.slack.delay("users.list", 2)  # as long as it takes in a workspace of that size

    assert choose_channel(world, ana, crowd) == {}
    assert "I am reading who they are" in read(ana)
    assert owed(world) == 0
    eventually(lambda: "are invited to" in read(ana))

    assert "19999 people are invited to Office Santa" in read(ana)
    assert owed(world) == 19_999
    assert world.slack.complaints() == []


def test_closing_the_form_meanwhile_stops_nothing(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    world.slack.delay("users.list", 2)
    choose_channel(world, ana, a_crowd(world, 101))

    ana.close_modal(everything=True)

    eventually(lambda: owed(world) == 100)
    status = ana.command("/santa status", world.general)
    assert "100 have not answered yet" in status.text


def test_when_slack_fails_in_between_nothing_is_half_done_and_pressing_again_works(
    world: World,
) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    crowd = a_crowd(world, 101)
    world.slack.delay("conversations.members", 2)
    world.slack.fail("users.list", error="internal_error")

    choose_channel(world, ana, crowd)
    eventually(lambda: "Slack does not answer me" in read(ana))
    assert owed(world) == 0
    ana.close_modal(everything=True)
    world.slack.clear_faults()
    choose_channel(world, ana, crowd)

    eventually(lambda: owed(world) == 100)


def test_when_slack_fails_at_once_the_form_stays_and_says_so(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    crowd = a_crowd(world, 101)
    world.slack.fail("conversations.members", error="internal_error")

    assert "Slack does not answer me" in choose_channel(world, ana, crowd)["People"]
    assert owed(world) == 0
    assert ana.submit() == {}

    eventually(lambda: owed(world) == 100)


@pytest.mark.parametrize("how", ["by status", "in words"])
def test_slack_may_ask_to_wait_in_between(world: World, how: str) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    crowd = a_crowd(world, 101)
    if how == "by status":
        world.slack.rate_limit_next("users.list", retry_after=1)
    else:
        world.slack.fail("users.list", error="ratelimited")

    choose_channel(world, ana, crowd)

    eventually(lambda: owed(world) == 100)


@both_databases
def test_a_user_group_is_invited(world: World) -> None:
    ana, bo, cy, dee = world.people
    create_exchange(world, ana)
    world.slack.usergroup("Sales & <co>", [bo, cy])
    world.slack.usergroup("Others", [dee])

    ana.command("/santa status", world.general)
    ana.press("Invite people")
    ana.choose("A user group", "Sales & <co>")
    ana.choose("People", [cy])
    assert ana.submit() == {}

    assert "2 people are invited" in read(ana)
    people = {row.addressee_id for row in world.all(models.Delivery, kind=DeliveryKind.INVITATION)}
    assert people == {bo.id, cy.id}
    assert world.slack.complaints() == []


def test_without_the_scope_for_groups_people_and_channels_can_be_chosen(world: World) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana)
    world.slack.usergroup("Sales", [bo])
    world.slack.scopes("chat:write", "im:write", "users:read", "channels:read", "commands")

    ana.command("/santa status", world.general)
    ana.press("Invite people")

    assert ana.modal is not None
    assert "A user group" not in ana.modal.text
    assert "Everybody in a channel" in ana.modal.text


def test_a_channel_that_kringle_cannot_see_stands_on_its_field(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    secret = world.slack.channel("secret", members=world.people, private=True, bot_is_member=False)

    assert "/invite" in choose_channel(world, ana, secret)["Everybody in a channel"]


def test_a_private_channel_tells_its_members_to_nobody_else(world: World) -> None:
    """An organizer cannot choose it; a forged form may name it all the same."""
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana)
    private = world.slack.channel("private", members=[bo, cy], private=True)

    state = {"type": "conversations_select", "selected_conversation": private.id}
    answer = forgery.submit(
        world, ana, ids.INVITE_VIEW, {"exchange": exchange_id}, {ids.INVITE_CHANNEL: state}
    )

    assert "/invite" in forgery.words_of(answer)
    assert not any(one.id in json.dumps(answer.body) for one in (bo, cy))
    assert owed(world) == 0


def test_nobody_but_an_organizer_makes_kringle_read_a_channel(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)

    state = {"type": "conversations_select", "selected_conversation": world.general.id}
    answer = forgery.submit(
        world, bo, ids.INVITE_VIEW, {"exchange": exchange_id}, {ids.INVITE_CHANNEL: state}
    )

    assert "organizer" in forgery.words_of(answer)
    assert "conversations.members" not in [call["method"] for call in world.slack.calls()]
