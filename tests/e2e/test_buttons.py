"""Buttons where there is no message to answer beneath, and buttons whose time has passed."""

from __future__ import annotations

import pytest

from core.db import models
from playground import Message, Person
from tests.e2e.world import (
    World,
    announcement,
    create_exchange,
    is_drawn,
    joined,
    manage,
    matches,
)


def test_leaving_from_app_home_is_told_and_shows_there_at_once(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana, name="Winter", joined=[bo])
    bo.open_home()

    reply = bo.press("Leave", message=bo.home)

    assert joined(world, exchange_id) == {ana.id}
    assert reply is not None
    assert reply.modal is not None
    assert "You have left Winter" in reply.modal.text
    assert "Winter" not in bo.home.text


def test_what_is_done_in_forms_opened_from_app_home_shows_there_at_once(world: World) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana, name="Winter", joined=[bo])
    bo.open_home()
    assert "Next: your wishlist" in bo.home.text

    bo.press("My wishlist", message=bo.home)
    bo.press("Add a wish")
    bo.fill("Wish", "Socks")
    assert bo.submit() == {}

    assert "you have written a wishlist" in bo.home.text
    assert bo.modal is not None
    assert "Socks" in bo.modal.text


def test_what_is_done_in_a_console_opened_from_app_home_shows_there_at_once(world: World) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana, name="Winter", joined=[bo])
    manage(ana)

    ana.press("Edit")
    ana.fill("Name", "Summer")
    assert ana.submit() == {}
    assert "Summer" in ana.home.text
    ana.close_modal()
    assert ana.modal is not None
    assert "Summer" in ana.modal.text

    ana.press("Cancel exchange")
    assert "Summer" not in ana.home.text


def test_a_button_of_app_home_that_works_no_more_is_gone_once_it_is_pressed(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana, name="Winter", joined=[bo])
    bo.open_home()
    world.kringle.services.exchanges.cancel(world.caller(ana), exchange_id)

    reply = bo.press("Leave", message=bo.home)

    assert reply is not None
    assert reply.modal is not None
    assert "was cancelled" in reply.modal.text
    assert "Winter" not in bo.home.text


def test_a_home_that_slack_does_not_take_loses_nothing(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo])
    bo.open_home()
    world.slack.fail("views.publish", error="internal_error")

    bo.press("Leave", message=bo.home)

    assert joined(world, exchange_id) == {ana.id}


def test_drawing_what_has_become_impossible_says_why(world: World) -> None:
    ana, bo, cy, *_ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    asked = ana.command("/santa draw", world.general).message
    ana.command(f"/santa exclude {ana.mention} {bo.mention}", world.general)

    reply = ana.press("Draw now", message=asked)

    assert reply is not None
    assert "Names can't be drawn" in reply.text
    assert not is_drawn(world, exchange_id)


def keep_apart(world: World, organizer: Person, *people: Person) -> Message:
    """What the organizer reads then."""
    names = " ".join(person.mention for person in people)
    told = organizer.command(f"/santa exclude {names}", world.general).message
    assert told is not None
    return told


def test_what_stands_in_the_way_is_removed_from_the_board(world: World) -> None:
    ana, bo, cy, *_ = world.people
    create_exchange(world, ana, joined=[bo, cy])
    keep_apart(world, ana, bo, cy)
    ana.press("Exclusions")

    ana.press("Remove it")
    assert ana.modal is not None
    assert ana.modal.title == "Remove an exclusion"
    assert ana.submit() == {}

    assert ana.modal.title == "Exclusions"
    assert "✔ Names can be drawn" in ana.modal.text
    assert "There are no exclusions yet." in ana.modal.text
    assert world.slack.complaints() == []


def test_cancelling_the_form_removes_nothing(world: World) -> None:
    ana, bo, cy, *_ = world.people
    create_exchange(world, ana, joined=[bo, cy])
    keep_apart(world, ana, bo, cy)

    ana.press("Remove it")
    ana.close_modal()

    assert len(world.all(models.Exclusion)) == 1


def test_a_button_to_remove_what_is_gone_says_that_it_works(world: World) -> None:
    ana, bo, cy, *_ = world.people
    create_exchange(world, ana, joined=[bo, cy])
    told = keep_apart(world, ana, bo, cy)
    ana.press("Exclusions")
    ana.press("Remove")
    ana.close_modal()

    reply = ana.press("Remove it", message=told)

    assert reply is not None
    assert "3 people get their match" in reply.text
    assert "Draw now" in reply.buttons


def test_an_old_button_removes_only_what_its_form_lists(world: World) -> None:
    """Something else has come into the way meanwhile: the form lists that, and removes that."""
    ana, bo, cy, dee = world.people
    create_exchange(world, ana, joined=[bo, cy, dee])
    told = keep_apart(world, ana, bo, cy, dee)
    ana.press("Exclusions")
    ana.press("Remove")
    ana.close_modal()
    keep_apart(world, ana, ana, bo, cy)

    ana.press("Remove it", message=told)
    assert ana.modal is not None
    assert set(ana.modal.mentions) == {ana.id, bo.id, cy.id}
    keep_apart(world, bo, dee)
    assert ana.submit() == {}

    (left,) = world.all(models.Exclusion)
    assert left.set_by == bo.id
    assert "✔ Names can be drawn" in ana.modal.text


def test_what_comes_into_the_way_meanwhile_can_be_removed_from_the_answer(world: World) -> None:
    """The same view is submitted twice, each time with another list."""
    ana, bo, cy, *_ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    keep_apart(world, ana, bo, cy)
    ana.press("Remove it")
    keep_apart(world, ana, ana, cy)

    assert ana.submit() == {}
    assert ana.modal is not None
    assert "@Ana Lind and @Cy Dahl may not draw each other" in ana.modal.text
    ana.press("Remove it")
    assert ana.submit() == {}

    assert "✔ Names can be drawn" in ana.modal.text
    ana.press("Draw now")
    matches(world, exchange_id, [ana, bo, cy])
    assert world.slack.complaints() == []


@pytest.mark.parametrize("end", ["Draw now", "Cancel exchange"])
def test_what_has_been_drawn_or_cancelled_meanwhile_is_left_as_it_is(
    world: World, end: str
) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    told = keep_apart(world, ana, bo, cy)
    ana.press("Remove it", message=told)
    dee.press("Join", message=announcement(world, exchange_id, dee))
    eli = world.add_person("Eli Gram")
    eli.press("Join", message=announcement(world, exchange_id, eli))
    services = world.kringle.services
    if end == "Draw now":
        services.drawing.draw_now(world.caller(ana), exchange_id)
    else:
        services.exchanges.cancel(world.caller(ana), exchange_id)

    assert ana.submit() == {}

    assert ana.modal is not None
    said = "drawn already" if end == "Draw now" else "was cancelled"
    assert said in ana.modal.text
    pressed = ana.press("Remove it", message=told)
    assert pressed is not None
    assert said in pressed.text
    assert len(world.all(models.Exclusion)) == 1


def test_what_stands_in_the_way_is_removed_from_app_home(world: World) -> None:
    ana, bo, cy, *_ = world.people
    create_exchange(world, ana, joined=[bo, cy])
    keep_apart(world, ana, bo, cy)

    ana.press("Remove it", message=ana.open_home())
    assert ana.submit() == {}

    assert ana.modal is not None
    assert "✔ Names can be drawn" in ana.modal.text
    assert world.all(models.Exclusion) == []


def test_a_view_renewed_meanwhile_is_renewed_once_more(world: World) -> None:
    ana, *_ = world.people
    create_exchange(world, ana)
    ana.command("/santa wishlist", world.general)
    for wish in ("Tea", "Books"):
        ana.press("Add a wish")
        ana.fill("Wish", wish)
        assert ana.submit() == {}
    world.slack.fail("views.update", error="hash_conflict")

    ana.press_overflow("Books", "Move up")

    assert ana.modal is not None
    assert ana.modal.text.index("Books") < ana.modal.text.index("Tea")


def test_what_is_done_stays_done_when_slack_does_not_renew_the_view(world: World) -> None:
    ana, *_ = world.people
    exchange_id = create_exchange(world, ana)
    ana.command("/santa wishlist", world.general)
    ana.press("Add a wish")
    ana.fill("Wish", "Tea")
    world.slack.fail("views.update", error="internal_error")

    assert ana.submit() == {}

    wishlist = world.kringle.services.wishlists.show(world.caller(ana), exchange_id)
    assert [wish.title for wish in wishlist.items] == ["Tea"]


@pytest.mark.parametrize("error", ["internal_error", "ratelimited"])
def test_before_slack_has_told_who_we_are_people_are_asked_to_wait(
    idle_world: World, error: str
) -> None:
    ana = idle_world.people[0]
    idle_world.slack.fail("auth.test", error=error)
    idle_world.start()

    first = ana.command("/santa", idle_world.general)
    second = ana.command("/santa", idle_world.general)

    assert "Slack does not answer me" in first.text
    assert "I am Kringle" in second.text
