"""What may have happened after the moment that a restored backup shows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository.deliveries import UNFINISHED
from core.db.repository.lanes import REWRITING
from core.domain.types import DeliveryStatus, ExchangeStatus

Row = models.Delivery


def doubt_unfinished(session: Session, since: datetime, settles_at: datetime) -> list[str]:
    """Every unfinished delivery becomes `unknown`, to be looked for from `since` on; their ids."""
    first_tried = case(
        (or_(Row.first_tried_at.is_(None), Row.first_tried_at > since), since),
        else_=Row.first_tried_at,
    )
    changed = session.scalars(
        update(Row)
        .where(Row.status.in_(UNFINISHED), Row.kind.not_in(REWRITING))
        .values(
            status=DeliveryStatus.UNKNOWN,
            settles_at=settles_at,
            unreadable_since=None,
            not_before=None,
            owner=None,
            leased_until=None,
            first_tried_at=first_tried,
        )
        .returning(Row.delivery_id)
        .execution_options(synchronize_session=False)
    )
    # Announcements may show what the backup does not know of; and what was to be tidied may be so.
    session.execute(
        update(Row)
        .where(Row.kind.in_(REWRITING))
        .values(
            status=DeliveryStatus.PENDING,
            settles_at=settles_at,
            not_before=None,
            owner=None,
            leased_until=None,
        )
    )
    return list(changed)


def count_perhaps_drawn(session: Session, since: datetime, now: datetime) -> int:
    """Exchanges that are not drawn here, but whose deadline has come since."""
    query = select(func.count()).where(
        models.Exchange.status == ExchangeStatus.OPEN,
        models.Exchange.draw_at >= since,
        models.Exchange.draw_at <= now,
    )
    return session.scalar(query) or 0
