"""One exchange looked after from the organizers' console alone, from the first invitation to the
end."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import update

from bot import ids
from core.db import models
from core.domain.editing import details_of
from core.domain.types import DeliveryKind, ExchangeStatus, ParticipantStatus, UserId
from core.domain.types import Person as Somebody
from playground import Message, Person
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.test_refusals import nothing_changes
from tests.e2e.world import (
    World,
    all_sent,
    announcement,
    create_exchange,
    manage,
    matches,
    notices,
    now,
)
from tests.eventually import eventually

K = DeliveryKind
ENVELOPE = "Send each match in a sealed envelope"


def open_console(person: Person) -> str:
    manage(person)
    return console(person)


def console(person: Person) -> str:
    """What is read in it, after whatever lies above it is closed."""
    while person.modal and person.modal.title != "Manage":
        person.close_modal()
    assert person.modal is not None
    return person.modal.text


def invite(world: World, exchange_id: str, organizer: Person, *people: Person) -> None:
    known = [Somebody(UserId(one.id), world.caller(one).team_id) for one in people]
    services = world.kringle.services
    services.invitations.invite(world.caller(organizer), exchange_id, known)


def the_notice(world: World, kind: DeliveryKind, person: Person) -> Message:
    (message,) = eventually(lambda: notices(world, kind, person))
    return message


def rested(world: World) -> None:
    """As if the invitations had been sent two days ago."""
    with world.database.write() as session:
        sent = models.Delivery.kind == K.INVITATION
        session.execute(
            update(models.Delivery).where(sent).values(sent_at=now() - timedelta(days=2))
        )


@both_databases
def test_an_organizer_looks_after_an_exchange_from_one_place(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli, fay = world.add_person("Eli Gram"), world.add_person("Fay Holm")
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    world.slack.fail("chat.postMessage", error="restricted_action", to=eli.id)
    invite(world, exchange_id, ana, dee, eli)
    the_notice(world, K.INVITATION, dee)
    try_again(world, ana, eli)
    eli.press("Decline", message=the_notice(world, K.INVITATION, eli))

    look_at_the_people(world, ana)
    remind(world, ana, dee, eli)
    relax_what_stands_in_the_way(ana, bo, cy)
    write_to_all(world, ana, joined=[bo, cy], asked=dee, others=[eli, fay])
    move_the_draw(world, exchange_id, ana, told=[bo, cy, dee], others=[eli, fay])
    edit_what_somebody_else_has_edited(world, exchange_id, ana)
    nobody_else_does_any_of_it(world, exchange_id, bo)

    before = export(world, ana)
    ana.press("Draw now")
    found = matches(world, exchange_id, [ana, bo, cy])
    eventually(lambda: all_sent(world, exchange_id))
    ana.close_modal(everything=True)
    assert "3 of 3 matches have been sent" in open_console(ana)
    after = export(world, ana)
    check_tells_no_match(before, after, found, [ana, bo, cy, dee, eli])
    cancel(world, exchange_id, ana, bo)
    assert world.slack.complaints() == []


def try_again(world: World, ana: Person, eli: Person) -> None:
    """What did not arrive stands there with the reason, and arrives in the end."""
    eventually(lambda: world.all(models.Delivery, addressee_id=eli.id, status="failed"))
    shown = open_console(ana)
    assert "Invitations: 1 sent, 1 failed." in shown
    assert "@Eli Gram: This workspace does not let Kringle write to them" in shown
    assert notices(world, K.INVITATION, eli) == []
    ana.press("Try these messages again")
    assert ana.modal is not None
    assert "1 message is on the way again." in ana.modal.text
    the_notice(world, K.INVITATION, eli)
    eventually(lambda: _refreshed(ana, "Invitations: 2 sent."))
    assert "Try these messages again" not in ana.modal.buttons


def look_at_the_people(world: World, ana: Person) -> None:
    shown = open_console(ana)
    assert "✔ Names can be drawn: 3 people have joined" in shown
    assert "3 joined, 1 silent, 1 declined." in shown
    assert "Invitations: 2 sent." in shown
    for name in ("@Dee Falk", "@Eli Gram"):
        assert f"{name}: invited, not in" in shown
    ana.choose("Show", "Invited, not in")
    shown = console(ana)
    assert "@Bo Berg" not in shown
    assert "@Dee Falk" in shown
    ana.choose("Show", "Left")
    assert "There is nobody here yet." in console(ana)


def remind(world: World, ana: Person, dee: Person, eli: Person) -> None:
    assert "No reminder now for 1 who is silent" in console(ana)
    rested(world)
    ana.press("Refresh")
    ana.press("Remind 1 person")
    assert ana.modal is not None
    assert "1 person gets a reminder" in ana.modal.text
    assert "No reminder now for 1 who is silent" in console(ana)
    assert "You have not answered yet" in the_notice(world, K.REMINDER, dee).text
    assert notices(world, K.REMINDER, eli) == []


def relax_what_stands_in_the_way(ana: Person, bo: Person, cy: Person) -> None:
    """The meter in the console follows what is done in the modals above it."""
    ana.press("See exclusions")
    ana.press("Keep people apart")
    ana.choose("People", [bo, cy])
    assert ana.submit() == {}
    shown = console(ana)
    assert "Names can't be drawn" in shown
    assert "It would work without this exclusion:" in shown
    assert "@Bo Berg and @Cy Dahl do not draw each other." in shown
    ana.press("Remove it")
    assert ana.submit() == {}
    assert "✔ Names can be drawn" in console(ana)


def write_to_all(
    world: World, ana: Person, joined: list[Person], asked: Person, others: list[Person]
) -> None:
    said = "Lunch at noon, *bring* <!channel> & socks"
    ana.press("Message to all")
    ana.fill("Your message", said)
    ana.choose("Who gets it, besides you", "Those who were invited and are silent, too (1)")
    assert ana.submit() == {}
    assert ana.modal is not None
    assert "3 people get this as a direct message" in ana.modal.text
    assert said in ana.modal.text
    assert world.all(models.Bulletin) == []
    assert ana.submit() == {}
    for person in (*joined, asked):
        message = the_notice(world, K.BULLETIN, person)
        assert "@Ana Lind organizes Office Santa and writes to everybody:" in message.text
        assert said in message.text
        assert message.notification == "An organizer of a Secret Santa writes to everybody."
    eventually(lambda: _refreshed(ana, "Last message to all: 3 sent."))
    for person in (ana, *others):
        assert notices(world, K.BULLETIN, person) == []


def _refreshed(ana: Person, words: str) -> bool:
    console(ana)
    ana.press("Refresh")
    return words in console(ana)


def move_the_draw(
    world: World, exchange_id: str, ana: Person, told: list[Person], others: list[Person]
) -> None:
    posts = len(ana.sees(world.general))
    ana.press("Edit")
    assert ana.modal is not None
    assert len(ana.modal.labels) == 6
    draw_at = (now() + timedelta(days=3)).replace(microsecond=0)
    ana.pick_time("Draw", draw_at)
    ana.pick_date("Exchange day", (draw_at + timedelta(days=9)).date())
    ana.fill("Budget", "12.50")
    ana.choose("Currency of the budget", "EUR – Euro")
    ana.fill("Message to everyone", "Bring <socks>")
    assert ana.submit() == {}
    row = world.exchange(exchange_id)
    assert (row.draw_at, row.exchange_on) == (draw_at, (draw_at + timedelta(days=9)).date())
    assert (row.budget_amount, row.budget_currency) == (Decimal("12.50"), "EUR")
    assert "Everybody in it, and who was invited, is told" in ana.modal.text

    stamp = f"<!date^{int(draw_at.timestamp())}^"
    for person in told:
        assert stamp in str(the_notice(world, K.MOVED, person).raw["blocks"])
    assert "Accept" in the_notice(world, K.MOVED, told[-1]).buttons
    eventually(lambda: len(ana.sees(world.general)) > posts)
    newest = ana.sees(world.general)[-1]
    assert stamp in str(newest.raw["blocks"])
    assert newest.buttons == ["Join"]
    reply = told[0].press("Join", message=newest)
    assert reply is not None
    assert "You were already in" in reply.text
    assert newest.ts in [one.ts for one in ana.sees(world.general)]
    eventually(lambda: "Bring <socks>" in announcement(world, exchange_id, ana).text)
    assert stamp in str(announcement(world, exchange_id, ana).raw["blocks"])
    for person in (ana, *others):
        assert notices(world, K.MOVED, person) == []


def edit_what_somebody_else_has_edited(world: World, exchange_id: str, ana: Person) -> None:
    console(ana)
    ana.press("Edit")
    ana.press("More options")
    ana.fill("Name", "Mine")
    ana.choose("No repeats", "Their last 2 exchanges")
    ana.choose("Sealed envelopes", [ENVELOPE])
    services, caller = world.kringle.services, world.caller(ana)
    shown = details_of(services.exchanges.get(caller, exchange_id))
    theirs = replace(shown, name="Theirs", message="Cocoa in hand")
    services.editing.change(caller, exchange_id, theirs, shown.marks())

    assert ana.submit() == {}

    assert ana.modal is not None
    assert "Somebody else has changed the name meanwhile." in ana.modal.text
    assert ana.modal.values["Name"] == "Mine"
    assert ana.modal.values["No repeats"] == "2"
    assert world.exchange(exchange_id).name == "Theirs"
    assert ana.submit() == {}
    row = world.exchange(exchange_id)
    assert (row.name, row.no_repeats, row.message) == ("Mine", 2, "Cocoa in hand")
    assert row.has_envelopes
    assert "Mine" in console(ana)
    ana.press("Edit")
    ana.press("More options")
    ana.choose("Sealed envelopes", [])
    assert ana.submit() == {}
    assert not world.exchange(exchange_id).has_envelopes


def nobody_else_does_any_of_it(world: World, exchange_id: str, bo: Person) -> None:
    with nothing_changes(world):
        for action_id in (ids.MANAGE, ids.REMIND, ids.EDIT, ids.BULLETIN, ids.EXPORT, ids.CANCEL):
            assert "organizer" in forgery.press(world, bo, action_id, exchange_id)
    assert bo.modal is None
    bo.open_home()
    assert "Manage" not in bo.home.buttons


def export(world: World, ana: Person) -> list[list[str]]:
    count = len(world.slack.uploads())
    console(ana)
    ana.press("Export as CSV")
    eventually(lambda: ana.modal is not None and "is in your direct messages" in ana.modal.text)
    *_, newest = uploads = world.slack.uploads()
    assert len(uploads) == count + 1
    (message,) = [one for one in ana.direct_messages if newest["id"] in str(one.raw.get("files"))]
    assert "Who gives to whom is not in this file." in message.text
    console(ana)
    return list(csv.reader(io.StringIO(newest["text"].removeprefix("\ufeff"), newline="")))


def check_tells_no_match(
    before: list[list[str]], after: list[list[str]], found: dict[str, str], people: list[Person]
) -> None:
    """The file is the same before and after the draw: nothing that was drawn is in it."""
    assert before == after
    heading, *rows = after
    assert heading == ["Name", "Slack ID", "Status", "Joined since", "E-mail"]
    states = ["joined"] * 3 + ["invited"] * 2
    wanted = [[one.name, one.id, state] for one, state in zip(people, states, strict=True)]
    assert [row[:3] for row in rows] == wanted
    assert [bool(row[3]) for row in rows] == [True] * 3 + [False] * 2
    for row in rows:
        assert found.get(row[1], "nobody") not in row


def cancel(world: World, exchange_id: str, ana: Person, bo: Person) -> None:
    console(ana)
    ana.press("Cancel exchange", confirm=False)
    assert world.exchange(exchange_id).status == ExchangeStatus.DRAWN
    ana.press("Cancel exchange")
    assert world.exchange(exchange_id).status == ExchangeStatus.CANCELLED
    shown = console(ana)
    assert "Cancelled." in shown
    assert ana.modal is not None
    assert ana.modal.buttons == ["Export as CSV", "Refresh"]
    assert "was cancelled" in the_notice(world, K.CANCELLED, bo).text


def test_hundreds_of_people_are_turned_over_page_by_page(world: World) -> None:
    ana, *_ = world.people
    exchange_id = create_exchange(world, ana)
    crowd = world.slack.people([f"Person {number:03}" for number in range(120)])
    invite(world, exchange_id, ana, *crowd)
    assert "Page 1 of 3" in open_console(ana)
    seen = list(ana.modal.mentions) if ana.modal else []

    for page in (2, 3):
        ana.press("More")
        assert f"Page {page} of 3" in console(ana)
        seen += ana.modal.mentions if ana.modal else []

    rows = world.all(models.Participant, exchange_id=exchange_id)
    assert len(rows) == 121
    assert {row.status for row in rows} == {ParticipantStatus.JOINED, ParticipantStatus.INVITED}
    assert sorted(seen) == sorted(row.user_id for row in rows)
    assert ana.modal is not None
    assert "More" not in ana.modal.buttons
    ana.press("Back")
    assert "Page 2 of 3" in console(ana)


def test_a_file_that_slack_does_not_take_is_said_in_words(world: World) -> None:
    ana, *_ = world.people
    create_exchange(world, ana)
    open_console(ana)
    for method, error, words in (
        ("upload", "fatal_error", "Slack did not take the file. Nothing is lost"),
        ("files.getUploadURLExternal", "missing_scope", "not yet allowed me to send files"),
    ):
        world.slack.fail(method, error=error, status=500 if method == "upload" else None)
        console(ana)
        ana.press("Export as CSV")
        eventually(lambda words=words: ana.modal is not None and words in ana.modal.text)
    assert world.slack.uploads() == []
    console(ana)
    ana.press("Export as CSV")
    eventually(lambda: world.slack.uploads())
