"""What has been said of gifts, those that are missing, and who steps in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, RowMapping, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import bulk
from core.domain.types import UserId

#: So many rows at least are written together, if there are so many: see `core.db.models.Gift`.
CROWD = 100

_drawn = models.Assignment
_gift = models.Gift


def find(session: Session, exchange: models.Exchange, giver_id: str) -> bytes | None:
    """What is kept of the gift of this giver."""
    query = select(_gift.state_encrypted).where(
        _gift.exchange_id == exchange.exchange_id, _gift.giver_id == giver_id
    )
    return session.scalar(query)


def of_exchange(session: Session, exchange: models.Exchange) -> Sequence[RowMapping]:
    """All that is kept of gifts there, column by column."""
    table = models.Base.metadata.tables[_gift.__tablename__]
    query = select(table).where(table.c.exchange_id == exchange.exchange_id)
    return session.execute(query).mappings().all()


def crowd(
    session: Session, exchange: models.Exchange, recipient_key: bytes
) -> Sequence[Row[str, bytes | None]]:
    """The giver of the assignment with this mark among many others, always the same ones, in an
    order that says nothing: each with what is kept of their gift."""
    here = _drawn.exchange_id == exchange.exchange_id
    count = session.scalar(select(func.count()).where(here)) or 0
    place = session.scalar(select(func.count()).where(here, _drawn.recipient_key < recipient_key))
    crowds = max(1, count // CROWD)
    mine = (place or 0) * crowds // count
    first, end = (-(-one * count // crowds) for one in (mine, mine + 1))
    query = (
        select(_drawn.giver_id, _gift.state_encrypted)
        .outerjoin(
            _gift,
            and_(_gift.exchange_id == _drawn.exchange_id, _gift.giver_id == _drawn.giver_id),
        )
        .where(here)
        .order_by(_drawn.recipient_key)
        .offset(first)
        .limit(end - first)
    )
    return session.execute(query).all()


def replace(session: Session, exchange: models.Exchange, rows: list[dict[str, Any]]) -> None:
    """These in place of what is kept of the gifts of the same givers, written in this order."""
    session.execute(
        delete(_gift).where(
            _gift.exchange_id == exchange.exchange_id,
            _gift.giver_id.in_([row["giver_id"] for row in rows]),
        )
    )
    bulk.insert(session, _gift, rows)


def missing(session: Session, case_id: str) -> models.MissingGift | None:
    return session.get(models.MissingGift, case_id)


def told(session: Session, exchange: models.Exchange) -> Sequence[models.MissingGift]:
    """The cases that organizers know of, the one that has been open for longest first."""
    case = models.MissingGift
    query = (
        select(case)
        .where(case.exchange_id == exchange.exchange_id, case.told_at.is_not(None))
        .order_by(case.due_at, case.case_id)
    )
    return session.scalars(query).all()


def count_told(session: Session, exchange: models.Exchange) -> int:
    case = models.MissingGift
    query = select(func.count()).where(
        case.exchange_id == exchange.exchange_id, case.told_at.is_not(None)
    )
    return session.scalar(query) or 0


def to_look_after(session: Session, now: datetime) -> Sequence[Row[str, str, str]]:
    """Team, exchange and id of each case that is due, or that organizers know of."""
    case, its = models.MissingGift, models.Exchange
    query = (
        select(case.team_id, case.exchange_id, case.case_id)
        .join(its, its.exchange_id == case.exchange_id)
        .where(or_(case.told_at.is_not(None), case.due_at <= now), its.purge_began_at.is_(None))
        .order_by(case.due_at, case.case_id)
    )
    return session.execute(query).all()


def forget_cases(session: Session, exchange: models.Exchange) -> None:
    """Every gift that is missing there, and whoever steps in: names are drawn again."""
    for table in (models.MissingGift, models.Rescue):
        session.execute(delete(table).where(table.exchange_id == exchange.exchange_id))


def rescue(session: Session, exchange: models.Exchange, rescue_id: str) -> models.Rescue | None:
    """If it is of this exchange."""
    found = session.get(models.Rescue, rescue_id)
    return found if found and found.exchange_id == exchange.exchange_id else None


def all_rescues(session: Session, exchange: models.Exchange) -> Sequence[models.Rescue]:
    query = select(models.Rescue).where(models.Rescue.exchange_id == exchange.exchange_id)
    return session.scalars(query).all()


def rescues_of(
    session: Session, exchange: models.Exchange, rescuer_id: UserId
) -> Sequence[models.Rescue]:
    row = models.Rescue
    query = (
        select(row)
        .where(
            row.team_id == exchange.team_id,
            row.rescuer_id == rescuer_id,
            row.exchange_id == exchange.exchange_id,
        )
        .order_by(row.rescue_id)
    )
    return session.scalars(query).all()
