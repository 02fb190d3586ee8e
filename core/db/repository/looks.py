"""Who has opened their match by a click, by marks that only a key of the draw makes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.db import models

Row = models.Look


def add(session: Session, exchange: models.Exchange, look_key: bytes) -> None:
    """If it is not the first time, nothing changes."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    ids = {"exchange_id": exchange.exchange_id, "team_id": exchange.team_id}
    new = dialect.insert(Row).values(**ids, look_key=look_key)
    session.execute(new.on_conflict_do_nothing())


def has(session: Session, exchange: models.Exchange, look_key: bytes) -> bool:
    return session.get(Row, (exchange.exchange_id, look_key)) is not None


def of_exchange(session: Session, exchange: models.Exchange) -> set[bytes]:
    query = select(Row.look_key).where(Row.exchange_id == exchange.exchange_id)
    return {bytes(one) for one in session.scalars(query)}


def remove(session: Session, exchange: models.Exchange, look_keys: Collection[bytes]) -> None:
    own = (Row.exchange_id == exchange.exchange_id, Row.look_key.in_(look_keys))
    session.execute(delete(Row).where(*own).execution_options(synchronize_session=False))


def clear(session: Session, exchange: models.Exchange) -> None:
    """Nobody has looked there."""
    session.execute(delete(Row).where(Row.exchange_id == exchange.exchange_id))
