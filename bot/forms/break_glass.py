"""The form that asks to open one match."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import field, remembered, text
from core.domain.types import UserId


def read_opening(view: dict[str, Any]) -> tuple[str, UserId, str, list[UserId]]:
    """The exchange, whose match, why, and the admin who may agree, if any is named."""
    giver = field(view, ids.OPENING_GIVER).get("selected_user")
    admin = field(view, ids.OPENING_ADMIN).get("selected_user")
    reason = text(view, ids.OPENING_REASON)
    exchange_id = str(remembered(view).get("exchange"))
    return exchange_id, UserId(giver or ""), reason, [UserId(admin)] if admin else []
