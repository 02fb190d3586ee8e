"""The form that sends a match again."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import field, remembered
from core.domain.types import UserId


def read_resend(view: dict[str, Any]) -> tuple[str, UserId]:
    """The exchange, and who is to get their match again."""
    chosen = field(view, ids.RESEND_TO).get("selected_user")
    return str(remembered(view).get("exchange")), UserId(chosen or "")
