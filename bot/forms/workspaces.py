"""The settings of a workspace."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import changes, field, remembered
from core.domain.types import UserId, WhoCreates


def read_creators(view: dict[str, Any]) -> tuple[WhoCreates | None, list[UserId], set[UserId]]:
    """Who may create exchanges, None where that was left as it was; and whom to name, whom not to
    name any more."""
    chosen = str((field(view, ids.WHO_CREATES).get("selected_option") or {}).get("value"))
    is_new = chosen in [*WhoCreates] and chosen != remembered(view).get("who")
    return WhoCreates(chosen) if is_new else None, *changes(view, ids.CREATORS, "named")
