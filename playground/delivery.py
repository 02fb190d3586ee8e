"""What is handed to the bot and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from playground.errors import Json

#: How long Slack waits for an acknowledgement.
ACK_SECONDS = 3.0
Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Delivery:
    """A command, an interaction or an event on its way to the bot."""

    kind: Kind
    payload: Json


@dataclass(frozen=True)
class BotAnswer:
    """Whether the bot acknowledged in time, and the payload of the acknowledgement."""

    outcome: Literal["answered", "timeout", "failed"]
    body: Any = None
    status: int = 0
    reason: str = ""

    @property
    def acked(self) -> bool:
        return self.outcome == "answered"


def kind_of(payload: Json) -> Kind:
    """How Slack would send this payload."""
    if "command" in payload:
        return "slash_commands"
    return "events_api" if payload.get("type") == "event_callback" else "interactive"
