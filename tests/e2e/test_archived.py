"""The channel of an exchange is archived: its organizer reads what to do, and nobody misses a
thing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.db import models
from core.domain.types import DeliveryKind
from playground import Channel, Message, Person
from tests.e2e.databases import both_databases
from tests.e2e.world import (
    UNFINISHED,
    World,
    announcement,
    create_exchange,
    let_deadline_come,
    let_pauses_end,
    matches,
    notices,
    now,
)
from tests.eventually import eventually

NOT_ANNOUNCED = (
    "I could not announce Office Santa in #general: the channel has been archived.\n"
    "Unarchive it and type /invite @Kringle there. I keep trying, and the announcement appears by "
    "itself. Until then people can join by typing /santa join in any channel."
)
NOT_UPDATED = (
    "I could not update the announcement of Office Santa in #general: the channel has been "
    "archived or deleted.\n"
    "The exchange goes on, and people can join by typing /santa join in any channel. To have the "
    "announcement back, unarchive the channel and type /invite @Kringle there: the announcement "
    "catches up with the next change."
)


def hold_back(world: World) -> None:
    """Nothing leaves the workspace until `let_pauses_end`."""
    lane = {"created_at": now(), "pace": 5.0, "lane_waits_until": now() + timedelta(minutes=5)}
    with world.database.write() as session:
        session.add(models.Workspace(team_id=world.slack.team_id, **lane))


def unarchive(world: World) -> None:
    """As the organizer is told to; people come back as well."""
    world.slack.archive(world.general, False)
    world.slack.invite(world.general, *world.people)
    world.slack.invite_bot(world.general)


def joins_elsewhere(person: Person, channel: Channel) -> None:
    assert "You are in" in person.command("/santa join", channel).text


def unfinished(world: World) -> list[models.Delivery]:
    return [row for row in world.all(models.Delivery) if row.status in UNFINISHED]


def announcements(world: World, reader: Person) -> list[Message]:
    return [one for one in reader.sees(world.general) if not one.ephemeral]


@both_databases
def test_archived_before_it_is_announced_it_is_announced_once_kringle_is_back(
    world: World,
) -> None:
    ana, bo, cy, _ = world.people
    random = world.slack.channel("random", members=world.people)
    hold_back(world)
    ana.command("/santa new", world.general)
    ana.fill("Name", "Office Santa")
    assert ana.submit() == {}
    world.slack.archive(world.general)
    let_pauses_end(world)

    (told,) = eventually(lambda: notices(world, DeliveryKind.UNANNOUNCED, ana))
    joins_elsewhere(bo, random)
    joins_elsewhere(cy, random)
    unarchive(world)
    let_pauses_end(world)
    (exchange,) = world.all(models.Exchange)
    eventually(lambda: world.exchange(exchange.exchange_id).announced_ts)

    assert told.text == NOT_ANNOUNCED
    (posted,) = announcements(world, bo)
    assert "3 people have joined" in posted.text
    let_deadline_come(world, ana, exchange.exchange_id)
    matches(world, exchange.exchange_id, [ana, bo, cy])
    assert len(notices(world, DeliveryKind.UNANNOUNCED, ana)) == 1


@both_databases
def test_archived_after_it_was_announced_people_join_on_and_the_organizer_hears_once(
    world: World,
) -> None:
    ana, bo, cy, dee = world.people
    random = world.slack.channel("random", members=world.people)
    exchange_id = create_exchange(world, ana)
    world.slack.archive(world.general)

    joins_elsewhere(bo, random)
    (told,) = eventually(lambda: notices(world, DeliveryKind.OUTDATED, ana))
    tried = len(refusals(world))
    joins_elsewhere(cy, random)
    eventually(lambda: len(refusals(world)) > tried and not unfinished(world))
    unarchive(world)
    dee.press("Join", message=announcement(world, exchange_id, dee))

    assert told.text == NOT_UPDATED
    eventually(lambda: "4 people" in announcement(world, exchange_id, dee).text)
    let_deadline_come(world, ana, exchange_id)
    matches(world, exchange_id, world.people)
    heard = {one.id: len(notices(world, DeliveryKind.OUTDATED, one)) for one in world.people}
    assert heard == {ana.id: 1, bo.id: 0, cy.id: 0, dee.id: 0}
    assert len(announcements(world, bo)) == 1


def refusals(world: World) -> list[dict[str, Any]]:
    """Each time that Slack did not let the announcement be rewritten."""
    calls = world.slack.calls("chat.update")
    return [call for call in calls if call["error"] == "is_inactive"]
