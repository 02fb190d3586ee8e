"""Keeping the announcement true: the count follows joins, the state follows the exchange."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import Clock
from core.db.repository import exchanges
from core.db.session import Database
from core.domain.snapshots import Exchange, Receipt
from core.domain.types import ChannelId
from core.ports import Messenger, RateLimited, Refused, SendError

logger = logging.getLogger(__name__)

#: How long one worker has for a refresh before another may try it.
LEASE = timedelta(seconds=30)
AT_ONCE = 20


@dataclass(frozen=True)
class Refresh:
    exchange: Exchange
    announced: Receipt
    leased_until: datetime


@dataclass(frozen=True)
class Announcements:
    database: Database
    clock: Clock
    messenger: Messenger

    def refresh_due(self) -> int:
        """Rewrite every announcement that says something old; how many were tried."""
        claimed = self._claim()
        for refresh in claimed:
            try:
                self.messenger.refresh(refresh.exchange, refresh.announced)
            except SendError as error:
                self._settle(refresh, self._next_try(error))
            except Exception:
                # Nobody else's announcement may wait for this one.
                logger.exception("refreshing exchange %s broke", refresh.exchange.exchange_id)
                self._settle(refresh, self.clock.now() + LEASE)
            else:
                self._settle(refresh, None)
        return len(claimed)

    def _claim(self) -> list[Refresh]:
        now = self.clock.now()
        with self.database.write() as session:
            rows = exchanges.due_refreshes(session, now, AT_ONCE)
            for row in rows:
                row.refresh_at = now + LEASE
            return [
                Refresh(
                    picture,
                    Receipt(ChannelId(row.announced_channel_id or ""), row.announced_ts or ""),
                    now + LEASE,
                )
                for row, picture in zip(rows, exchanges.snapshot_all(session, rows), strict=True)
            ]

    def _next_try(self, error: SendError) -> datetime | None:
        """None when the announcement is gone for good: somebody deleted it."""
        if isinstance(error, RateLimited):
            return self.clock.now() + error.retry_after
        return None if isinstance(error, Refused) else self.clock.now() + LEASE

    def _settle(self, refresh: Refresh, next_try: datetime | None) -> None:
        exchange = refresh.exchange
        with self.database.write() as session:
            row = exchanges.find(session, exchange.team_id, exchange.exchange_id, lock=True)
            if row is None:
                return
            row.announced_at = self.clock.now()
            # What changed during the call has moved `refresh_at` forward, and stays due.
            if row.refresh_at == refresh.leased_until:
                row.refresh_at = next_try
