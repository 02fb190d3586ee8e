"""When what is owed may go on: the moments at which a delivery comes due by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from core.db import models
from core.db.repository.lanes import BETWEEN_TWO_TO_ONE
from core.db.session import Database
from core.domain.types import DeliveryStatus

Row = models.Delivery
Lane = models.Workspace

_FINISHED = (DeliveryStatus.SENT, DeliveryStatus.FAILED)
#: After this, somebody to whom something was tried at a moment may get the next.
_TO_ONE = BETWEEN_TWO_TO_ONE + timedelta(microseconds=1)


def next_moment(database: Database, now: datetime) -> datetime | None:
    """The first one after `now`; None when nothing that is owed waits for any."""
    return min((one for one in _moments(database, now) if one > now), default=None)


def _moments(database: Database, now: datetime) -> Iterator[datetime]:
    query = (
        select(
            Row.status,
            Row.tried_at,
            Row.not_before,
            Row.leased_until,
            Lane.lane_next_at,
            Lane.lane_waits_until,
            Lane.looks_wait_until,
            Lane.refreshes_wait_until,
            Lane.tidies_wait_until,
        )
        .join(Lane, Lane.team_id == Row.team_id)
        .where(or_(Row.status.not_in(_FINISHED), Row.tried_at >= now - BETWEEN_TWO_TO_ONE))
    )
    with database.read() as session:
        rows = session.execute(query).all()
    if all(row.status in _FINISHED for row in rows):
        return
    for _status, tried_at, *moments in rows:
        yield from filter(None, moments)
        if tried_at:
            yield tried_at + _TO_ONE
