"""Who must not draw whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import models
from core.domain import snapshots
from core.domain.types import ExclusionId, Origin, OriginKind, UserId

Row = models.Exclusion


def of_exchange(session: Session, exchange: models.Exchange) -> Sequence[Row]:
    """All of them, the newest first."""
    query = (
        select(Row)
        .where(Row.exchange_id == exchange.exchange_id)
        .order_by(Row.created_at.desc(), Row.exclusion_id)
    )
    return session.scalars(query).all()


def count(session: Session, exchange: models.Exchange, set_by: str | None = None) -> int:
    """How many there are, or how many of them somebody has set."""
    query = select(func.count()).where(Row.exchange_id == exchange.exchange_id)
    return session.scalar(query.where(Row.set_by == set_by) if set_by else query) or 0


def find(session: Session, exchange: models.Exchange, exclusion_id: str) -> Row | None:
    query = select(Row).where(
        Row.exchange_id == exchange.exchange_id, Row.exclusion_id == exclusion_id
    )
    return session.scalar(query)


def fingerprints(session: Session, exchange: models.Exchange, set_by: str) -> set[str]:
    """Of those that this very person has set: what others have set is not theirs to know."""
    query = select(Row.fingerprint).where(
        Row.exchange_id == exchange.exchange_id, Row.set_by == set_by
    )
    return set(session.scalars(query))


def is_set(session: Session, exchange: models.Exchange, fingerprint: str, set_by: str) -> bool:
    """Whether this very person has set it: what others have set is not theirs to know."""
    return fingerprint in fingerprints(session, exchange, set_by)


def mark(origin: Origin) -> str:
    """As it stands in the table."""
    return f"{origin.kind}:{origin.key}"


def by_origin(
    session: Session, exchange: models.Exchange, kind: OriginKind | None = None
) -> dict[str, Row]:
    """The groups that are the members of something, by its mark; all, or those of one kind."""
    query = select(Row).where(
        Row.exchange_id == exchange.exchange_id, Row.origin.startswith(f"{kind}:" if kind else "")
    )
    return {row.origin: row for row in session.scalars(query) if row.origin}


def snapshot(row: Row) -> snapshots.Exclusion:
    return snapshots.Exclusion(
        exclusion_id=ExclusionId(row.exclusion_id),
        kind=row.kind,
        people=tuple(UserId(person.user_id) for person in row.people),
        set_by=UserId(row.set_by),
        origin=_origin(row),
    )


def _origin(row: Row) -> Origin | None:
    if row.origin is None:
        return None
    kind, _, key = row.origin.partition(":")
    return Origin(OriginKind(kind), key, row.origin_name or "")
