"""Processes come and go: what one has begun it finishes, and what it has not another one gets."""

from __future__ import annotations

import json
import threading
import time

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.answers import Answers
from bot.sockets import SocketConnections
from tests.eventually import eventually
from tests.integration.slack_sockets import APP_TOKEN, SlackSockets
from tests.integration.sockets.office import Office, Start, answer, answered, warnings_of_ours


def test_stopping_answers_what_is_running_and_then_says_goodbye(
    slack: SlackSockets, office: Office, start: Start
) -> None:
    connections = start()
    one, other = slack.first_lines(2)
    running = [one.command("wait"), other.command("wait")]
    eventually(lambda: len(office.heard) == 2)

    stopping = threading.Thread(target=connections.stop)
    stopping.start()
    late = one.command("late")

    assert answered(slack, late) == (one, {"text": "bot: late"})
    office.gate.set()
    assert [answered(slack, envelope_id)[0] for envelope_id in running] == [one, other]
    stopping.join()
    eventually(lambda: slack.open_lines == [])
    assert not connections.is_connected


def test_stopping_does_not_wait_for_ever(
    slack: SlackSockets, office: Office, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    connections = start()
    one, _ = slack.first_lines(2)
    one.command("wait")
    eventually(lambda: office.heard)

    connections.stop()

    eventually(lambda: slack.open_lines == [])
    assert "stopped before 1 payloads were answered" in warnings_of_ours(caplog)


def test_nothing_is_lost_when_a_new_process_takes_over(
    slack: SlackSockets, office: Office, start: Start
) -> None:
    old = start()
    slack.first_lines(2)
    running = [line.command("wait") for line in slack.lines]
    eventually(lambda: len(office.heard) == 2)
    new = start(Office(slack.api_url, "new"))
    slack.first_lines(4)

    stopping = threading.Thread(target=old.stop)
    stopping.start()
    meanwhile = [line.command("hi") for line in slack.lines]
    said = [answer(slack, envelope_id)["text"] for envelope_id in meanwhile]
    office.gate.set()
    stopping.join()
    eventually(lambda: slack.open_lines == slack.lines[2:])
    afterwards = [line.command("hi") for line in slack.open_lines]

    assert said == ["bot: hi", "bot: hi", "new: hi", "new: hi"]
    assert [answer(slack, one)["text"] for one in running] == ["bot: wait", "bot: wait"]
    assert [answer(slack, one)["text"] for one in afterwards] == ["new: hi", "new: hi"]
    assert new.is_connected


def test_nothing_is_begun_after_the_goodbye(office: Office) -> None:
    sent: list[str] = []
    payload = {"command": "/say", "text": "hi", "team_id": "T1", "user_id": "U1"}
    request = SocketModeRequest("slash_commands", "1", payload)
    answers = Answers(office.bolt, workers=1)
    answers.begin(request, sent.append)
    answers.close(deadline=time.monotonic() + 20)

    answers.begin(request, sent.append)

    assert office.heard == ["hi"]
    assert [json.loads(one)["envelope_id"] for one in sent] == ["1"]


def test_stopping_while_a_connection_is_being_opened_leaves_none(
    slack: SlackSockets, start: Start
) -> None:
    slack.hang()
    connections = start()
    eventually(lambda: slack.asked)

    connections.stop()

    slack.goes_on.set()
    eventually(lambda: slack.lines)
    eventually(lambda: slack.open_lines == [])


def test_stopping_twice_or_before_the_start_is_harmless(
    slack: SlackSockets, office: Office, start: Start
) -> None:
    SocketConnections(office.bolt, APP_TOKEN, on_silence=lambda: None).stop()
    connections = start()

    connections.stop()
    connections.stop()

    eventually(lambda: slack.open_lines == [])
