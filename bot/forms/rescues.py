"""The form that asks somebody to step in for a giver."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import field, remembered
from core.domain.types import UserId


def read_rescuers(view: dict[str, Any]) -> tuple[str, list[UserId]]:
    """The exchange, and who may step in."""
    people = field(view, ids.RESCUERS).get("selected_users") or ()
    chosen = dict.fromkeys(UserId(str(one)) for one in people)
    return str(remembered(view).get("exchange")), list(chosen)
