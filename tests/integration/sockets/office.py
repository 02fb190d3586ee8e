"""A bot behind Socket Mode in whose listener one may get stuck, and what it has answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.sockets import SocketConnections
from tests.eventually import eventually
from tests.integration.slack_sockets import Line, SlackSockets

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


def answer(slack: SlackSockets, envelope_id: str) -> Any:
    return answered(slack, envelope_id)[1]


def answered(slack: SlackSockets, envelope_id: str) -> tuple[Line, Any]:
    """The connection an answer came over, and what it was."""
    return eventually(lambda: slack.acks.get(envelope_id))


def warnings_of_ours(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name.startswith("bot.")]
