"""Whatever comes twice, or from two sides at the same moment, happens once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.db import models
from core.domain.types import DeliveryKind, ExchangeStatus
from playground import Person
from tests.e2e.databases import both_databases
from tests.e2e.world import (
    World,
    create_exchange,
    is_drawn,
    joined,
    let_deadline_come,
    manage,
    matches,
    now,
)
from tests.eventually import eventually

POSTGRESQL = pytest.mark.parametrize("world", [("http", "postgresql")], indirect=True, ids=["pg"])


def at_once(*acts: Callable[[], object]) -> None:
    """All of them at the same moment, each in a thread."""
    barrier = Barrier(len(acts))

    def act(one: Callable[[], object]) -> None:
        barrier.wait()
        one()

    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(act, acts))


def make_organizer(world: World, exchange_id: str, person: Person) -> None:
    with world.database.write() as session:
        session.add(
            models.Organizer(
                exchange_id=exchange_id,
                user_id=person.id,
                team_id=world.slack.team_id,
                since_at=now(),
            )
        )


def draws_at_once(world: World, people: list[Person]) -> None:
    """Two organizers press "Draw now" twice each as the deadline strikes."""
    ana, bo, *_ = people
    exchange_id = create_exchange(world, ana, joined=people[1:])
    make_organizer(world, exchange_id, bo)
    for organizer in (ana, bo):
        organizer.command("/santa draw", world.general)
    draw_buttons = [
        next(one for one in organizer.sees(world.general) if "Draw now" in one.buttons)
        for organizer in (ana, bo)
    ]

    at_once(
        *(
            lambda who=who, button=button: who.press("Draw now", message=button)
            for who, button in zip((ana, bo) * 2, draw_buttons * 2, strict=True)
        ),
        lambda: strike(world, exchange_id),
    )

    matches(world, exchange_id, people)
    assert world.slack.complaints() == []


def strike(world: World, exchange_id: str) -> None:
    """The deadline comes while the buttons are pressed: every Kringle's scheduler sees it."""
    with world.database.write() as session:
        row = session.get_one(models.Exchange, exchange_id)
        if row.status == ExchangeStatus.OPEN:
            row.draw_at = now()
    for kringle in world.kringles:
        kringle.services.drawing.draw_due()


@both_databases
def test_two_organizers_and_the_deadline_together_draw_once(world: World) -> None:
    draws_at_once(world, world.people)


@POSTGRESQL
def test_two_kringles_on_one_database_draw_once(world: World) -> None:
    world.start()

    draws_at_once(world, world.people)


@POSTGRESQL
def test_two_kringles_on_one_database_send_every_message_once(world: World) -> None:
    people = [*world.people, *(world.add_person(f"Person {number}") for number in range(6))]
    world.start()
    exchange_id = create_exchange(world, people[0], joined=people[1:])

    let_deadline_come(world, people[0], exchange_id)

    matches(world, exchange_id, people)
    owed = [row for row in world.all(models.Delivery) if row.kind != DeliveryKind.REFRESH]
    assert len(world.slack.calls("chat.postMessage")) == len(owed) == len(people) + 2


@both_databases
def test_parallel_submits_of_the_create_form_make_one_exchange(world: World) -> None:
    ana = world.people[0]
    ana.command("/santa new", world.general)
    ana.fill("Name", "Office Santa")

    at_once(*[ana.submit] * 4)

    assert len(world.all(models.Exchange)) == 1
    eventually(lambda: world.all(models.Exchange)[0].announced_ts)
    assert len(world.slack.calls("chat.postMessage")) == 1


def replays(world: World, times: int = 2) -> None:
    for _ in range(times):
        assert world.slack.redeliver().status == 200


def test_a_replayed_form_creates_no_second_exchange(world: World) -> None:
    ana = world.people[0]
    ana.command("/santa new", world.general)
    ana.fill("Name", "Office Santa")
    ana.submit()
    before = world.contents()

    replays(world)

    assert world.contents()["exchanges"] == before["exchanges"]


@pytest.mark.parametrize("way", ["button", "command"])
def test_a_replayed_join_does_not_rejoin_who_has_left(world: World, way: str) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    if way == "button":
        bo.press("Join", world.general)
    else:
        bo.command("/santa join", world.general)
    join = len(world.slack.deliveries()) - 1
    assert bo.id in joined(world, exchange_id)
    bo.command("/santa leave", world.general)

    replayed = world.slack.redeliver(join)

    assert replayed.status == 200
    assert bo.id not in joined(world, exchange_id)


def test_a_replayed_exclusion_stays_removed(world: World) -> None:
    ana, bo, cy, _ = world.people
    create_exchange(world, ana, joined=[bo, cy])
    ana.command(f"/santa exclude {bo.mention} {cy.mention}", world.general)
    added = len(world.slack.deliveries()) - 1
    ana.press("Exclusions")
    ana.press("Remove")
    assert world.all(models.Exclusion) == []

    replayed = world.slack.redeliver(added)

    assert replayed.status == 200
    assert world.all(models.Exclusion) == []


def test_a_replayed_removal_leaves_alone_what_was_added_since(world: World) -> None:
    ana, bo, cy, _ = world.people
    create_exchange(world, ana, joined=[bo, cy])
    ana.command(f"/santa exclude {bo.mention} {cy.mention}", world.general)
    ana.press("Remove it")
    assert ana.submit() == {}
    removal = len(world.slack.deliveries()) - 1
    assert world.all(models.Exclusion) == []
    ana.close_modal(everything=True)
    ana.command(f"/santa exclude {bo.mention} {cy.mention}", world.general)

    replayed = world.slack.redeliver(removal)

    assert replayed.status == 200
    assert len(world.all(models.Exclusion)) == 1


@both_databases
def test_two_organizers_remove_at_once_what_stands_in_the_way(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    make_organizer(world, exchange_id, bo)
    ana.command(f"/santa exclude {bo.mention} {cy.mention}", world.general)
    for organizer in (ana, bo):
        told = organizer.command("/santa draw", world.general).message
        organizer.press("Remove it", message=told)

    at_once(ana.submit, bo.submit)

    assert world.all(models.Exclusion) == []
    for organizer in (ana, bo):
        assert organizer.modal is not None
        assert "can be drawn" in organizer.modal.text
    assert world.slack.complaints() == []


def test_a_replayed_wish_is_there_once(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    ana.command("/santa wishlist", world.general)
    ana.press("Add a wish")
    ana.fill("Wish", "Tea")
    ana.submit()

    replays(world)
    ana.close_modal(everything=True)
    shown = ana.command("/santa wishlist", world.general).modal

    assert shown is not None
    assert shown.text.count("Tea") == 1


def test_a_replayed_draw_changes_no_match(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    ana.command("/santa draw", world.general)
    ana.press("Draw now")
    before = matches(world, exchange_id, [ana, bo, cy])

    replays(world)

    assert matches(world, exchange_id, [ana, bo, cy]) == before
    assert is_drawn(world, exchange_id)


def test_a_replayed_cancel_tells_nobody_twice(world: World) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana, joined=[bo])
    manage(ana)
    ana.press("Cancel exchange")
    eventually(lambda: bo.direct_messages)

    replays(world)

    eventually(lambda: told(world, ["pending", "sending"]) == 0)
    assert len(bo.direct_messages) == 1


def told(world: World, statuses: Iterable[str]) -> int:
    return sum(row.status in statuses for row in world.all(models.Delivery))
