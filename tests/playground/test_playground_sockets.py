"""Socket Mode with several connections, with one that ends, and with none that says anything."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from playground import Playground, PlaygroundError
from tests.eventually import eventually
from tests.playground.conftest import socket_bot

COMMAND = {"command": "/santa", "text": "x"}


def new_url(slack: Playground) -> str:
    client = WebClient(base_url=slack.api_url)
    return str(client.apps_connections_open(app_token=slack.app_token)["url"])


@contextmanager
def connected(slack: Playground) -> Iterator[ClientConnection]:
    """A connection that has been greeted."""
    there = slack.connections
    with connect(new_url(slack)) as socket:
        hello = json.loads(socket.recv())
        assert (hello["type"], hello["num_connections"]) == ("hello", there + 1)
        slack.wait_for_bot(connections=there + 1)
        yield socket
    eventually(lambda: slack.connections <= there)


@contextmanager
def answering(socket: ClientConnection) -> Iterator[list[dict[str, Any]]]:
    """Acknowledges whatever comes, and collects it."""
    received: list[dict[str, Any]] = []

    def answer() -> None:
        try:
            for message in socket:
                received.append(json.loads(message))
                socket.send(json.dumps({"envelope_id": received[-1].get("envelope_id")}))
        except ConnectionClosed:
            pass

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield received
    finally:
        socket.close()
        thread.join()


def test_a_payload_goes_to_any_one_of_the_connections(slack: Playground) -> None:
    with (
        connected(slack) as one,
        connected(slack) as two,
        answering(one) as first,
        answering(two) as second,
    ):
        answers = [slack.deliver(COMMAND).outcome for _ in range(40)]

    assert answers == ["answered"] * 40
    assert len(first) + len(second) == 40
    assert first
    assert second


def test_one_connection_is_warned_and_ended_and_the_other_serves_on(slack: Playground) -> None:
    with connected(slack) as one, connected(slack) as two, answering(two) as served:
        slack.disconnect_socket(0, seconds=0.05)

        reasons = [json.loads(one.recv())["reason"] for _ in range(2)]
        with pytest.raises(ConnectionClosed):
            one.recv()
        assert (reasons, slack.connections) == (["warning", "refresh_requested"], 1)
        assert [slack.deliver(COMMAND).outcome for _ in range(5)] == ["answered"] * 5
        assert len(served) == 5


def test_a_bot_that_is_warned_leaves_for_a_new_connection(slack: Playground) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    with socket_bot(slack):
        slack.disconnect_socket(seconds=60)

        slack.wait_for_bot()
        assert ana.command("/santa hello", general).text == "You said: hello"
        with pytest.raises(PlaygroundError, match="no connection number 1"):
            slack.disconnect_socket(1)


def test_in_silence_nothing_comes_until_slack_speaks_again(slack: Playground) -> None:
    with connected(slack) as socket, ThreadPoolExecutor(1) as pool:
        slack.go_silent()
        pong = socket.ping()
        delivered = pool.submit(slack.deliver, COMMAND)

        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.3)
        assert not pong.is_set()
        assert slack.connections == 1

        slack.speak_again()
        assert pong.wait(5)
        envelope = json.loads(socket.recv())
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        assert envelope["payload"] == COMMAND
        assert delivered.result().outcome == "answered"


def test_in_silence_no_new_connection_gets_through(slack: Playground) -> None:
    url = new_url(slack)
    slack.go_silent()
    with pytest.raises(TimeoutError), connect(url, open_timeout=0.3):
        pass

    slack.speak_again()

    with connect(new_url(slack)) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
        eventually(lambda: slack.connections == 1)  # and not the one that was given up


def test_silence_may_be_for_the_old_connections_only(slack: Playground) -> None:
    with connected(slack) as old:
        slack.go_silent(new_connections=False)

        with connected(slack) as new:
            assert new.ping().wait(5)
            assert not old.ping().wait(0.3)
        slack.speak_again()


def test_a_silent_playground_can_be_closed() -> None:
    with Playground.start() as slack, connected(slack) as socket:
        slack.go_silent()
        slack.close()

        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)
