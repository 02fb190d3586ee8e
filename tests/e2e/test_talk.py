"""Two who write to each other through Kringle, and what each of them is ever sent."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot import ids
from core.db import models
from core.domain.types import DeliveryKind, Side
from playground import Message, Person
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.world import (
    World,
    create_exchange,
    let_deadline_come,
    let_pauses_end,
    match_messages,
    matches,
    nothing_changes,
    notices,
)
from tests.eventually import eventually

FIELD = "Your message"
#: Words that stand in no sentence of Kringle's.
NAMES = {"Quilla Zandberg": "qzandberg", "Wystan Ovrebo": "wovrebo", "Xanthe Pfluger": "xpfluger"}


@dataclass(frozen=True)
class Talk:
    """`giver` gives to `recipient` and gets from `third`, who gets from the recipient. Ana, who
    organizes it, takes no part."""

    world: World
    exchange_id: str
    organizer: Person
    giver: Person
    recipient: Person
    third: Person

    @property
    def match(self) -> Message:
        """What tells the giver whom they give to."""
        (message,) = match_messages(self.world, self.exchange_id, self.giver)
        return message


def a_talk(world: World) -> Talk:
    ana = world.people[0]
    three = [world.add_person(name, username=handle) for name, handle in NAMES.items()]
    exchange_id = create_exchange(world, ana, joined=three)
    ana.command("/santa leave", world.general)
    let_deadline_come(world, ana, exchange_id)
    found = matches(world, exchange_id, three)
    giver = three[0]
    recipient = next(one for one in three if one.id == found[giver.id])
    (third,) = (one for one in three if one not in (giver, recipient))
    return Talk(world, exchange_id, ana, giver, recipient, third)


def compose(person: Person, text: str) -> str:
    """Into the form that is open; what is read in the preview."""
    person.fill(FIELD, text)
    assert person.submit() == {}
    assert person.modal is not None
    return person.modal.text


def send(person: Person, text: str) -> None:
    assert text in compose(person, text)
    assert person.submit() == {}
    assert person.modal is not None
    assert "on its way" in person.modal.text
    person.close_modal(everything=True)


def newest(world: World, person: Person, count: int = 1) -> Message:
    """The last anonymous message that this person has, once there are so many."""
    found = eventually(lambda: _all_of(world, person, count))
    return found[-1]


def _all_of(world: World, person: Person, count: int) -> list[Message]:
    found = notices(world, DeliveryKind.ANONYMOUS, person)
    return found if len(found) >= count else []


def ask(talk: Talk, text: str, count: int = 1) -> Message:
    """As the recipient reads it."""
    talk.giver.press("Ask anonymously", message=talk.match)
    send(talk.giver, text)
    return newest(talk.world, talk.recipient, count)


def seen(person: Person) -> list[str]:
    """What is on this person's screen now, whole."""
    shown = [*person.direct_messages, person.home]
    modal = [person.modal] if person.modal else []
    return [json.dumps(one.raw) for one in (*shown, *modal)]


def sent_to(world: World, person: Person) -> list[str]:
    """Every call that addressed this person, whole."""
    places = {person.id, person.dm.id}
    calls = world.slack.calls()
    return [
        json.dumps(call["args"])
        for call in calls
        if {call["args"].get("channel"), call["args"].get("user_id")} & places
    ]


def marks_of(world: World, person: Person) -> set[str]:
    """Every word that would tell who this is, and what came from Slack with their requests."""
    named = {person.id, person.username, *person.name.split()}
    return named | {
        payload[token]
        for payload in world.slack.deliveries()
        if person.id in (payload.get("user_id"), (payload.get("user") or {}).get("id"))
        for token in ("trigger_id", "response_url")
        if token in payload
    }


def check_unnamed(world: World, what: list[str], person: Person) -> None:
    marks = marks_of(world, person)
    assert what
    assert [mark for mark in marks for one in what if mark in one] == []


@both_databases
def test_nothing_that_the_recipient_is_ever_sent_names_the_giver(world: World) -> None:
    talk = a_talk(world)
    giver, recipient = talk.giver, talk.recipient
    shown: list[str] = []

    asked = ask(talk, "Tea or coffee? <!channel> & *stars* :tea:")
    assert asked.buttons == ["Reply", "Mute", "Report"]
    assert "Your Secret Santa in Office Santa writes:" in asked.text
    assert "Tea or coffee? <!channel> & *stars*" in asked.text
    assert asked.mentions == []
    for label in ("Reply", "Mute", "Unmute my Santa", "Report"):
        recipient.press(label, message=asked if label != "Unmute my Santa" else None)
        shown += seen(recipient)
        if recipient.modal:
            recipient.close_modal()
    recipient.press("Reply", message=asked)
    shown += seen(recipient)
    send(recipient, "Coffee, please!")
    answer = newest(world, giver)
    assert "The person you give to in Office Santa writes:" in answer.text
    assert "Coffee, please!" in answer.text
    giver.press("Reply", message=answer)
    send(giver, "You shall have it.")
    newest(world, recipient, 2)
    recipient.open_home()
    recipient.press("Write to my Santa", message=recipient.home)
    shown += seen(recipient)
    send(recipient, "And a biscuit")
    newest(world, giver, 2)
    for word in ("status", "history", "help"):
        recipient.command(f"/santa {word}", world.general)
        shown += [json.dumps(one.raw) for one in recipient.sees(world.general) if one.ephemeral]
    shown += seen(recipient)

    everything = [*shown, *sent_to(world, recipient)]
    assert len(sent_to(world, recipient)) > 3
    check_unnamed(world, everything, giver)
    answers = [json.dumps(one.raw) for one in notices(world, DeliveryKind.ANONYMOUS, giver)]
    check_unnamed(world, answers, recipient)
    assert notices(world, DeliveryKind.ANONYMOUS, talk.third) == []
    assert notices(world, DeliveryKind.ANONYMOUS, talk.organizer) == []
    assert world.slack.complaints() == []


@both_databases
def test_what_may_tell_who_writes_is_shown_before_it_is_sent(world: World) -> None:
    talk = a_talk(world)
    giver = talk.giver
    giver.command("/santa status", world.general)
    giver.press("Ask anonymously")
    telling = f"{giver.name} here, ask @somebody, me@example.com, https://a.slack.com/team/U1"

    warned = compose(giver, telling)
    changed = compose(giver, "Somebody here")

    for word in ("your name", "a mention", "an e-mail address", "a link to a profile"):
        assert word in warned
        assert word not in changed
    assert "Somebody here" in changed
    assert world.all(models.AnonymousMessage) == []  # the first one was changed: nothing is out
    assert giver.submit() == {}
    assert "Somebody here" in newest(world, talk.recipient).text
    assert len(world.all(models.AnonymousMessage)) == 1
    assert world.slack.complaints() == []


def test_a_warning_forbids_nothing(world: World) -> None:
    talk = a_talk(world)

    asked = ask(talk, f"It is me, {talk.giver.name}")

    assert talk.giver.name in asked.text


def test_nothing_and_too_much_are_refused_at_the_field(world: World) -> None:
    talk = a_talk(world)
    giver = talk.giver
    giver.press("Ask anonymously", message=talk.match)
    for text, words in (("   ", "write something"), ("x" * 1001, "1000 characters")):
        with nothing_changes(world):
            answer = forgery.submit(
                world,
                giver,
                ids.TALK_VIEW,
                {"exchange": talk.exchange_id, "side": "giver"},
                {ids.TALK_TEXT: {"type": "plain_text_input", "value": text}},
            )
            assert words in forgery.words_of(answer)


def test_a_form_sent_twice_makes_one_message(world: World) -> None:
    talk = a_talk(world)
    talk.giver.press("Ask anonymously", message=talk.match)
    compose(talk.giver, "Once")
    assert talk.giver.submit() == {}

    again = world.slack.redeliver()
    submitted = next(
        one for one in reversed(world.slack.deliveries()) if one["type"] == "view_submission"
    )
    changed = {**submitted, "view": {**submitted["view"], "id": "V0ANOTHER"}}
    another = world.slack.deliver(changed)

    assert (again.status, another.status) == (200, 200)
    assert "on its way" in forgery.words_of(another)
    newest(world, talk.recipient)
    assert len(world.all(models.AnonymousMessage)) == 1


@both_databases
def test_who_is_muted_is_told_and_keeps_what_they_typed(world: World) -> None:
    talk = a_talk(world)
    giver, recipient = talk.giver, talk.recipient
    asked = ask(talk, "Tea?")
    giver.press("Ask anonymously", message=talk.match)
    compose(giver, "And cake?")

    muted = recipient.press("Mute", message=asked)

    assert muted is not None
    assert "no more anonymous messages from your Secret Santa" in muted.text
    with nothing_changes(world):
        assert "at the moment" in giver.submit()[FIELD]
        assert giver.modal is not None
        assert giver.modal.values[FIELD] == "And cake?"
        giver.close_modal()
        refused = giver.press("Ask anonymously", message=talk.match)
        assert refused is not None
        assert "at the moment" in refused.text
        assert giver.modal is None
    home = recipient.open_home()
    assert "Unmute my Santa" in home.buttons
    recipient.press("Unmute my Santa", message=recipient.home)
    recipient.close_modal(everything=True)
    assert "Unmute my Santa" not in recipient.home.buttons
    assert "And cake?" in ask(talk, "And cake?", 2).text
    assert world.slack.complaints() == []


@both_databases
def test_a_reported_writer_is_stopped_by_somebody_who_learns_nothing(world: World) -> None:
    talk = a_talk(world)
    giver, recipient, ana = talk.giver, talk.recipient, talk.organizer
    asked = ask(talk, "Rude words")

    thanked = recipient.press("Report", message=asked)
    eventually(lambda: notices(world, DeliveryKind.TALK_REPORT, ana))

    assert thanked is not None
    assert "Thank you" in thanked.text
    (told,) = notices(world, DeliveryKind.TALK_REPORT, ana)
    assert "Rude words" in told.text
    assert told.mentions == []
    pressed = ana.press("Stop this writer", message=told)
    assert pressed is not None
    read = [json.dumps(one.raw) for one in (told, *pressed.messages)]
    calls = [one for one in sent_to(world, ana) if "Rude words" in one]
    for person in (giver, recipient):
        check_unnamed(world, [*read, *calls], person)
    refused = giver.press("Ask anonymously", message=talk.match)
    assert refused is not None
    assert "An organizer has stopped" in refused.text
    recipient.press("Reply", message=asked)
    send(recipient, "I can still write to you")
    assert "still write" in newest(world, giver).text
    assert world.slack.complaints() == []


@both_databases
def test_the_eleventh_within_an_hour_is_refused_at_the_field(world: World) -> None:
    talk = a_talk(world)
    giver = talk.giver
    giver.press("Ask anonymously", message=talk.match)
    compose(giver, "One more")
    services = world.kringle.services
    for number in range(10):
        caller = world.caller(giver)
        services.talk.send(
            caller, talk.exchange_id, Side.GIVER, f"Question {number}", key=str(number)
        )

    refused = giver.submit()

    assert "10 messages within an hour" in refused[FIELD]
    assert "in 60 minutes" in refused[FIELD]
    assert giver.modal is not None
    assert giver.modal.values[FIELD] == "One more"
    assert len(world.all(models.AnonymousMessage)) == 10


def test_somebody_elses_message_is_out_of_reach(world: World) -> None:
    talk = a_talk(world)
    ask(talk, "Tea?")
    (row,) = world.all(models.AnonymousMessage)
    eventually(lambda: world.all(models.Delivery, kind=DeliveryKind.ANONYMOUS)[0].status == "sent")

    with nothing_changes(world):
        for person in (talk.giver, talk.third, talk.organizer):
            for action_id in (ids.TALK_REPLY, ids.TALK_MUTE, ids.TALK_REPORT):
                words = forgery.press(world, person, action_id, row.message_id)
                assert "can't find that message" in words
            assert person.modal is None
        for person in (talk.giver, talk.recipient, talk.third):
            words = forgery.press(world, person, ids.TALK_STOP, row.message_id)
            assert "Only an organizer" in words
        never_reported = forgery.press(world, talk.organizer, ids.TALK_STOP, row.message_id)
        assert "can't find that message" in never_reported
        for side in ("giver", "recipient"):
            forged = {"exchange": talk.exchange_id, "side": side, "answers": row.message_id}
            text = {ids.TALK_TEXT: {"type": "plain_text_input", "value": "Hello"}}
            answer = forgery.submit(world, talk.third, ids.TALK_VIEW, forged, text)
            assert "can't find that message" in forgery.words_of(answer)


@both_databases
def test_a_message_that_cannot_be_delivered_comes_back(world: World) -> None:
    talk = a_talk(world)
    giver, recipient = talk.giver, talk.recipient
    recipient.open_home()
    recipient.press("Write to my Santa", message=recipient.home)
    world.slack.deactivate(giver)
    send(recipient, "Is anybody there?")

    eventually(lambda: len(world.all(models.AnonymousMessage)) == 2)
    let_pauses_end(world)
    back = newest(world, recipient)

    assert "could not deliver your message to your Secret Santa" in back.text
    assert "Is anybody there?" in back.text
    assert back.buttons == []
    check_unnamed(world, sent_to(world, recipient), giver)
    assert notices(world, DeliveryKind.ANONYMOUS, giver) == []
    assert world.slack.complaints() == []
