"""Buttons where there is no message to answer beneath, and buttons whose time has passed."""

from __future__ import annotations

import pytest

from tests.e2e.world import World, create_exchange, is_drawn, joined


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
