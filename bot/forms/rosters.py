"""The forms that bring a file with people."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import field, remembered


def read_file(view: dict[str, Any]) -> tuple[str, str]:
    """The exchange, and the id of the file that is attached; empty where none is. Nothing else that
    the form says of the file is believed: Slack is asked."""
    files = field(view, ids.ROSTER_FILE).get("files") or [{}]
    return str(remembered(view).get("exchange")), str(files[0].get("id") or "")


def read_review(view: dict[str, Any]) -> tuple[str, bool]:
    """The id of what was looked over, and whether nobody is to draw their own team."""
    is_ticked = bool(field(view, ids.TEAMS_APART).get("selected_options"))
    return str(remembered(view).get("roster")), is_ticked
