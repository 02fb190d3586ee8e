"""Messages that lie in Slack with buttons, and owing another look at them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus

Row = models.Delivery
# Past the ORM and put together once: every join asks it.
_its = models.Base.metadata.tables["deliveries"].c
_ASKED = select(
    _its.delivery_id, _its.addressee_id, _its.channel_id, _its.message_ts, _its.first_tried_at
).where(
    _its.addressee_id == bindparam("person"),
    _its.exchange_id == bindparam("exchange"),
    _its.kind.in_((DeliveryKind.INVITATION, DeliveryKind.REMINDER, DeliveryKind.MOVED)),
    _its.status == DeliveryStatus.SENT,
)


@dataclass(frozen=True)
class Lying:
    """One message that was sent. Where it lies is not known any more where nothing may tell when it
    was sent: then it is looked for by its mark, `delivery_id`."""

    delivery_id: str
    addressee_id: str
    channel_id: str | None
    message_ts: str | None
    first_tried_at: datetime | None


def sent(
    session: Session,
    exchange_id: str,
    kinds: Collection[DeliveryKind],
    most: int,
    *,
    to: Collection[str] | None = None,
    occasion: str | None = None,
) -> Sequence[Lying]:
    """Messages of these kinds that have arrived, at most so many; `to`: only to these people. News
    of another time only to who was invited: those to others have no buttons, or are in a channel.
    """
    other = aliased(Row)
    invited = select(other.addressee_id).where(
        other.exchange_id == exchange_id, other.kind == DeliveryKind.INVITATION
    )
    query = select(
        Row.delivery_id,
        Row.addressee_id,
        Row.channel_id,
        Row.message_ts,
        Row.first_tried_at,
    ).where(
        Row.exchange_id == exchange_id,
        Row.kind.in_(kinds),
        Row.status == DeliveryStatus.SENT,
        or_(Row.kind != DeliveryKind.MOVED, Row.addressee_id.in_(invited)),
    )
    if to is not None:
        query = query.where(Row.addressee_id.in_(to))
    if occasion is not None:
        query = query.where(Row.occasion == occasion)
    found = session.execute(query.limit(most))
    return [Lying(*row) for row in found]


def asked(session: Session, exchange_id: str, user_id: str) -> Sequence[Lying]:
    """What has asked this person to take part."""
    found = session.execute(_ASKED, {"person": user_id, "exchange": exchange_id})
    return [Lying(*row) for row in found]


def count_waiting(session: Session, exchange_id: str) -> int:
    query = select(func.count()).where(
        Row.exchange_id == exchange_id, Row.kind == DeliveryKind.TIDIED
    )
    return session.scalar(query) or 0


def add(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """One that is owed already is done once more by whoever is just doing it: they see it by
    `attempts`. Several who owe the same do it in the same order."""
    session.flush()
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    new = dialect.insert(models.Base.metadata.tables["deliveries"])
    its = ["addressee_id", "exchange_id", "kind", "occasion"]
    once = new.on_conflict_do_update(index_elements=its, set_={"attempts": 0})
    session.connection().execute(once, sorted(rows, key=lambda row: str(row["occasion"])))


def original(session: Session, team_id: str, delivery_id: str) -> Row | None:
    """The message itself, unless it is forgotten, or owed anew under another mark."""
    query = select(Row).where(Row.team_id == team_id, Row.delivery_id == delivery_id)
    return session.scalar(query)
