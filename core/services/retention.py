"""What is over is not kept for ever: of an exchange only its matches are left, sealed, so that
nobody draws whom they gave to before; and after some more years not even these.

Nobody waits for it: the rows go page by page, each page in a transaction of its own, and whoever
dies in between leaves the rest to the next look.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.clock import Clock
from core.db import models
from core.db.repository import retention
from core.db.session import Database
from core.domain.retention import KEPT_FOR, MATCHES_KEPT_FOR, keeps_matches

#: So many rows at once: others wait for that, in SQLite.
PAGE = 2000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Retention:
    database: Database
    clock: Clock
    kept_for: timedelta = KEPT_FOR

    def purge_due(self) -> int:
        """Purge every exchange that was over long enough ago; how many. Any number of processes
        may do it at the same time."""
        count = 0
        while self.clock.sleep(0) and (exchange_id := self._begin()):
            while self.clock.sleep(0) and not self._go_on(exchange_id):
                pass
            count += 1
        return count

    def _begin(self) -> str | None:
        """From now on nobody finds it, so nobody sees it half empty."""
        now = self.clock.now()
        with self.database.write() as session:
            row = retention.next_due(session, now - self.kept_for, now - MATCHES_KEPT_FOR)
            if row is None:
                return None
            row.purge_began_at = row.purge_began_at or now
            return row.exchange_id

    def _go_on(self, exchange_id: str) -> bool:
        """One page of what is left; whether that was all."""
        now = self.clock.now()
        with self.database.write() as session:
            row = retention.hold(session, exchange_id)
            if row is None:
                return True
            for model in retention.EMPTIED:
                if retention.empty(session, model, exchange_id, PAGE):
                    return False
            if keeps_matches(row.status, row.completes_at or row.draw_at, now):
                retention.strip(session, row, now)
            elif retention.empty(session, models.Assignment, exchange_id, PAGE):
                return False
            else:
                retention.drop(session, row)
            logger.info("exchange %s purged", exchange_id)
            return True
