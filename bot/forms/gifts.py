"""What is said of a gift."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import remembered, text


def read_gift(value: str) -> tuple[str, str]:
    """The exchange, and the id of a rescue, or of the note under which it stands; or nothing."""
    exchange_id, _, other_id = value.partition(":")
    return exchange_id, other_id


def read_thanks(view: dict[str, Any]) -> tuple[tuple[str, str], str, str]:
    """What `read_gift` does, the text, and which text its writer has been warned of."""
    known = remembered(view)
    previewed = str(known.get("previewed") or "")
    return read_gift(str(known.get("exchange"))), text(view, ids.THANKS_TEXT), previewed
