"""Socket Mode over real websockets: Slack ends them, loses them, falls silent or is away, processes
come and go, and every payload is answered once."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.answers import Answers
from bot.sockets import SocketConnections
from tests.integration.slack_sockets import APP_TOKEN, Line, Refusal, SlackSockets, eventually

Start = Callable[..., SocketConnections]

LONG = "x" * 70_000


class Office:
    """A bot in whose listener one may get stuck: `/say wait` waits for `gate`."""

    def __init__(self, api_url: str, name: str = "bot") -> None:
        self.name = name
        self.gate = threading.Event()
        self.heard: list[str] = []
        self.bolt = App(
            client=WebClient(token="xoxb-1", base_url=api_url, timeout=30, retry_handlers=[]),
            authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1"),
            process_before_response=True,
            request_verification_enabled=False,
            signing_secret="unused",
            token_verification_enabled=False,
        )
        self.bolt.command("/say")(self._say)

    def _say(self, ack: Any, command: dict[str, str]) -> None:
        text = command["text"]
        self.heard.append(text)
        if text == "wait":
            self.gate.wait(20)
        ack(LONG if text == "long" else f"{self.name}: {text}")


@pytest.fixture
def slack() -> Iterator[SlackSockets]:
    slack = SlackSockets()
    yield slack
    slack.stop()


@pytest.fixture
def office(slack: SlackSockets) -> Iterator[Office]:
    office = Office(slack.api_url)
    yield office
    office.gate.set()


@pytest.fixture
def silences() -> list[str]:
    return []


@pytest.fixture
def start(slack: SlackSockets, office: Office, silences: list[str]) -> Iterator[Start]:
    """Starts connections, quick about everything, and in the end leaves no thread behind."""
    started: list[SocketConnections] = []

    def start(bot: Office = office, **options: Any) -> SocketConnections:
        quick: dict[str, Any] = {
            "apart": 0,
            "shortest_pause": 0.05,
            "ping_interval": 0.2,
            "on_silence": lambda: silences.append("silence"),
        }
        connections = SocketConnections(bot.bolt, APP_TOKEN, **{**quick, **options})
        started.append(connections)
        connections.start()
        return connections

    yield start
    office.gate.set()
    slack.goes_on.set()
    for connections in started:
        connections.stop()
    eventually(lambda: not [one for one in threading.enumerate() if _is_ours(one)])


def _is_ours(thread: threading.Thread) -> bool:
    return thread.name.startswith(("sockets-", "slack-websocket", "socket-listener"))


@pytest.fixture
def two(slack: SlackSockets, start: Start) -> tuple[Line, Line]:
    """Both connections of a bot that has started."""
    start()
    one, other = slack.first_lines(2)
    return one, other


def answer(slack: SlackSockets, envelope_id: str) -> Any:
    return answered(slack, envelope_id)[1]


def answered(slack: SlackSockets, envelope_id: str) -> tuple[Line, Any]:
    """The connection an answer came over, and what it was."""
    return eventually(lambda: slack.acks.get(envelope_id))


def warnings_of_ours(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name.startswith("bot.")]


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


def test_silence_is_told_once(slack: SlackSockets, start: Start, silences: list[str]) -> None:
    connections = start(silent_after=0.5)
    slack.first_lines(2)
    heard = connections.silent_for
    slack.hang()

    for line in slack.lines:
        line.freeze()

    eventually(lambda: silences)
    eventually(lambda: (connections.silent_for or 0) > 1.5)
    assert silences == ["silence"]
    assert heard is not None


def test_an_attempt_that_never_ends_is_silence_even_before_the_first_connection(
    slack: SlackSockets, start: Start, silences: list[str]
) -> None:
    slack.hang()

    connections = start(silent_after=0.2)

    eventually(lambda: silences)
    assert connections.silent_for is None


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
