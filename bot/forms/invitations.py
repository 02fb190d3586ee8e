"""The form that invites people."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import field, remembered
from bot.gathering import Chosen


def read_invited(view: dict[str, Any]) -> tuple[str, Chosen]:
    """The exchange, and who is to be invited to it."""
    people = field(view, ids.INVITE_PEOPLE).get("selected_users") or ()
    channel = field(view, ids.INVITE_CHANNEL).get("selected_conversation") or ""
    group = field(view, ids.INVITE_GROUP).get("selected_option") or {}
    chosen = Chosen(tuple(map(str, people)), str(channel), str(group.get("value") or ""))
    return str(remembered(view).get("exchange")), chosen
