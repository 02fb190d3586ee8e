"""kill -9 at every bad moment, and a new start: one draw, every message once."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import update

from core.db import models
from core.domain.types import DeliveryKind
from playground import Person
from tests.e2e.process import Process
from tests.e2e.world import (
    World,
    all_sent,
    create_exchange,
    is_drawn,
    match_messages,
    matches,
    now,
    strike,
)
from tests.eventually import eventually

DATABASES = pytest.mark.parametrize(
    "idle_world",
    [("http", "sqlite"), ("http", "postgresql")],
    indirect=True,
    ids=lambda one: one[1],
)


def an_exchange_of_three(world: World, organizer: Person) -> str:
    _, bo, cy, _ = world.people
    return create_exchange(world, organizer, joined=[bo, cy])


def test_killed_before_the_deadline_it_draws_after_the_next_start(
    idle_world: World, process: Process
) -> None:
    ana, bo, cy, _ = idle_world.people
    exchange_id = an_exchange_of_three(idle_world, ana)

    process.kill()
    strike(idle_world, exchange_id)
    assert now() >= idle_world.exchange(exchange_id).draw_at
    assert not is_drawn(idle_world, exchange_id)
    let_lease_end(idle_world)
    process.start()

    matches(idle_world, exchange_id, [ana, bo, cy])


def test_killed_after_everything_was_sent_it_sends_nothing_again(
    idle_world: World, process: Process
) -> None:
    ana, bo, cy, _ = idle_world.people
    exchange_id = an_exchange_of_three(idle_world, ana)
    strike(idle_world, exchange_id)
    before = matches(idle_world, exchange_id, [ana, bo, cy])

    process.kill()
    let_lease_end(idle_world)
    process.start()
    create_exchange(idle_world, ana, "Another")  # it has taken over the lane, and looked

    assert matches(idle_world, exchange_id, [ana, bo, cy]) == before


@DATABASES
def test_killed_in_the_middle_of_sending_with_replies_lost_it_sends_everything_once(
    idle_world: World, process: Process
) -> None:
    ana, bo, cy, _ = idle_world.people
    exchange_id = an_exchange_of_three(idle_world, ana)
    for person in (ana, bo, cy):
        idle_world.slack.delay("chat.postMessage", 1, to=person.id)
        idle_world.slack.lose_reply("chat.postMessage", to=person.id)
    strike(idle_world, exchange_id)

    eventually(lambda: "sending" in statuses(idle_world, exchange_id))
    time.sleep(0.3)  # the request has left
    process.kill()  # what is on its way arrives later, and nobody hears of it
    assert "sent" not in statuses(idle_world, exchange_id)
    let_lease_end(idle_world)
    process.start()

    # What it had in hand is looked for, and not sent again before it can have arrived.
    eventually(lambda: all_sent(idle_world, exchange_id))
    matches(idle_world, exchange_id, [ana, bo, cy])
    for person in (ana, bo, cy):
        calls = idle_world.slack.calls("chat.postMessage")
        texts = [one["args"]["text"] for one in calls if one["args"]["channel"] == person.id]
        assert texts.count(match_messages(idle_world, exchange_id, person)[0].raw["text"]) == 1


def statuses(world: World, exchange_id: str) -> list[str]:
    rows = world.all(models.Delivery, exchange_id=exchange_id, kind=DeliveryKind.MATCH)
    return [str(row.status) for row in rows]


def let_lease_end(world: World) -> None:
    """What ten seconds would do: nothing is in the hands of the killed process any more."""
    with world.database.write() as session:
        sending = update(models.Delivery).where(models.IS_SENDING)
        session.execute(sending.values(leased_until=now()))
        session.execute(update(models.Exchange).values(drawing_until=now()))
