"""A Slack that says nothing any more is told of, and no other."""

from __future__ import annotations

import threading
import time

from tests.eventually import eventually
from tests.integration.slack_sockets import Refusal, SlackSockets
from tests.integration.sockets.office import Start


def test_silence_is_told_once(slack: SlackSockets, start: Start, silences: list[str]) -> None:
    start(silent_after=0.5)
    slack.first_lines(2)
    slack.hang()

    for line in slack.lines:
        line.freeze()

    eventually(lambda: silences)
    time.sleep(1)  # and it goes on, for longer than was told
    assert silences == ["silence"]


def test_an_attempt_that_never_ends_is_silence_even_before_the_first_connection(
    slack: SlackSockets, start: Start, silences: list[str]
) -> None:
    slack.hang()

    connections = start(silent_after=0.2)

    eventually(lambda: silences)
    assert not connections.is_connected


def test_answers_to_pings_are_signs_of_life(
    slack: SlackSockets, start: Start, silences: list[str]
) -> None:
    start(silent_after=1)
    slack.first_lines(2)

    time.sleep(2.5)  # nothing happens, for longer than the silence that would be told

    assert silences == []
    assert slack.open_lines == slack.first_lines(2)


def test_a_slack_that_is_away_for_long_is_no_silence(
    slack: SlackSockets, start: Start, silences: list[str]
) -> None:
    start(silent_after=0.3)
    slack.first_lines(2)
    slack.refusal = Refusal(status=503)
    asked = slack.asked

    for line in slack.lines:
        line.cut()

    # The pauses have become longer than the silence that would be told.
    eventually(lambda: slack.asked > asked + 6)
    assert silences == []


def test_who_is_told_of_silence_may_stop(slack: SlackSockets, start: Start) -> None:
    stopped = threading.Event()

    def stop() -> None:
        connections.stop()
        stopped.set()

    slack.hang()
    connections = start(on_silence=stop, silent_after=0.5)

    assert stopped.wait(20)
