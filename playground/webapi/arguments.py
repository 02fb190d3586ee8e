"""The arguments of a Web API call, whether they came as a form or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.errors import Json, SlackError
from playground.model import Team
from playground.workspace import Workspace


@dataclass(frozen=True)
class Call:
    """An authorized call: the workspace, the team of its token, and what was passed."""

    workspace: Workspace
    team: Team
    args: Json

    def text(self, name: str) -> str:
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("1", "true")

    def structure(self, name: str, error: str) -> Any:
        """An argument that is JSON, in a form as a string."""
        value = self.args.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None

    def limit(self, default: int, most: int = 1000) -> int:
        text = self.text("limit") or str(default)
        if not text.isdigit() or not 0 < int(text) <= most:
            raise SlackError("invalid_limit")
        return int(text)


Method = Callable[[Call], Json]


def page(call: Call, items: list[Any], default: int = 100, most: int = 1000) -> tuple[Any, Json]:
    """One page of the items and the `response_metadata` that leads to the next."""
    limit = call.limit(default, most)
    cursor = call.text("cursor")
    if cursor and not (cursor.startswith("page:") and cursor[5:].isdigit()):
        raise SlackError("invalid_cursor")
    start = int(cursor[5:]) if cursor else 0
    following = f"page:{start + limit}" if start + limit < len(items) else ""
    return items[start : start + limit], {"next_cursor": following}
