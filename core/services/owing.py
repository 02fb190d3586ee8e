"""Writing down that something has to be said: a message to somebody, a newer announcement."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import deliveries
from core.domain.types import DeliveryKind, DeliveryStatus

#: `chat.update` is limited to 50 a minute in a workspace (Slack, tier 3): four exchanges that fill
#: at the same time stay below it, and more of them are told to wait and do.
REFRESH_EVERY = timedelta(seconds=5)


def owe(
    session: Session,
    exchange: models.Exchange,
    kind: DeliveryKind,
    addressees: Collection[str],
    now: datetime,
    occasion: str = "",
) -> None:
    """Owe each of them one message, once per occasion."""
    owed = deliveries.owed_to(session, exchange, kind, occasion)
    for addressee_id in sorted(set(addressees) - owed):
        session.add(
            models.Delivery(
                delivery_id=secrets.token_hex(16),
                team_id=exchange.team_id,
                exchange_id=exchange.exchange_id,
                kind=kind,
                addressee_id=addressee_id,
                occasion=occasion,
                key=secrets.token_hex(16),
                status=DeliveryStatus.PENDING,
                due_at=now,
                attempts=0,
                is_doubtful=False,
            )
        )


def owe_refresh(exchange: models.Exchange, now: datetime) -> None:
    """The announcement says something old from now on. The first change after a quiet while shows
    at once; what follows is gathered, so that a rush of joins stays within Slack's limits."""
    due = now
    if exchange.announced_at is not None:
        due = max(now, exchange.announced_at + REFRESH_EVERY)
    exchange.refresh_at = due if exchange.refresh_at is None else min(exchange.refresh_at, due)
