"""Anonymous messages, and the ways that they do not go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.db import models

Row = models.AnonymousMessage


def find(session: Session, team_id: str, message_id: str) -> Row | None:
    """The message, if it is of this workspace."""
    query = select(Row).where(Row.team_id == team_id, Row.message_id == message_id)
    return session.scalar(query)


def known(session: Session, exchange: models.Exchange, message_ids: Collection[str]) -> set[str]:
    """Which of these there are."""
    query = select(Row.message_id).where(
        Row.exchange_id == exchange.exchange_id, Row.message_id.in_(message_ids)
    )
    return set(session.scalars(query))


def forget(session: Session, exchange: models.Exchange, message_id: str) -> None:
    """A message that nobody has read, and nobody will."""
    session.execute(
        delete(Row).where(Row.exchange_id == exchange.exchange_id, Row.message_id == message_id)
    )


def written_at(session: Session, exchange: models.Exchange, writer_key: bytes) -> list[datetime]:
    """When each message with this mark was written."""
    query = select(Row.written_at).where(
        Row.exchange_id == exchange.exchange_id, Row.writer_key == writer_key
    )
    return list(session.scalars(query))


def has_closed(session: Session, exchange: models.Exchange) -> bool:
    query = select(models.ClosedTalk.exchange_id).where(
        models.ClosedTalk.exchange_id == exchange.exchange_id
    )
    return session.execute(query.limit(1)).first() is not None


def closed(session: Session, exchange: models.Exchange, keys: Collection[bytes]) -> set[bytes]:
    """Which of these ways are closed."""
    query = select(models.ClosedTalk.closed_key).where(
        models.ClosedTalk.exchange_id == exchange.exchange_id,
        models.ClosedTalk.closed_key.in_(keys),
    )
    return set(session.scalars(query))


def close(session: Session, exchange: models.Exchange, key: bytes, now: datetime) -> None:
    """Whoever calls keeps others from changing the exchange; what is closed stays so."""
    if not closed(session, exchange, [key]):
        session.add(
            models.ClosedTalk(
                exchange_id=exchange.exchange_id,
                closed_key=key,
                team_id=exchange.team_id,
                closed_at=now,
            )
        )
        session.flush()


def reopen(session: Session, exchange: models.Exchange, key: bytes) -> None:
    session.execute(
        delete(models.ClosedTalk).where(
            models.ClosedTalk.exchange_id == exchange.exchange_id,
            models.ClosedTalk.closed_key == key,
        )
    )


def reopen_all(session: Session, exchange: models.Exchange) -> set[bytes]:
    """Which ways were closed."""
    own = models.ClosedTalk.exchange_id == exchange.exchange_id
    were = set(session.scalars(select(models.ClosedTalk.closed_key).where(own)))
    session.execute(delete(models.ClosedTalk).where(own))
    return were
