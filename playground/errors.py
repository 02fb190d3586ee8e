"""Refusals, in Slack's words."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """A Web API method answers `{"ok": false, "error": code}` and whatever else Slack adds."""

    def __init__(self, code: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra

    def body(self) -> Json:
        body: Json = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class PlaygroundError(Exception):
    """A control request that makes no sense; the driver raises it again with the same words."""
