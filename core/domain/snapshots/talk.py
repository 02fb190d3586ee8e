"""Anonymous messages, as each side may see them."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import Note, Side


@dataclass(frozen=True)
class TalkLine:
    """Somebody may write an anonymous message, as this `side`. `answers` is the id of the one that
    they reply to, or empty."""

    exchange: Exchange
    side: Side
    answers: str = ""


@dataclass(frozen=True)
class AnonymousMessage:
    """What one side has written, as its reader may see it: `side` is the writer's. `is_returned`:
    it could not be delivered, and the writer is told so. `note`: they have pressed a button, and
    `text` is empty but for thanks. `rescue_id`: its reader steps in for the writer's giver."""

    exchange: Exchange
    message_id: str
    side: Side
    text: str
    is_returned: bool = False
    note: Note | None = None
    rescue_id: str = ""


@dataclass(frozen=True)
class ReportedMessage:
    """What somebody has reported, for organizers: neither who wrote it nor who read it."""

    exchange: Exchange
    report_id: str
    text: str
