"""Socket Mode over real websockets: Slack ends them, loses them or is away, and every payload is
answered once."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from tests.eventually import eventually
from tests.integration.slack_sockets import APP_TOKEN, Line, Refusal, SlackSockets
from tests.integration.sockets.office import LONG, Office, Start, answer, answered, warnings_of_ours


def test_two_connections_are_there_and_each_answers_for_itself(
    slack: SlackSockets, two: tuple[Line, Line]
) -> None:
    for line in two:
        assert answered(slack, line.command("hi")) == (line, {"text": "bot: hi"})
    assert slack.open_lines == [*two]


def test_a_long_answer_arrives_whole(slack: SlackSockets, two: tuple[Line, Line]) -> None:
    assert answer(slack, two[0].command("long")) == {"text": LONG}


@pytest.mark.parametrize(
    "message",
    ["", "no json", "[]", "{}", '{"type": "unheard_of"}', '{"type": "hello", "payload": 1}'],
)
def test_what_cannot_be_read_is_passed_over(
    slack: SlackSockets, two: tuple[Line, Line], message: str
) -> None:
    two[0].say(message)

    assert answer(slack, two[0].command("hi")) == {"text": "bot: hi"}


@pytest.mark.parametrize("payload", [7, None, [], "text", {}, {"type": "view_submission"}])
def test_a_payload_that_no_listener_takes_does_no_harm(
    slack: SlackSockets, two: tuple[Line, Line], payload: object
) -> None:
    for _ in range(10):  # more than there are threads
        two[0].envelope(type="interactive", payload=payload)

    assert answer(slack, two[0].command("hi")) == {"text": "bot: hi"}
    assert slack.open_lines == [*two]


def test_the_next_connection_is_open_before_the_old_one_is_given_up(
    slack: SlackSockets, start: Start
) -> None:
    start(ping_interval=30)
    old, other = slack.first_lines(2)

    old.warn()

    new = slack.first_lines(3)[2]
    asked = [line.command("hi") for line in (old, other, new)]
    assert [answered(slack, one)[0] for one in asked] == [old, other, new]


def test_an_old_connection_is_given_up_when_nothing_comes_any_more(
    slack: SlackSockets, two: tuple[Line, Line]
) -> None:
    two[0].warn()

    eventually(lambda: two[0].is_over)
    assert len(slack.open_lines) == 2


def test_an_old_connection_is_kept_while_there_is_no_next_one(
    slack: SlackSockets, two: tuple[Line, Line]
) -> None:
    slack.refusal = Refusal()
    asked = slack.asked
    for line in two:
        line.warn()

    eventually(lambda: slack.asked > asked + 3)
    # The younger one: had the other been warned before this one served, it would be gone.
    assert answered(slack, two[1].command("hi")) == (two[1], {"text": "bot: hi"})
    slack.refusal = None
    eventually(lambda: len(slack.lines) == 4 and len(slack.open_lines) == 2)
    assert all(line.is_over for line in two)


def end(line: Line) -> None:
    line.end()


def cut(line: Line) -> None:
    line.cut()


def freeze(line: Line) -> None:
    line.freeze()


@pytest.mark.parametrize("lose", [end, cut, freeze])
def test_a_connection_that_is_lost_is_replaced(
    slack: SlackSockets, two: tuple[Line, Line], lose: Callable[[Line], None]
) -> None:
    lose(two[0])

    new = slack.first_lines(3)[2]
    assert answer(slack, new.command("hi")) == {"text": "bot: hi"}
    assert answer(slack, two[1].command("hi")) == {"text": "bot: hi"}


@pytest.mark.parametrize("lose", [end, cut, freeze])
def test_all_connections_are_lost_at_once_and_replaced(
    slack: SlackSockets, start: Start, lose: Callable[[Line], None]
) -> None:
    connections = start()
    old = slack.first_lines(2)

    for line in old:
        lose(line)

    slack.first_lines(4)
    assert [answer(slack, line.command("hi")) for line in slack.lines[2:]]
    assert connections.is_connected


def test_what_was_running_when_its_connection_was_lost_is_answered_over_the_other(
    slack: SlackSockets, office: Office, two: tuple[Line, Line]
) -> None:
    asked = two[0].command("wait")
    eventually(lambda: office.heard)
    two[0].cut()
    slack.first_lines(3)

    office.gate.set()

    line, said = answered(slack, asked)
    assert line in slack.lines[1:]
    assert said == {"text": "bot: wait"}


AWAY = {
    "error": Refusal(),
    "unavailable": Refusal(status=503),
    "rate limited": Refusal(status=429, error="ratelimited", retry_after=1),
    "revoked": Refusal(error="invalid_auth"),
}


@pytest.mark.parametrize("refusal", AWAY.values(), ids=AWAY.keys())
def test_slack_is_away_at_the_start_and_comes_back(
    slack: SlackSockets, start: Start, refusal: Refusal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    slack.refusal = refusal

    connections = start()

    eventually(lambda: slack.asked >= 2)
    assert not connections.is_connected
    slack.refusal = None
    slack.first_lines(2)
    said = warnings_of_ours(caplog)
    assert f"Slack cannot be reached: slack_sdk.errors.SlackApiError: {refusal.error}" in said[0]
    assert APP_TOKEN not in "".join(said)
    assert "ticket" not in "".join(said)


def test_nobody_listens_where_slack_should_be(
    slack: SlackSockets, start: Start, silences: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = start(Office("http://127.0.0.1:9/api/"))

    eventually(lambda: len(warnings_of_ours(caplog)) >= 3)
    assert not nowhere.is_connected
    assert "Connection refused" in warnings_of_ours(caplog)[0]


def test_a_connection_that_slack_takes_and_refuses_is_tried_again(
    slack: SlackSockets, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    greeting, slack.greeting = slack.greeting, '{"type": "disconnect", "reason": "too_many"}'

    connections = start()

    eventually(lambda: slack.asked >= 3)
    assert not connections.is_connected
    assert "too_many" in warnings_of_ours(caplog)[0]
    slack.greeting = greeting
    eventually(lambda: len(slack.open_lines) == 2)


def test_who_is_told_to_wait_does_so_and_can_be_stopped(
    slack: SlackSockets, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    slack.refusal = Refusal(status=429, error="ratelimited", retry_after=120)
    connections = start()
    eventually(lambda: warnings_of_ours(caplog))

    connections.stop()

    assert "next try in 120 s" in warnings_of_ours(caplog)[0]
    assert slack.asked == 1


def test_connections_are_opened_apart_unless_there_is_none(
    slack: SlackSockets, start: Start
) -> None:
    start(apart=3600)
    (first,) = slack.first_lines(1)
    assert answer(slack, first.command("hi")) == {"text": "bot: hi"}
    assert slack.asked == 1

    first.cut()

    _, second = slack.first_lines(2)
    assert answer(slack, second.command("hi")) == {"text": "bot: hi"}
    assert slack.asked == 2
