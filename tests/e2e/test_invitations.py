"""People who are asked to take part, and what they answer, read and press."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from bot import ids
from core.db import models
from core.domain.types import DeliveryKind, ParticipantStatus
from playground import Message, Person
from tests.clock import where_it_is_noon
from tests.e2e import forgery
from tests.e2e.databases import both_databases_and_ways
from tests.e2e.world import (
    World,
    create_exchange,
    is_drawn,
    joined,
    manage,
    match_messages,
    matches,
    notices,
    now,
)
from tests.eventually import eventually

INVITATION, REMINDER = DeliveryKind.INVITATION, DeliveryKind.REMINDER


def invite(world: World, organizer: Person, *people: Person) -> str:
    """Through the form; what the organizer reads then."""
    organizer.command("/santa status", world.general)
    organizer.press("Invite people")
    organizer.choose("People", list(people))
    assert organizer.submit() == {}
    assert organizer.modal is not None
    text = organizer.modal.text
    organizer.close_modal(everything=True)
    return text


def the_message(world: World, kind: DeliveryKind, person: Person) -> Message:
    (message,) = eventually(lambda: notices(world, kind, person))
    return message


def as_it_is(message: Message, reader: Person) -> Message:
    return next(one for one in reader.direct_messages if one.ts == message.ts)


def without_buttons(message: Message, reader: Person, *labels: str) -> Message | None:
    """It as it is now, once none of these is to be pressed any more."""
    now_shown = as_it_is(message, reader)
    return None if {*labels} & {*now_shown.buttons} else now_shown


def place_of(world: World, exchange_id: str, person: Person) -> ParticipantStatus | None:
    rows = world.all(models.Participant, exchange_id=exchange_id, user_id=person.id)
    return rows[0].status if rows else None


@both_databases_and_ways
def test_people_are_invited_and_accept_and_decline_in_place(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, name="Winter & <co>")

    told = invite(world, ana, bo, cy, dee)
    assert "3 people are invited to Winter & <co>" in told
    asked = {one.id: the_message(world, INVITATION, one) for one in (bo, cy, dee)}
    for message in asked.values():
        assert "@Ana Lind invites you to Winter & <co>" in message.text
        assert "Ana" not in message.notification
        assert message.buttons == ["Accept", "Decline"]
    bo.press("Accept", message=asked[bo.id])
    cy.press("Decline", message=asked[cy.id])

    assert joined(world, exchange_id) == {ana.id, bo.id}
    assert "You are in" in as_it_is(asked[bo.id], bo).text
    assert "My wishlist" in as_it_is(asked[bo.id], bo).buttons
    assert "You take no part in Winter & <co>" in as_it_is(asked[cy.id], cy).text
    assert len(bo.direct_messages) == len(cy.direct_messages) == 1
    status = ana.command("/santa status", world.general)
    assert "1 has not answered yet, 1 declined" in status.text
    assert status.message is not None
    assert cy.id not in status.message.mentions
    assert ana.direct_messages == []  # declining is quiet
    assert world.slack.complaints() == []


@both_databases_and_ways
def test_who_declined_is_not_asked_again_and_joins_after_all(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[dee])
    invite(world, ana, bo, cy)
    message = the_message(world, INVITATION, bo)
    the_message(world, INVITATION, cy)
    bo.press("Decline", message=message)

    told = invite(world, ana, bo, cy, dee, ana)
    assert "Nobody new is invited" in told
    assert "Already in (2): @Ana Lind and @Dee Falk" in told
    assert "not asked again (2): " in told  # who declined stands beside who has not answered
    assert "You need no invitation" not in told
    old = bo.press("Accept", message=message)  # an older picture of it
    assert old is not None
    assert bo.id in joined(world, exchange_id)
    bo.press("Decline", message=message)

    assert bo.id in joined(world, exchange_id)
    assert "You were already in" in as_it_is(message, bo).text
    assert len(notices(world, INVITATION, bo)) == 1
    assert world.slack.complaints() == []


def test_joining_in_the_channel_makes_the_invitation_moot(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    invite(world, ana, bo)
    message = the_message(world, INVITATION, bo)

    bo.press("Join", world.general)
    tidied = eventually(lambda: without_buttons(message, bo, "Accept", "Decline"))
    assert "You are in" in tidied.text
    assert "My wishlist" in tidied.buttons
    bo.press("Accept", message=message)  # an older picture of it

    assert joined(world, exchange_id) == {ana.id, bo.id}
    assert "You were already in" in as_it_is(message, bo).text
    assert world.exchange(exchange_id).joined_count == 2


@both_databases_and_ways
def test_after_the_draw_accepting_says_that_joining_has_closed(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    invite(world, ana, dee)
    message = the_message(world, INVITATION, dee)
    ana.command("/santa draw", world.general)
    ana.press("Draw now")
    matches(world, exchange_id, [ana, bo, cy])

    tidied = eventually(lambda: without_buttons(message, dee, "Accept", "Decline"))
    assert "has closed: names have been drawn" in tidied.text
    dee.press("Accept", message=message)  # an older picture of it

    assert "has closed: names have been drawn" in as_it_is(message, dee).text
    assert as_it_is(message, dee).buttons == []
    assert match_messages(world, exchange_id, dee) == []
    assert dee.id not in joined(world, exchange_id)


def test_the_invited_hear_of_a_cancellation_and_their_buttons_say_so(world: World) -> None:
    ana, bo, cy, _ = world.people
    create_exchange(world, ana, name="Winter")
    invite(world, ana, bo, cy)
    message = the_message(world, INVITATION, bo)
    cy.press("Decline", message=the_message(world, INVITATION, cy))

    manage(ana)
    ana.press("Cancel exchange")

    told = the_message(world, DeliveryKind.CANCELLED, bo)
    assert "Winter, to which you were invited, was cancelled" in told.text
    tidied = eventually(lambda: without_buttons(message, bo, "Accept", "Decline"))
    assert "it was cancelled" in tidied.text
    bo.press("Accept", message=message)
    assert "it was cancelled" in as_it_is(message, bo).text
    assert notices(world, DeliveryKind.CANCELLED, cy) == []


def test_an_invitation_stands_in_app_home_and_is_answered_there(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, name="Winter")
    invite(world, ana, bo, cy)

    home = bo.open_home()
    assert "@Ana Lind has invited you" in home.text
    assert {"Join", "Decline"} <= set(home.buttons)
    bo.press("Decline", message=bo.home)
    cy.open_home()
    cy.press("Join", message=cy.home)

    assert place_of(world, exchange_id, bo) == ParticipantStatus.DECLINED
    assert "Winter" not in bo.home.text
    assert cy.id in joined(world, exchange_id)
    assert "Invite people" not in cy.home.buttons


def test_who_cannot_take_part_is_named_with_the_reason_and_spoils_nothing(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    bot = world.add_person("Botty", is_bot=True)
    gone = world.add_person("Gone", deleted=True)
    guest = world.add_person("Guest", guest="single")
    far = world.add_person("Far", stranger=True)

    told = invite(world, ana, bot, gone, bo, guest, far)

    assert "1 person is invited" in told
    for words in (
        "bots and apps (1): @Botty",
        "deactivated accounts (1): @Gone",
        "guests (1): @Guest",
        "accounts of other workspaces (1): @Far",
    ):
        assert words in told
    assert place_of(world, exchange_id, bo) == ParticipantStatus.INVITED
    the_message(world, INVITATION, bo)
    assert len(world.all(models.Delivery, kind=INVITATION)) == 1


def test_choosing_nobody_is_answered_in_the_form(world: World) -> None:
    ana, *_ = world.people
    create_exchange(world, ana)
    ana.command("/santa status", world.general)
    ana.press("Invite people")

    assert "choose people" in ana.submit()["People"]


def test_who_was_not_invited_has_no_use_of_the_buttons(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)

    for action_id in (ids.DECLINE, ids.REMINDERS_STOP, ids.REMINDERS_RESUME):
        assert "not been invited" in forgery.press(world, bo, action_id, exchange_id)

    assert place_of(world, exchange_id, bo) is None
    assert world.all(models.ReminderStop) == []


# Reminders


def an_exchange_soon(world: World) -> tuple[str, Person, Message]:
    """Drawn in less than three days, in the morning; Bo and Cy were invited two days ago."""
    gil = world.slack.person("Gil Hope", tz=where_it_is_noon())
    world.slack.invite(world.general, gil)
    _, bo, cy, _ = world.people
    exchange_id = create_exchange(world, gil, draw_at=now() + timedelta(hours=68))
    invite(world, gil, bo, cy)
    message = the_message(world, INVITATION, bo)
    eventually(lambda: all(one.sent_at for one in world.all(models.Delivery, kind=INVITATION)))
    with world.database.write() as session:
        earlier = now() - timedelta(days=2)
        asked = models.Delivery.kind == INVITATION
        session.execute(update(models.Delivery).where(asked).values(sent_at=earlier))
    return exchange_id, bo, message


@both_databases_and_ways
def test_a_reminder_is_answered_like_an_invitation(world: World) -> None:
    exchange_id, bo, invitation = an_exchange_soon(world)

    world.kringle.services.reminders.remind_due()
    reminder = the_message(world, REMINDER, bo)
    assert "You have not answered yet: @Gil Hope has invited you to" in reminder.text
    assert reminder.buttons == ["Accept", "Decline", "No more reminders"]
    bo.press("Accept", message=reminder)

    assert bo.id in joined(world, exchange_id)
    assert "You are in" in as_it_is(reminder, bo).text
    tidied = eventually(lambda: without_buttons(invitation, bo, "Accept", "Decline"))
    assert "You are in" in tidied.text
    bo.press("Accept", message=invitation)  # an older picture of it
    assert "You were already in" in as_it_is(invitation, bo).text
    assert world.kringle.services.reminders.remind_due() == 0
    who_stays_silent_hears_twice(world, exchange_id, world.people[2])
    assert len(notices(world, REMINDER, bo)) == 1
    assert not is_drawn(world, exchange_id)
    assert world.slack.complaints() == []


def who_stays_silent_hears_twice(world: World, exchange_id: str, person: Person) -> None:
    """Once more on the day before the draw, and never again."""
    assert len(the_message(world, REMINDER, person).buttons) == 3
    for left in (timedelta(hours=20), timedelta(hours=1)):
        world.clock.leap_to(world.exchange(exchange_id).draw_at - left)
        world.kringle.services.reminders.remind_due()
        eventually(lambda: len(notices(world, REMINDER, person)) == 2)
    assert len(world.all(models.Delivery, kind=REMINDER, addressee_id=person.id)) == 2


@both_databases_and_ways
def test_reminders_are_stopped_for_good_and_had_again(world: World) -> None:
    _, bo, _ = an_exchange_soon(world)
    world.kringle.services.reminders.remind_due()
    reminder = the_message(world, REMINDER, bo)

    bo.press("No more reminders", message=reminder)
    stopped = as_it_is(reminder, bo)
    assert "You get no more reminders" in stopped.text
    assert stopped.buttons == ["Accept", "Decline", "Remind me again"]
    assert not world.kringle.services.invitations.gets_reminders(world.caller(bo))
    bo.press("Remind me again", message=stopped)
    again = as_it_is(reminder, bo)
    assert again.buttons == ["Accept", "Decline"]
    assert world.kringle.services.invitations.gets_reminders(world.caller(bo))

    bo.press("No more reminders", message=reminder)  # an older picture of it
    home = bo.open_home()
    assert "You get no reminders" in home.text
    reply = bo.press("Remind me again", message=home)
    assert reply is not None
    assert reply.modal is not None
    assert "You get reminders again" in reply.modal.text
    assert "Remind me again" not in bo.home.buttons
    assert world.all(models.ReminderStop) == []
    assert world.slack.complaints() == []
