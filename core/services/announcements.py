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
        """Rewrite the announcements that say something old, one after the other, some at most;
        how many were tried."""
        for tried in range(AT_ONCE):
            refresh = self._claim() if self.clock.sleep(0) else None
            if refresh is None:
                return tried
            self._settle(refresh, self._refresh(refresh))
        return AT_ONCE

    def _claim(self) -> Refresh | None:
        """The one that has waited longest. Its lease is longer than a call to Slack takes."""
        now = self.clock.now()
        with self.database.write() as session:
            row = exchanges.next_refresh(session, now)
            if row is None:
                return None
            row.refresh_at = now + LEASE
            announced = Receipt(ChannelId(row.announced_channel_id or ""), row.announced_ts or "")
            return Refresh(exchanges.snapshot(session, row), announced, now + LEASE)

    def _refresh(self, refresh: Refresh) -> datetime | None:
        """When to try again; None when it is done, or the announcement is gone for good."""
        try:
            self.messenger.refresh(refresh.exchange, refresh.announced)
        except RateLimited as error:
            return self.clock.now() + error.retry_after
        except Refused:
            return None  # somebody deleted it
        except SendError:
            return self.clock.now() + LEASE
        except Exception:
            # Nobody else's announcement may wait for this one.
            logger.exception("refreshing exchange %s broke", refresh.exchange.exchange_id)
            return self.clock.now() + LEASE
        return None

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
