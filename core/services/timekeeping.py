"""Clocks that were wrong: what they made wait goes on all the same, and no doubt ends sooner.

Leases and waits are moments by `Clock.steady`, which all processes on one database share.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.clock import Clock
from core.db import models
from core.db.repository import lanes
from core.db.session import Database
from core.services.drawing import LEASE as DRAWING
from core.services.outcomes import LONGEST_PAUSE
from core.services.patience import Patience

logger = logging.getLogger(__name__)

#: Slack asks for minutes at most.
LONGEST_WAIT = timedelta(hours=1)
#: The slowest pace is a message in two seconds.
LONGEST_TURN = timedelta(seconds=5)
#: As long as it may take to ask the database what time it is.
CLOCKS_DIFFER = timedelta(seconds=1)


@dataclass(frozen=True)
class Timekeeping:
    database: Database
    clock: Clock
    patience: Patience

    def set_clock(self) -> None:
        """Go by the clock of the database, before anything else is done."""
        self.clock.set_steady(self.database.steady_now())
        if self.database.is_sqlite:
            # That is this machine's own, which somebody may have set since the last process ended.
            self._doubt_longer()

    def mend_waits(self) -> None:
        """What waits longer than anybody asks it to was written by a clock that was wrong."""
        now, patience = self.clock.steady(), self.patience
        settled = now + patience.settles
        lane, row = models.Workspace, models.Delivery
        with self.database.write() as session:
            lanes.mend(session, lane.lane_next_at, now + LONGEST_TURN)
            for column in (lane.lane_waits_until, lane.looks_wait_until, lane.refreshes_wait_until):
                lanes.mend(session, column, now + LONGEST_WAIT)
            lanes.mend(session, models.Exchange.drawing_until, now + DRAWING)
            lanes.mend(session, row.leased_until, now + patience.lease, instead=now)
            lanes.mend(session, row.settles_at, settled, instead=settled)
            lanes.mend(session, row.not_before, max(now + LONGEST_PAUSE, settled))
            for column in (row.tried_at, row.unreadable_since):
                lanes.mend(session, column, now)

    def mend_clock(self) -> None:
        """Somebody may have set the clock of the database."""
        if self.database.is_sqlite:
            return  # nobody sets what this process has gone by since it began
        moment = self.database.steady_now()
        off = moment - self.clock.steady()
        if abs(off) < CLOCKS_DIFFER:
            return
        logger.warning("the clock of the database was set by %.1f s", off.total_seconds())
        self.clock.set_steady(moment)
        self._doubt_longer()

    def _doubt_longer(self) -> None:
        """Nobody knows how long something has been in doubt: as from now on, then."""
        with self.database.write() as session:
            lanes.doubt_longer(session, self.clock.steady() + self.patience.settles)
