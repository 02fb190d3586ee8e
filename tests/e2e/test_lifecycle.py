"""Processes that start, share the work, are told to stop, or are killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus
from playground import Person
from tests.e2e.process import Process
from tests.e2e.test_crashes import let_lease_end
from tests.e2e.world import World, check_valid, create_exchange, joined, match_messages, strike
from tests.eventually import eventually
from tests.postgres import Postgres

POST = "chat.postMessage"
POSTGRESQL = pytest.mark.parametrize(
    "idle_world", [("http", "postgresql")], indirect=True, ids=["postgresql"]
)
EITHER_WAY = pytest.mark.parametrize(
    "idle_world", [("http", "sqlite"), ("socket", "sqlite")], indirect=True, ids=lambda one: one[0]
)
Make = Callable[..., Process]


@pytest.fixture
def make(idle_world: World, tmp_path: Path) -> Iterator[Make]:
    """Processes for the idle world, which end with the test."""
    made: list[Process] = []

    def make(**options: Any) -> Process:
        made.append(Process(idle_world, tmp_path, **options))
        return made[-1]

    yield make
    for process in made:
        process.kill()


def sent(world: World, kind: DeliveryKind) -> list[models.Delivery]:
    return world.all(models.Delivery, kind=kind, status=DeliveryStatus.SENT)


def check_each_has_one_match(world: World, exchange_id: str, people: list[Person]) -> None:
    # What a killed process had in hand is looked for, and not sent again before it can have
    # arrived: that may take half a minute.
    eventually(lambda: len(sent(world, DeliveryKind.MATCH)) == len(people))
    messages = {one.id: match_messages(world, exchange_id, one) for one in people}
    assert {len(one) for one in messages.values()} == {1}
    check_valid(world, exchange_id, {giver: one.mentions[0] for giver, (one,) in messages.items()})


def an_exchange_that_is_being_drawn(world: World, organizer: Person) -> str:
    """The first match is on its way for some seconds."""
    _, bo, cy, _ = world.people
    for person in (organizer, bo, cy):
        world.slack.delay(POST, 2, to=person.id)
    exchange_id = create_exchange(world, organizer, joined=[bo, cy])
    organizer.command("/santa draw", world.general)
    organizer.press("Draw now")
    eventually(lambda: world.all(models.Delivery, status=DeliveryStatus.SENDING))
    return exchange_id


@EITHER_WAY
def test_told_to_stop_it_says_so_finishes_what_it_began_and_begins_nothing(
    idle_world: World, process: Process
) -> None:
    ana, bo, cy, _ = idle_world.people
    exchange_id = an_exchange_that_is_being_drawn(idle_world, ana)

    process.tell_to_stop()
    eventually(lambda: process.readiness()[0] == 503)

    assert process.readiness() == (503, {"status": "not ready", "reason": "stopping"})
    assert process.health() == (200, {"status": "ok"})
    assert process.status() == 0
    rows = idle_world.all(models.Delivery, exchange_id=exchange_id, kind=DeliveryKind.MATCH)
    assert DeliveryStatus.SENDING not in {row.status for row in rows}
    assert "sent" in {row.status for row in rows}
    idle_world.slack.clear_faults()
    process.start()
    check_each_has_one_match(idle_world, exchange_id, [ana, bo, cy])


@EITHER_WAY
def test_told_to_stop_it_still_answers_who_has_asked(idle_world: World, process: Process) -> None:
    ana, bo, *_ = idle_world.people
    exchange_id = create_exchange(idle_world, ana)
    idle_world.slack.delay("users.info", 1, to=bo.id)

    with ThreadPoolExecutor(1) as thread:
        asking = thread.submit(bo.command, "/santa join", idle_world.general)
        time.sleep(0.4)  # it is on its way, and Slack slow in telling who this is
        process.tell_to_stop()

    assert process.status() == 0
    assert "You are in" in asking.result().text
    assert joined(idle_world, exchange_id) == {ana.id, bo.id}


def test_told_twice_it_ends_at_once(idle_world: World, process: Process) -> None:
    an_exchange_that_is_being_drawn(idle_world, idle_world.people[0])

    process.tell_to_stop()
    eventually(lambda: process.readiness()[0] == 503)
    process.tell_to_stop()

    assert process.status() == -signal.SIGTERM
    assert sent(idle_world, DeliveryKind.MATCH) == []


MAIN = "from bot.__main__ import main; sys.exit(main())"
IMPATIENT = "bot.app.STOP_SECONDS = 1;"


@POSTGRESQL
def test_what_cannot_be_finished_keeps_no_process(
    idle_world: World, make: Make, postgres: Postgres
) -> None:
    process = make(arguments=("-c", f"import bot.app, sys; {IMPATIENT} {MAIN}"))
    process.start()

    with postgres.frozen():
        time.sleep(0.5)  # it has asked something, and waits for the answer
        process.tell_to_stop()
        assert process.status() == 1

    assert "not everything was finished" in process.log.read_text()


SILENT = "bot.app.SocketConnections.start = lambda sockets: sockets._on_silence();"


@pytest.mark.parametrize("idle_world", [("socket", "sqlite")], indirect=True, ids=["socket"])
def test_silence_ends_the_process_so_that_a_supervisor_starts_another(
    idle_world: World, make: Make
) -> None:
    process = make(arguments=("-c", f"import bot.app, sys; {SILENT} {MAIN}"))

    process.begin()

    assert process.status() == os.EX_TEMPFAIL
    assert "Kringle has stopped" in process.log.read_text()


@POSTGRESQL
def test_it_is_not_ready_while_its_database_is_of_another_version(
    idle_world: World, make: Make
) -> None:
    process = make()
    process.start()

    name_version(idle_world, "version_num || 'x'")
    behind = process.readiness()
    name_version(idle_world, "left(version_num, -1)")  # others have this database next

    assert behind == (503, {"status": "not ready", "reason": "the schema is behind"})
    eventually(lambda: process.readiness()[0] == 200)


def name_version(world: World, version: str) -> None:
    with world.database.write() as session:
        change = f"UPDATE alembic_version SET version_num = {version}"
        session.connection().exec_driver_sql(change)


@pytest.mark.parametrize("idle_world", [("socket", "sqlite")], indirect=True, ids=["socket"])
def test_it_is_not_ready_until_slack_can_reach_it(idle_world: World, make: Make) -> None:
    idle_world.slack.fail("apps.connections.open", status=500, times=1000)
    process = make()
    process.begin()

    eventually(process.answers)
    before = process.readiness()
    idle_world.slack.clear_faults()
    process.wait_until_ready()

    assert before == (503, {"status": "not ready", "reason": "not connected to Slack"})


@POSTGRESQL
def test_three_processes_share_one_exchange_and_one_may_die(idle_world: World, make: Make) -> None:
    web, worker, killed = processes = make(role="web"), make(role="worker"), make(role="worker")
    for process in processes:
        process.begin()
    for process in processes:
        process.start()
    people = [*idle_world.people, *(idle_world.add_person(f"Person {n}") for n in range(4))]
    exchange_id = create_exchange(idle_world, people[0], joined=people[1:])

    strike(idle_world, exchange_id)
    eventually(lambda: sent(idle_world, DeliveryKind.MATCH))
    killed.kill()
    let_lease_end(idle_world)

    check_each_has_one_match(idle_world, exchange_id, people)
    assert web.readiness()[0] == worker.readiness()[0] == 200
    for process in (web, worker):
        process.tell_to_stop()
    assert (web.status(), worker.status()) == (0, 0)
