"""The form of a message to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import ids
from bot.forms.fields import field, remembered, text
from core.domain.bulletins import Audience


@dataclass(frozen=True)
class WrittenBulletin:
    """What stands in the form of a message to everybody. `previewed`: what its writer has seen as
    it will be read, as `bot.views.bulletins.mark` says it; `key`: of what that sends."""

    exchange_id: str
    audience: Audience
    text: str
    previewed: str
    key: str


def read_bulletin(view: dict[str, Any]) -> WrittenBulletin:
    known = remembered(view)
    chosen = (field(view, ids.BULLETIN_TO).get("selected_option") or {}).get("value")
    return WrittenBulletin(
        exchange_id=str(known.get("exchange") or ""),
        audience=Audience.EVERYBODY if chosen == Audience.EVERYBODY else Audience.JOINED,
        text=text(view, ids.BULLETIN_TEXT),
        previewed=str(known.get("previewed") or ""),
        key=str(known.get("key") or ""),
    )
