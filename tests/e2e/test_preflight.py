"""Two days and one hour before a draw: what organizers read, and what they do about it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from core.db import models
from core.domain.types import DeliveryKind
from playground import Message, Person
from tests.e2e.databases import both_databases_and_ways
from tests.e2e.world import (
    World,
    announcement,
    create_exchange,
    joined,
    let_deadline_come,
    matches,
    notices,
    now,
)
from tests.eventually import eventually

NOT_ALLOWED = "This workspace does not let Kringle write to them; a workspace admin can change that"
PREFLIGHT, WANTED = DeliveryKind.PREFLIGHT, DeliveryKind.WISHES_WANTED


def come_to(world: World, exchange_id: str, before: timedelta) -> None:
    """As if it had been created long ago and were drawn so soon; then it is looked over."""
    with world.database.write() as session:
        session.execute(
            update(models.Exchange)
            .where(models.Exchange.exchange_id == exchange_id)
            .values(draw_at=now() + before, created_at=now() - timedelta(days=60))
        )
    assert world.kringle.services.preflight.look_due() == 1
    assert world.kringle.services.preflight.look_due() == 0


def newest(world: World, organizer: Person, count: int) -> Message:
    found = eventually(
        lambda: (
            len(notices(world, PREFLIGHT, organizer)) == count
            and notices(world, PREFLIGHT, organizer)
        )
    )
    return found[-1]


def as_it_is(message: Message, reader: Person) -> Message:
    return next(one for one in reader.direct_messages if one.ts == message.ts)


def joins_though_slack_lets_nobody_write_to_them(
    world: World, exchange_id: str, organizer: Person, person: Person
) -> None:
    world.slack.fail("chat.postMessage", error="restricted_action", to=person.id)
    organizer.command("/santa status", world.general)
    organizer.press("Invite people")
    organizer.choose("People", [person])
    assert organizer.submit() == {}
    organizer.close_modal(everything=True)
    eventually(lambda: world.all(models.Delivery, addressee_id=person.id, status="failed"))
    person.press("Join", message=announcement(world, exchange_id, person))


@both_databases_and_ways
def test_what_is_to_do_is_told_and_done_from_the_message(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli = world.add_person("Eli Gram")
    exchange_id = create_exchange(world, ana, name="Winter & <co>", joined=[bo, cy, eli])
    joins_though_slack_lets_nobody_write_to_them(world, exchange_id, ana, dee)
    ana.command(f"/santa exclude {ana.mention} {bo.mention} {cy.mention}", world.general)
    world.slack.deactivate(eli)

    # Two days before: somebody has gone, somebody cannot be written to, nobody has a wishlist, and
    # it cannot be drawn.
    come_to(world, exchange_id, timedelta(hours=47))
    message = newest(world, ana, 1)
    assert "Winter & <co>" in message.text
    assert "@Eli Gram: deactivated" in message.text
    assert "My last message to these did not arrive." in message.text
    assert f"@Dee Falk: {NOT_ALLOWED}." in message.text
    assert "5 people have no wishlist yet" in message.text
    assert "Names can't be drawn" in message.text
    assert "Eli" not in message.notification
    assert bo.direct_messages == []
    ana.press("Leave them out", message=message)
    message = as_it_is(message, ana)
    assert "@Eli Gram is left out" in message.text
    assert "Leave them out" not in message.buttons
    assert joined(world, exchange_id) == {ana.id, bo.id, cy.id, dee.id}

    # They are asked for wishlists, once, which all of them get now; and what is in the way is
    # removed.
    ana.press("Ask for wishlists", message=message)
    message = as_it_is(message, ana)
    assert "4 people are asked for a wishlist" in message.text
    assert "Ask for wishlists" not in message.buttons
    (asked,) = eventually(lambda: notices(world, WANTED, bo))
    eventually(lambda: notices(world, WANTED, dee))
    assert "you have no wishlist yet" in asked.text
    bo.press("My wishlist", message=asked)
    bo.press("Add a wish")
    bo.fill("Wish", "Tea")
    assert bo.submit() == {}
    bo.close_modal(everything=True)
    ana.press("Remove it", message=message)
    assert ana.submit() == {}
    ana.close_modal(everything=True)

    # One hour before all is ready, which is told once; then it is drawn among those who are left.
    come_to(world, exchange_id, timedelta(minutes=50))
    ready = newest(world, ana, 2)
    assert "All is ready in Winter & <co>" in ready.text
    assert "3 people have no wishlist yet" in ready.text
    assert ready.buttons == []
    let_deadline_come(world, ana, exchange_id)
    matches(world, exchange_id, [ana, bo, cy, dee])
    assert len(notices(world, PREFLIGHT, ana)) == 2
    is_told_once_that_all_is_ready(world, bo, [cy, dee])
    assert world.slack.complaints() == []


def is_told_once_that_all_is_ready(world: World, organizer: Person, others: list[Person]) -> None:
    """At the first look; at the second one there is nothing new to say."""
    exchange_id = create_exchange(world, organizer, joined=others)
    preflight = world.kringle.services.preflight
    preflight.ask_for_wishes(world.caller(organizer), exchange_id)
    come_to(world, exchange_id, timedelta(hours=47))
    assert "All is ready in Office Santa" in newest(world, organizer, 1).text
    world.clock.leap_to(world.exchange(exchange_id).draw_at - timedelta(minutes=50))
    preflight.look_due()
    owed = world.all(models.Delivery, exchange_id=exchange_id, kind=PREFLIGHT)
    assert len(owed) == 1


def test_while_slack_does_not_say_who_they_are_nobody_is_left_out(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy, dee])
    world.slack.deactivate(dee)
    come_to(world, exchange_id, timedelta(hours=47))
    message = newest(world, ana, 1)

    world.slack.fail("users.info", error="internal_error", times=9)
    reply = ana.press("Leave them out", message=message)
    world.slack.clear_faults()
    assert reply is not None
    assert "Slack does not answer me" in reply.text
    assert dee.id in joined(world, exchange_id)
    world.slack.reactivate(dee)
    ana.press("Leave them out", message=message)

    assert "nobody is left out" in as_it_is(message, ana).text
    assert dee.id in joined(world, exchange_id)
