"""The form of an anonymous message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import ids
from bot.forms.fields import remembered, text
from core.domain.types import Side


@dataclass(frozen=True)
class Written:
    """What stands in the form of an anonymous message. `previewed`: the text that its writer has
    seen as it will be read, as `bot.views.talk.mark` says it; `key`: of what that sends."""

    exchange_id: str
    side: Side
    answers: str
    text: str
    previewed: str
    key: str


def read_message(view: dict[str, Any]) -> Written:
    known = remembered(view)
    return Written(
        exchange_id=str(known.get("exchange") or ""),
        side=Side.RECIPIENT if known.get("side") == Side.RECIPIENT else Side.GIVER,
        answers=str(known.get("answers") or ""),
        text=text(view, ids.TALK_TEXT),
        previewed=str(known.get("previewed") or ""),
        key=str(known.get("key") or ""),
    )
