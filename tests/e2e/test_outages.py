"""Slack is slow, limits, fails or is away; so is the database. Nothing that was done is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from threading import Timer

import pytest
import requests
from sqlalchemy import make_url

from bot import wording
from core.db import models
from core.domain.types import DeliveryKind
from playground import Message, Person
from tests.e2e.line import Line
from tests.e2e.world import (
    World,
    all_sent,
    announcement,
    create_exchange,
    is_drawn,
    joined,
    key_of,
    let_deadline_come,
    match_messages,
    matches,
)
from tests.eventually import eventually
from tests.postgres import Postgres

POST = "chat.postMessage"
#: Whoever is told that something is away is told while Slack still listens.
SLACK_LISTENS = 3


def test_every_match_arrives_once_whatever_slack_does(world: World) -> None:
    people = [*world.people, world.add_person("Eli Gram"), world.add_person("Fay Holm")]
    _, bo, cy, dee, eli, fay = people
    exchange_id = create_exchange(world, people[0], joined=people[1:])
    world.slack.rate_limit_next(POST, retry_after=2, to=bo.id)
    world.slack.fail(POST, status=500, to=cy.id)
    world.slack.fail(POST, error="fatal_error", to=dee.id)
    world.slack.drop_request(POST, to=eli.id)
    world.slack.lose_reply(POST, to=fay.id)

    let_deadline_come(world, people[0], exchange_id)

    eventually(lambda: all_sent(world, exchange_id))
    matches(world, exchange_id, people)
    calls = world.slack.calls(POST)
    refused_at = next(call["at"] for call in calls if call["status"] == 429)
    # What was on its way at that moment is not called back.
    assert not [one for one in calls if 0.5 < one["at"] - refused_at < 2]


def test_who_cannot_be_reached_delays_nobody_and_is_reported_and_tried_again(
    world: World,
) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy, dee])
    world.slack.fail(POST, error="user_disabled", to=bo.id)

    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: reports(world, ana))

    assert [len(match_messages(world, exchange_id, one)) for one in world.people] == [1, 0, 1, 1]
    (report,) = reports(world, ana)
    assert report.mentions == [bo.id]
    assert "3 of 4" in report.text
    assert "deactivated" in report.text
    ana.press("Try those again", message=report)
    eventually(lambda: len(reports(world, ana)) == 2)
    matches(world, exchange_id, world.people)
    assert "4 of 4" in reports(world, ana)[-1].text
    again = ana.press("Try those again", message=report)
    assert again is not None
    assert "nothing to try again" in again.text


def reports(world: World, organizer: Person) -> list[Message]:
    owed = world.all(models.Delivery, kind=DeliveryKind.REPORT, addressee_id=organizer.id)
    keys = {row.delivery_id for row in owed}
    return [one for one in organizer.direct_messages if key_of(one) in keys]


def test_a_join_is_kept_when_slack_does_not_say_who_it_is(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana)
    world.slack.rate_limit_next("users.info", to=bo.id)
    world.slack.drop_request("users.info", to=cy.id)

    bo.press("Join", world.general)
    cy.command("/santa join", world.general)

    assert joined(world, exchange_id) == {ana.id, bo.id, cy.id}


def test_a_join_is_kept_when_its_answer_cannot_be_given(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana)
    world.slack.fail("response_url", status=500)
    bo.press("Join", world.general)
    world.slack.drop_request("response_url")
    cy.press("Join", world.general)

    assert joined(world, exchange_id) == {ana.id, bo.id, cy.id}
    assert world.slack.complaints() == []


@pytest.mark.parametrize("idle_world", [("socket", "sqlite")], indirect=True, ids=["socket"])
def test_slack_away_at_the_start_is_waited_for(idle_world: World) -> None:
    idle_world.slack.fail("apps.connections.open", status=500)

    idle_world.start()

    assert "Kringle" in idle_world.people[0].command("/santa", idle_world.general).text


@pytest.mark.parametrize("world", [("socket", "sqlite")], indirect=True, ids=["socket"])
def test_a_closed_socket_is_opened_again(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)

    assert world.slack.disconnect_sockets() == 1
    world.slack.wait_for_bot()

    assert "Office Santa" in ana.command("/santa status", world.general).text


def test_thirty_quick_joins_need_few_updates_and_end_with_the_right_count(world: World) -> None:
    ana = world.people[0]
    crowd = [world.add_person(f"Person {number}") for number in range(30)]
    exchange_id = create_exchange(world, ana)

    def join(person: Person) -> None:
        while (said := person.press("Join", world.general)) and wording.DATABASE_AWAY in said.text:
            continue  # there may be as much else to do

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(join, crowd))

    eventually(lambda: "31 people" in announcement(world, exchange_id, ana).text)
    assert len(world.slack.calls("chat.update")) <= 3
    assert world.slack.complaints() == []


def test_a_sqlite_that_is_locked_for_a_moment_only_delays(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    path = make_url(world.url).database
    assert path is not None
    lock = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN IMMEDIATE")
    release = Timer(1, lock.close)
    release.start()

    answer = bo.command("/santa join", world.general)

    release.join()
    assert answer.message is not None
    assert answer.message.author == "Kringle"
    assert joined(world, exchange_id) == {ana.id, bo.id}


def test_a_sqlite_that_stays_locked_is_told_and_what_was_typed_stays(world: World) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    ana.command("/santa new", world.general)
    ana.fill("Name", "Another")
    world.slack.be_patient(SLACK_LISTENS)
    lock = sqlite3.connect(str(make_url(world.url).database), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")

    with ThreadPoolExecutor(2) as threads:
        joining = threads.submit(bo.command, "/santa join", world.general)
        submitting = threads.submit(ana.submit)

    assert joining.result().text == wording.DATABASE_AWAY
    assert submitting.result() == {"Name": wording.DATABASE_AWAY}
    lock.close()
    assert ana.submit() == {}
    bo.command("/santa join Office Santa", world.general)
    assert joined(world, exchange_id) == {ana.id, bo.id}
    assert {row.name for row in world.all(models.Exchange)} == {"Office Santa", "Another"}


@contextmanager
def stopped(postgres: Postgres) -> Iterator[None]:
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


@pytest.mark.parametrize(
    ("world", "outage"),
    [(("http", "postgresql"), stopped), (("socket", "postgresql"), Postgres.frozen)],
    indirect=["world"],
    ids=["stopped", "frozen"],
)
def test_while_postgresql_is_away_everybody_is_told_and_then_everything_goes_on(
    world: World, outage: Callable[[Postgres], AbstractContextManager[None]], postgres: Postgres
) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo])
    message = announcement(world, exchange_id, cy)
    dee.command("/santa new", world.general)
    dee.fill("Name", "Another")
    world.slack.be_patient(SLACK_LISTENS)

    with outage(postgres):
        typed = cy.command("/santa join", world.general)
        pressed = cy.press("Join", message=message)
        submitted = dee.submit()
        ana.open_home()
        ready = requests.get(f"http://127.0.0.1:{world.kringle.port}/readyz", timeout=3)
        alive = requests.get(f"http://127.0.0.1:{world.kringle.port}/healthz", timeout=3)

    assert typed.text == wording.DATABASE_AWAY
    assert pressed is not None
    assert pressed.text == wording.DATABASE_AWAY
    assert submitted == {"Name": wording.DATABASE_AWAY}
    assert (ready.status_code, alive.status_code) == (503, 200)
    assert "database" in ready.json()["reason"]
    assert world.slack.complaints() == []
    eventually(lambda: "You are in" in cy.command("/santa join", world.general).text)
    assert dee.submit() == {}
    assert {row.name for row in world.all(models.Exchange)} == {"Office Santa", "Another"}
    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: is_drawn(world, exchange_id))


@pytest.mark.parametrize("world", [("http", "postgresql")], indirect=True, ids=["postgresql"])
def test_connections_to_postgresql_that_were_ended_are_not_noticed(
    world: World, postgres: Postgres
) -> None:
    ana, bo, *_ = world.people
    exchange_id = create_exchange(world, ana)
    world.database.close()

    postgres.hang_up(world.url)
    bo.command("/santa join", world.general)

    assert joined(world, exchange_id) == {ana.id, bo.id}


@pytest.fixture
def line(idle_world: World) -> Iterator[Line]:
    """Between the Kringle of this world, which it starts, and its database."""
    line = Line(idle_world.url)
    idle_world.url = line.url
    idle_world.start()
    yield line
    line.close()


@pytest.mark.parametrize("idle_world", [("http", "postgresql")], indirect=True, ids=["postgresql"])
def test_what_may_have_been_saved_is_not_called_unchanged_and_done_again_is_done_once(
    idle_world: World, line: Line
) -> None:
    ana, bo, *_ = idle_world.people
    ana.command("/santa new", idle_world.general)
    ana.fill("Name", "Office Santa")
    line.cut_at_commit()
    form = ana.submit()
    again = ana.submit()
    (exchange,) = idle_world.all(models.Exchange)
    eventually(lambda: idle_world.exchange(exchange.exchange_id).announced_ts)
    line.cut_at_commit()
    join = bo.command("/santa join", idle_world.general)
    joined_again = bo.command("/santa join", idle_world.general)

    assert form == {"Name": wording.PERHAPS_SAVED}
    assert again == {}
    assert join.text == wording.PERHAPS_SAVED
    assert "You were already in" in joined_again.text
    assert joined(idle_world, exchange.exchange_id) == {ana.id, bo.id}
    assert line.cuts == 2


def test_an_announcement_posted_twice_goes_with_the_first_join_in_it(world: World) -> None:
    ana, bo, *_ = world.people
    world.slack.lose_reply(POST, to=world.general.id)
    exchange_id = create_exchange(world, ana)
    stray, kept = [one for one in bo.sees(world.general) if "Join" in one.buttons]

    reply = bo.press("Join", message=stray)

    assert reply is not None
    assert "You are in" in reply.text
    assert joined(world, exchange_id) == {ana.id, bo.id}
    assert [one.ts for one in bo.sees(world.general) if "Join" in one.buttons] == [kept.ts]
    assert world.slack.complaints() == []


def test_an_announcement_that_slack_refuses_is_told_and_tried_on(world: World) -> None:
    ana, bo, *_ = world.people
    world.slack.fail(POST, error="restricted_action", to=world.general.id)

    exchange_id = create_exchange(world, ana)

    eventually(lambda: ana.direct_messages)
    (told,) = ana.direct_messages
    assert "I could not announce Office Santa" in told.text
    assert "/invite @Kringle" in told.text
    assert "Join" in announcement(world, exchange_id, bo).buttons
    assert bo.direct_messages == []
