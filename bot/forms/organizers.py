"""The form about who organizes an exchange."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import changes, remembered
from core.domain.types import UserId


def read_organizers(view: dict[str, Any]) -> tuple[str, list[UserId], set[UserId]]:
    """The exchange, and who was added to and removed from those whom the form was opened with."""
    added, removed = changes(view, ids.ORGANIZERS_FIELD, "organizers")
    return str(remembered(view).get("exchange")), added, removed
