"""Who may be reminded now because an organizer wishes it, by the rules of all reminders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from core.db import models
from core.domain.reminding import REST
from core.domain.types import DeliveryKind, DeliveryStatus, ParticipantStatus

FIRST, SECOND = "first", "second"

_people = models.Base.metadata.tables["participants"]
_stops = models.Base.metadata.tables["reminder_stops"]
_asked = models.Base.metadata.tables["deliveries"].alias("asked")
_other = models.Base.metadata.tables["deliveries"].alias("other")


def _was_reminded(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        _other.c.addressee_id == _people.c.user_id,
        _other.c.exchange_id == _people.c.exchange_id,
        _other.c.kind == DeliveryKind.REMINDER,
        which,
    )


def remindable(session: Session, exchange_id: str, now: datetime) -> dict[str, str]:
    """Whom one may remind, each with the reminder that this would be: invited a while ago, without
    an answer, not reminded since or twice already, and not against it."""
    has_rested = now - REST
    had_first, had_second = (_was_reminded(_other.c.occasion == one) for one in (FIRST, SECOND))
    stopped = exists().where(
        _stops.c.team_id == _people.c.team_id, _stops.c.user_id == _people.c.user_id
    )
    arrived = and_(
        _asked.c.addressee_id == _people.c.user_id,
        _asked.c.exchange_id == _people.c.exchange_id,
        _asked.c.kind == DeliveryKind.INVITATION,
        _asked.c.status == DeliveryStatus.SENT,
    )
    query = (
        select(_people.c.user_id, had_first.label("had_first"))
        .join_from(_people, _asked, arrived)
        .where(
            _people.c.exchange_id == exchange_id,
            _people.c.status == ParticipantStatus.INVITED,
            _asked.c.sent_at <= has_rested,
            ~_was_reminded(_other.c.owed_at > has_rested),
            or_(~had_first, ~had_second),
            ~stopped,
        )
        .order_by(_people.c.user_id)
    )
    found = session.execute(query)
    return {row.user_id: SECOND if row.had_first else FIRST for row in found}
