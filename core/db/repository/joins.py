"""All that is written when somebody joins. In a rush PostgreSQL is told so in one statement: after
each of them a thread waits for the answer, and then for its turn among the others, while everybody
else who joins may wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Integer, literal, select, true
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import deliveries, exchanges, participants, requests
from core.domain.snapshots import Exchange
from core.domain.types import Person

_its = models.Base.metadata.tables["exchanges"].c
_remembered = requests.REMEMBER["postgresql"].cte("remembered")
_let_in = participants.LET_IN["postgresql"].cte("let_in")
# Each needs a row of the one before it. So nothing is counted for somebody who was in, and whoever
# waits here for another's change of the exchange has not locked its announcement yet. What that
# change was the first to owe is not seen here: it says what is true when it is sent, some seconds
# later (`owe_first_refresh`).
_counted = exchanges.COUNT.where(_its.exchange_id == _let_in.c.exchange_id).cte("counted")
_renewed = (
    deliveries.RENEW.where(models.Delivery.exchange_id == _counted.c.exchange_id)
    .returning(models.Delivery.delivery_id)
    .cte("renewed")
)
_always = select(literal(1, Integer).label("one")).subquery("always")
_ENTER = (
    select(select(_remembered.c.request_id).exists().label("is_new_request"), _counted)
    .select_from(_always.outerjoin(_counted, true()))
    .add_cte(_renewed)
)


@dataclass(frozen=True)
class Entered:
    """Whether the request has not taken effect before, and whether the person was not in. Then
    nobody else changes the exchange any more, and `exchange` is how it stands now."""

    is_new_request: bool
    is_new: bool
    exchange: Exchange


def enter(
    session: Session, exchange: Exchange, person: Person, request_id: str, now: datetime
) -> Entered:
    """Remember the request, let the person in, count them, and owe a newer announcement."""
    if session.get_bind().dialect.name == "postgresql":
        return _at_once(session, exchange, person, request_id, now)
    is_new_request = requests.remember(session, exchange.team_id, request_id, now)
    is_new = participants.let_in(session, exchange, person.user_id, now, person.time_zone)
    if is_new:
        exchange = exchanges.count(session, exchange, by=1)
        deliveries.renew(session, exchange.exchange_id, now)
    return Entered(is_new_request, is_new, exchange)


def _at_once(
    session: Session, exchange: Exchange, person: Person, request_id: str, now: datetime
) -> Entered:
    given = {
        "team": exchange.team_id,
        "request": request_id,
        "exchange": exchange.exchange_id,
        "person": person.user_id,
        "zone": person.time_zone or None,
        "by": 1,
        "now": now,
    }
    row = session.execute(_ENTER, given).one()
    if row.status is None:
        return Entered(row.is_new_request, is_new=False, exchange=exchange)
    counted = replace(
        exchange, status=row.status, draw_at=row.draw_at, joined_count=row.joined_count
    )
    return Entered(row.is_new_request, is_new=True, exchange=counted)
