"""Another moment for the draw, and the news of it: for those in the exchange or asked to join it,
and in the channel, where everybody looks for it who has not joined yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import invitations, participants
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.deadlines import set_draw
from core.services.owing import owe


def move_draw(session: Session, row: models.Exchange, draw_at: datetime, now: datetime) -> None:
    """An exchange that missed its draw is open again. Reminders that are owed come anew."""
    set_draw(row, draw_at, now)
    row.status = ExchangeStatus.OPEN
    invitations.take_back_reminders(session, row.exchange_id)
    invitations.ask_after_all(session, row.exchange_id)


def tell_moved(session: Session, row: models.Exchange, mover_id: str, now: datetime) -> None:
    """To everybody but who has moved it, once for each time that `move_draw` moves it."""
    people: set[str] = {*participants.joined(session, row), *invitations.unanswered(session, row)}
    people |= {organizer.user_id for organizer in row.organizers}
    people.discard(mover_id)
    if row.announced_ts:
        people.add(row.announced_channel_id or row.channel_id)
    owe(session, row, DeliveryKind.MOVED, people, now, occasion=moved(row))


def moved(row: models.Exchange) -> str:
    """The occasion of the newest move: what was to be said of an older one is wrong by now."""
    return row.draw_moved_at.isoformat() if row.draw_moved_at else ""
