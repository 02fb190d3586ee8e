"""What is said of a gift."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import remembered, text


def read_gift(value: str) -> tuple[str, str]:
    """The exchange, and the id of a rescue, empty for somebody's own gift."""
    exchange_id, _, rescue_id = value.partition(":")
    return exchange_id, rescue_id


def read_thanks(view: dict[str, Any]) -> tuple[str, str, str]:
    """The exchange, the text, and which text its writer has been warned of."""
    known = remembered(view)
    previewed = str(known.get("previewed") or "")
    return str(known.get("exchange")), text(view, ids.THANKS_TEXT), previewed
