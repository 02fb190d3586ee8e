"""A gift on its way: what giver, recipient, organizers and whoever steps in are ever shown."""

from __future__ import annotations

import json

from sqlalchemy import update

from core.db import models
from core.domain.types import DeliveryKind
from playground import Message, Person
from tests.e2e.databases import both_databases
from tests.e2e.test_refusals import nothing_changes
from tests.e2e.test_talk import Talk, a_talk, check_unnamed, seen, sent_to
from tests.e2e.world import World, let_pauses_end, notices, now
from tests.eventually import eventually


def newest(world: World, person: Person, kind: DeliveryKind, count: int) -> Message:
    """The last message of a kind that this person has, once there are so many."""

    def found() -> list[Message]:
        let_pauses_end(world)
        there = notices(world, kind, person)
        return there if len(there) >= count else []

    return eventually(found)[-1]


def note(world: World, person: Person, count: int = 1) -> Message:
    return newest(world, person, DeliveryKind.ANONYMOUS, count)


def press(person: Person, label: str, message: Message | None = None) -> str:
    reply = person.press(label, message=message)
    assert reply is not None
    return reply.text


def two_days_pass(world: World) -> None:
    with world.database.write() as session:
        session.execute(update(models.MissingGift).values(due_at=now()))
    world.kringle.services.rescues.look_after()


@both_databases
def test_a_gift_is_given_missed_and_saved_and_nobody_learns_who(world: World) -> None:
    talk = a_talk(world)
    giver, recipient, ana = talk.giver, talk.recipient, talk.organizer
    yolande = world.add_person("Yolande Quist", username="yquist")
    shown: list[str] = []

    assert "Your gift is ready" in press(giver, "Gift is ready", talk.match)
    assert "Noted" in press(giver, "Given")
    told = note(world, recipient)
    assert "says that your gift has been given" in told.text
    recipient.press("Nothing has come", message=told)
    assert recipient.modal is not None
    assert "not whose" in recipient.modal.text
    shown += seen(recipient)
    assert recipient.submit() == {}
    shown += seen(recipient)
    recipient.close_modal(everything=True)
    nudge = note(world, giver)
    assert "nothing has come yet" in nudge.text
    assert nudge.buttons == ["Given", "Ask anonymously"]

    two_days_pass(world)
    case = newest(world, ana, DeliveryKind.MISSING_GIFT, 1)
    assert "1 gift is missing" in case.text
    secret = [json.dumps(case.raw), *named(ana, case, [giver, recipient, yolande])]
    check_unnamed(world, secret, talk.third)
    for person in (giver, recipient):
        check_unnamed(world, secret[:2], person)  # in the rest they are those whom she has chosen
    asked = newest(world, yolande, DeliveryKind.RESCUE, 1)
    assert asked.mentions == [recipient.id]
    for person in (giver, recipient, talk.third):
        assert notices(world, DeliveryKind.RESCUE, person) == []
    assert "somebody else has stepped in" in press(giver, "Given", nudge)

    yolande.press("See the wishlist", message=asked)
    yolande.press("Gift is ready")
    yolande.press("Given")
    assert yolande.modal is not None
    assert "You have given your gift" in yolande.modal.text
    note(world, recipient, 2)
    thank(recipient, f"Thank you, from {recipient.name}")
    shown += seen(recipient)
    thanks = note(world, yolande)
    assert f"Thank you, from {recipient.name}" in thanks.text
    assert thanks.buttons == ["Report"]
    recipient.command("/santa status", world.general)
    shown += [json.dumps(one.raw) for one in recipient.sees(world.general) if one.ephemeral]
    for person in (giver, yolande):
        check_unnamed(world, [*shown, *sent_to(world, recipient)], person)
    assert notices(world, DeliveryKind.MISSING_GIFT, giver) == []
    with nothing_changes(world):
        assert "said already" in press(recipient, "My gift has come", told)
    thank(talk.third, f"Lovely, says {talk.third.name}")
    assert f"Lovely, says {talk.third.name}" in note(world, recipient, 3).text
    check_unnamed(world, [*seen(talk.third), *sent_to(world, talk.third)], recipient)
    assert world.slack.complaints() == []


def named(ana: Person, case: Message, people: list[Person]) -> list[str]:
    """Names these people; all that an organizer is shown on the way."""
    ana.press("Name rescue givers", message=case)
    assert ana.modal is not None
    opened = json.dumps(ana.modal.raw)
    ana.choose("Who may step in?", people[:2])
    assert "at least 3" in ana.submit()["Who may step in?"]
    ana.choose("Who may step in?", people)
    assert ana.submit() == {}
    assert ana.modal is not None
    assert "One of them is asked" in ana.modal.text
    return [opened, json.dumps(ana.modal.raw)]


def thank(recipient: Person, text: str) -> None:
    """From Home, and not before being warned of their own name."""
    recipient.open_home()
    recipient.press("My gift has come", message=recipient.home)
    recipient.fill("Your thanks", text)
    assert recipient.submit() == {}
    assert recipient.modal is not None
    assert "Careful" in recipient.modal.text
    assert recipient.submit() == {}
    assert recipient.modal is not None
    assert "Your Santa hears of it" in recipient.modal.text
    recipient.close_modal(everything=True)
    recipient.open_home()
    assert "Your own gift has come." in recipient.home.text
    assert "My gift has come" not in recipient.home.buttons


def test_home_and_the_match_that_is_shown_keep_up_with_a_gift(world: World) -> None:
    talk: Talk = a_talk(world)
    giver = talk.giver
    giver.open_home()
    giver.press("Gift is ready", message=giver.home)
    assert "Your gift is ready." in giver.home.text

    giver.press("Show my match", message=giver.home)
    giver.press("Given")
    assert giver.modal is not None
    assert giver.modal.buttons == ["Not given yet"]
    giver.press("Not given yet")
    giver.press("Not ready yet")

    assert giver.modal is not None
    assert giver.modal.buttons == ["Gift is ready"]
    assert world.all(models.AnonymousMessage) == []  # it was taken back before anybody read it
