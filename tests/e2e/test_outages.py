"""Slack is slow, limits, fails or is away; so is the database. Nothing that was done is lost."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Timer

import pytest
from sqlalchemy import make_url

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus
from playground import Message, Person
from tests.e2e.world import (
    World,
    announcement,
    create_exchange,
    eventually,
    is_drawn,
    joined,
    key_of,
    let_deadline_come,
    match_messages,
    matches,
)

POST = "chat.postMessage"


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

    matches(world, exchange_id, people)
    calls = world.slack.calls(POST)
    refused = next(index for index, call in enumerate(calls) if call["status"] == 429)
    assert calls[refused + 1]["at"] - calls[refused]["at"] >= 2


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
    keys = {row.key for row in owed}
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

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda person: person.press("Join", world.general), crowd))

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


@pytest.mark.parametrize("world", [("http", "postgresql")], indirect=True, ids=["postgresql"])
def test_a_postgresql_that_is_gone_is_answered_in_words_and_works_afterwards(
    world: World, request: pytest.FixtureRequest
) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo])
    server = request.getfixturevalue("postgres")
    name = make_url(world.url).database
    world.database.close()
    server._admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server._admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
    )

    while_gone = cy.command("/santa join", world.general)

    assert "Something went wrong" in while_gone.text
    server._admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert cy.id not in joined(world, exchange_id)
    cy.command("/santa join", world.general)
    let_deadline_come(world, ana, exchange_id)
    matches(world, exchange_id, [ana, bo, cy])
    rows = world.all(models.Delivery)
    assert is_drawn(world, exchange_id)
    assert {row.status for row in rows} == {DeliveryStatus.SENT}


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
