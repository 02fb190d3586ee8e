"""Who gave to whom, all around: opened only when it is no secret any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import exchanges, reveals
from core.db.vault import Vault
from core.domain.exchange_day import chains_of, circles_of
from core.domain.snapshots import Circle
from core.domain.types import UserId
from core.services.assignments import opened

#: So many stand in one message: Slack may post one of 4,000 characters twice (bolt-python#764).
IN_ONE = 150
#: Of more than these hold, nobody would read all.
MOST_MESSAGES = 4


def circles(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    begin_with: Callable[[Sequence[str]], str],
) -> list[list[UserId]]:
    """Everybody who gave, each followed by whom they gave to; see
    `core.domain.exchange_day.circles_of`. Raises `core.crypto.CryptoError`."""
    ids = (exchange.team_id, exchange.exchange_id)
    rows = reveals.assignments(session, exchange)
    recipients = {giver: str(opened(session, vault, *ids, giver, sealed)) for giver, sealed in rows}
    return circles_of(recipients, begin_with(list(recipients))) if recipients else []


def parts_of(count: int) -> int:
    """How many messages it takes; where that is too many, one says so."""
    parts = -(-count // IN_ONE)
    return parts if 0 < parts <= MOST_MESSAGES else 1


def circle_of(session: Session, vault: Vault, exchange: models.Exchange, part: int) -> Circle:
    """What one of them says. Each begins where the one before has ended."""
    picture, count = exchanges.snapshot(exchange), reveals.count(session, exchange)
    parts = parts_of(count)
    if count > parts * IN_ONE:
        return Circle(picture, (), part, parts, count)
    around = circles(session, vault, exchange, lambda givers: givers[0])
    chains = chains_of(around, (part - 1) * IN_ONE, IN_ONE)
    return Circle(picture, tuple(map(tuple, chains)), part, parts, count)
