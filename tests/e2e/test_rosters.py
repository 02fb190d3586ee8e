"""Adding people by a file, from the upload to the invitations."""

from __future__ import annotations

from core.db import models
from core.domain.types import DeliveryKind
from playground import Person
from tests.e2e.databases import both_databases
from tests.e2e.sheets import TEAMS, attach, csv, invited, read, send
from tests.e2e.world import (
    World,
    check_valid,
    create_exchange,
    is_drawn,
    let_deadline_come,
    manage,
    matches,
    notices,
)
from tests.eventually import eventually
from tests.unit.rosters import files


def more(world: World, *names: str) -> list[Person]:
    return [world.add_person(name) for name in names]


@both_databases
def test_a_file_is_looked_over_saved_and_holds_in_the_draw(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli, fay, gus, hal = more(world, "Eli Gram", "Fay Holm", "Gus Ivar", "Hal Jung")
    bot = world.add_person("Pipe", is_bot=True)
    exchange_id = create_exchange(world, ana, joined=[hal])
    rows = (
        f"{bo.email},Red,",
        f"{cy.id},red,{dee.email}",
        f"{dee.email},Blue,",
        "not an address,Blue,",
        f"{eli.email.upper()},Blue,{fay.email}; nobody@example.com",
        f"{fay.email},,{eli.email}",
        f"{bo.email},Blue,",
        f"{bot.id},,",
        "nobody@example.com,,",
        f"{gus.email},Green,",
        f"{hal.email},Green,",
        f"{ana.email},,",
    )

    manage(ana)
    ana.press("Invite people")
    ana.press("From a file (CSV or Excel)")
    assert attach(ana, csv(*rows)) == {}

    said = read(ana)
    assert "6 people will be invited." in said
    assert "2 people are in already." in said
    assert "4 rows are wrong: they stand first below" in said
    assert "3 teams: Red (2), Blue (2), Green (2)." in said
    assert "2 exclusions will be set." in said
    lines = [line for line in said.splitlines() if "Row " in line]
    assert [line.split(":")[0].removeprefix("• ") for line in lines[:5]] == [
        *("Row 5", "Row 8", "Row 9", "Row 10", "Row 6")
    ]
    assert "“not an address” is neither" in lines[0]
    assert "is in row 2 already" in lines[1]
    assert "@Pipe is a bot" in lines[2]
    assert "nobody@example.com is nobody's address" in lines[3]
    assert "I don't know whom “nobody@example.com” means" in lines[4]
    assert "Row 12: @Hal Jung is in already. Team: Green." in said
    assert "Row 13: @Ana Lind is in already." in said
    assert (invited(world), world.all(models.Exclusion)) == (set(), [])

    assert ana.submit() == {}

    assert "6 people are invited to Office Santa" in read(ana)
    assert "Nobody draws their own team: 3 teams." in read(ana)
    guests = [bo, cy, dee, eli, fay, gus]
    eventually(lambda: all(notices(world, DeliveryKind.INVITATION, one) for one in guests))
    assert invited(world) == {one.id for one in guests}
    for guest in guests:
        (message,) = notices(world, DeliveryKind.INVITATION, guest)
        assert "@Ana Lind invites you" in message.text
        guest.press("Accept", message=message)
    groups = {row.origin_name: row for row in world.all(models.Exclusion) if row.origin}
    assert {name: len(row.people) for name, row in groups.items()} == {
        "Red": 2,
        "Blue": 2,
        "Green": 2,
    }
    ana.press("Exclusions")
    assert "@Bo Berg and @Cy Dahl do not draw each other.\nTeam: Red" in read(ana)
    keep_apart_where_three_lie_already(ana, hal)
    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: is_drawn(world, exchange_id))
    ana.press("Keep people apart")
    assert "drawn already" in read(ana)
    ana.close_modal()
    assert ana.modal is not None
    assert ana.modal.title == "Invite people"
    check_valid(world, exchange_id, matches(world, exchange_id, [ana, *guests, hal]))
    assert world.slack.complaints() == []


def keep_apart_where_three_lie_already(ana: Person, hal: Person) -> None:
    """The form stands in place of the exclusions, and they in its place again."""
    ana.press("Keep people apart")
    ana.choose("People", [ana, hal])
    assert ana.submit() == {}
    assert "@Ana Lind and @Hal Jung do not draw each other." in read(ana)


@both_databases
def test_a_workbook_of_many_is_read_later_and_turned_page_by_page(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    crowd = world.slack.people([f"Person {number}" for number in range(120)])
    table = [["E-mail", "Department"], *([one.email, "=A1"] for one in crowd), ["oops", ""]]
    world.slack.delay("users.list", 1.7)

    assert send(world, ana, files.workbook(table), "people.xlsx") == {}

    eventually(lambda: "will be invited" in read(ana))
    assert "120 people will be invited." in read(ana)
    assert "Page 1 of 5" in read(ana)
    assert "1 team: =A1 (120)." in read(ana)  # a formula is what somebody wrote, and no more
    assert "Row 122: “oops” is neither" in read(ana)
    ana.choose(TEAMS, [])
    for _ in range(4):
        ana.press("More")
    assert "Row 121: @Person 119 will be invited" in read(ana)
    assert "oops" not in read(ana)
    ana.press("Back")
    assert "Page 4 of 5" in read(ana)
    assert ana.submit() == {}

    assert "120 people are invited to Office Santa" in read(ana)
    assert world.all(models.Exclusion) == []
    asked = [call["method"] for call in world.slack.calls()]
    assert asked.count("users.lookupByEmail") == 1
    assert invited(world) == {one.id for one in crowd}
    assert world.slack.complaints() == []


@both_databases
def test_what_was_looked_over_is_saved_after_a_restart_and_once(world: World) -> None:
    ana, bo, cy, _ = world.people
    create_exchange(world, ana)
    assert send(world, ana, csv(f"{bo.email},Red,", f"{cy.email},Red,")) == {}
    world.slack.delete_files()

    world.kringle.stop()
    world.start()
    assert ana.submit() == {}
    world.slack.redeliver()

    assert "2 people are invited" in read(ana)
    assert invited(world) == {bo.id, cy.id}
    assert len(world.all(models.Exclusion)) == 1
    assert world.all(models.KeptRoster) == []


@both_databases
def test_a_file_that_cannot_be_read_leaves_the_form_with_the_reason(world: World) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana)

    bomb = send(world, ana, files.bomb(21), "people.xlsx")
    assert "too much text" in str(bomb)
    assert "doesn't look like a table" in str(attach(ana, b"%PDF-1.7\n1 0 obj", "people.csv"))
    assert "can't find the people" in str(attach(ana, b"Name,Town\nAna,Oslo"))
    assert "up to 2 MB" in str(attach(ana, b"ana@example.com\n" * 200_000))
    assert "up to 10,000 rows" in str(attach(ana, b"ana@example.com\n" * 10_001))
    assert "choose a file of these types" in str(attach(ana, b"x", "people.pdf"))
    ana.attach("CSV file or Excel workbook", "people.csv", csv(f"{bo.email},,"))
    world.slack.delete_files()
    assert "perhaps it was deleted" in str(ana.submit())
    world.slack.fail("download", status=500)
    assert "Slack does not answer me" in str(attach(ana, csv(f"{bo.email},,")))
    assert attach(ana, csv(f"{bo.email},,")) == {}

    assert "1 person will be invited." in read(ana)
    assert world.slack.complaints() == []


def test_a_file_that_is_slow_to_be_refused_brings_the_form_back(world: World) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana)
    world.slack.delay("download", 1.7)

    send(world, ana, b"Name,Town\nAna,Oslo")

    eventually(lambda: "can't find the people" in read(ana))
    assert attach(ana, csv(f"{bo.email},,")) == {}
    assert "1 person will be invited." in read(ana)


def test_without_the_new_scopes_the_reason_is_told(world: World) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana)
    old = ("chat:write", "im:write", "users:read", "channels:read", "commands", "usergroups:read")
    world.slack.scopes(*old)

    assert "may not read files" in str(send(world, ana, csv(f"{bo.email},,")))
    world.slack.scopes(*old, "files:read")
    assert "may not read files or look up e-mail" in str(attach(ana, csv(f"{bo.email},,")))
    assert attach(ana, csv(f"{bo.id},,")) == {}


def test_who_stopped_organizing_or_comes_too_late_saves_nothing(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[cy, dee])
    send(world, ana, csv(f"{bo.email},Red,", f"{dee.email},Red,"))
    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: is_drawn(world, exchange_id))

    assert "drawn already" in str(ana.submit())

    assert invited(world) == set()
    assert world.all(models.Exclusion) == []
