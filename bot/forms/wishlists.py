"""The forms of a wishlist."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import remembered, text
from core.domain.types import Wish, WishId


def read_wish(view: dict[str, Any]) -> Wish:
    return Wish(
        wish_id=WishId(str(remembered(view).get("wish") or "")),
        title=text(view, ids.WISH_TITLE),
        link=text(view, ids.WISH_LINK),
        note=text(view, ids.WISH_NOTE),
    )


def read_notes(view: dict[str, Any]) -> tuple[str, str]:
    """Dislikes and delivery notes."""
    return text(view, ids.DISLIKES), text(view, ids.DELIVERY_NOTES)
