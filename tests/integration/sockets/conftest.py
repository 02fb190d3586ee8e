"""A Slack of websockets, a bot, and connections between them that are quick about everything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.sockets import SocketConnections
from tests.eventually import eventually
from tests.integration.slack_sockets import APP_TOKEN, Line, SlackSockets
from tests.integration.sockets.office import Office, Start


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
