"""The exchange day, from its morning to the reveal, as people see it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import update

from bot import ids
from core.db import models
from core.domain.types import DeliveryKind
from playground import Message, Person
from tests.clock import where_it_is_day_and_where_night
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.test_refusals import nothing_changes
from tests.e2e.test_talk import NAMES, check_unnamed, sent_to
from tests.e2e.world import World, announcement, manage, matches, notices, now
from tests.eventually import eventually
from tests.unit.views.reading import nodes

DAY, REVEAL = DeliveryKind.EXCHANGE_DAY, DeliveryKind.REVEAL


def planned(world: World, ana: Person, zone: str) -> str:
    """An exchange that is today where the people are, and is revealed tomorrow; its id."""
    today = datetime.now(ZoneInfo(zone)).date()
    ana.command("/santa new", world.general)
    ana.fill("Name", "Office Santa")
    ana.pick_time("Draw", now() + timedelta(hours=1))
    ana.press("More options")
    ana.choose("Reveal", ["And post in the channel who gave to whom"])
    assert "give the exchange a day" in ana.submit()["When to reveal"]
    ana.pick_date("Exchange day", today)
    ana.pick_time("When to reveal", now() + timedelta(days=1))
    ana.choose("Taking part", [])
    assert ana.submit() == {}
    ana.close_modal(everything=True)
    (row,) = world.all(models.Exchange)
    eventually(lambda: world.exchange(row.exchange_id).announced_ts)
    return row.exchange_id


def notice(world: World, person: Person, kind: DeliveryKind) -> Message:
    (found,) = eventually(lambda: notices(world, kind, person))
    return found


def the_moment_comes(world: World) -> None:
    with world.database.write() as session:
        session.execute(update(models.Exchange).values(reveal_at=now()))
    assert world.kringle.services.reveals.reveal_due() == 1


def posts(world: World, person: Person) -> list[Message]:
    return [one for one in person.sees(world.general) if "Who gave to whom" in one.text]


@both_databases
def test_a_day_begins_with_a_reminder_and_ends_with_a_reveal(world: World) -> None:
    zone, late_zone = where_it_is_day_and_where_night()
    ana = world.add_person("Ana Vogt", tz=zone)
    zones = dict(zip(NAMES, (zone, zone, late_zone), strict=True))
    three = [
        world.add_person(name, username=handle, tz=zones[name]) for name, handle in NAMES.items()
    ]
    exchange_id = planned(world, ana, zone)
    for person in three:
        person.press("Join", message=announcement(world, exchange_id, person))
    assert "Then everybody learns who gave to them" in announcement(world, exchange_id, ana).text
    cannot_be_sealed_by_the_way(ana)
    moved = postponed_reveal(world, ana)
    assert "The announcement says so, too." in moved
    forgery.press(world, ana, ids.DRAW, exchange_id)
    found = matches(world, exchange_id, three)
    givers = {recipient: giver for giver, recipient in found.items()}
    with nothing_changes(world):
        assert "still a secret" in forgery.press(world, three[0], ids.SHOW_GIVER, exchange_id)

    everybody_is_reminded_at_nine(world, three)
    for person in three:
        today = notice(world, person, DAY)
        assert (today.buttons, today.mentions) == (["Show my match", "Given"], [])
        person.press("Show my match", message=today)
        assert person.modal is not None
        assert person.modal.mentions == [found[person.id]]
        person.close_modal()
        person.command("/santa status", world.general)
        shown = [json.dumps(one.raw) for one in person.sees(world.general) if one.ephemeral]
        giver = next(one for one in three if one.id == givers[person.id])
        check_unnamed(world, [*shown, *sent_to(world, person)], giver)
    assert notices(world, DAY, ana) == []  # she takes no part

    the_moment_comes(world)
    for person in three:
        revealed = notice(world, person, REVEAL)
        assert revealed.mentions == [givers[person.id]]
        assert "<@" not in revealed.raw["text"]
        person.open_home()
        person.press("Who gave to me", message=person.home)
        assert person.modal is not None
        assert person.modal.mentions == [givers[person.id]]
        person.close_modal()
    eventually(lambda: world.kringle.services.reveals.post_due() or posts(world, ana))
    (post,) = eventually(lambda: posts(world, ana))
    named = [node["user_id"] for node in nodes(post.raw["blocks"]) if node.get("type") == "user"]
    assert dict(pairwise(named)) == found
    assert named[0] == named[-1]
    assert notices(world, REVEAL, ana) == []
    assert world.slack.complaints() == []


def everybody_is_reminded_at_nine(world: World, people: list[Person]) -> None:
    """Where they are: of the last one the morning has yet to come."""
    *awake, asleep = people
    nine = datetime.now(ZoneInfo(asleep.tz)).replace(hour=9, minute=0, second=0, microsecond=0)
    for moment, told in ((None, awake), (nine - timedelta(minutes=30), awake), (nine, people)):
        if moment:
            world.clock.leap_to(moment)
        for _ in range(2):
            world.kringle.services.exchange_days.remind_due()
        owed = world.all(models.Delivery, kind=DAY)
        assert sorted(row.addressee_id for row in owed) == sorted(one.id for one in told)


def cannot_be_sealed_by_the_way(ana: Person) -> None:
    """Where the announcement promises the circle; what is typed stays."""
    manage(ana)
    ana.press("Edit")
    ana.press("More options")
    ana.fill("Message to everyone", "Bring socks")
    ana.choose("Sealed envelopes", ["Send each match in a sealed envelope"])
    assert "Under Reveal" in ana.submit()["Sealed envelopes"]
    assert ana.modal is not None
    assert ana.modal.values["Message to everyone"] == "Bring socks"
    ana.close_modal(everything=True)


def postponed_reveal(world: World, ana: Person) -> str:
    """An organizer changes it in a form of its own; what they read then."""
    manage(ana)
    ana.press("Reveal")
    ana.pick_time("When to reveal", now() + timedelta(minutes=5))
    assert "Names are not drawn until" in ana.submit()["When to reveal"]
    ana.pick_time("When to reveal", now() + timedelta(days=2))
    assert ana.submit() == {}
    assert ana.modal is not None
    words = ana.modal.text
    ana.close_modal(everything=True)
    return words
