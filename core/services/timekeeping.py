"""Clocks that were wrong: what they made wait goes on all the same, and no doubt ends sooner.

Leases and waits are moments by `Clock.steady`, which all processes on one database share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from core.clock import Clock
from core.db import models
from core.db.repository import lanes
from core.db.session import Database
from core.services.drawing import LEASE as DRAWING
from core.services.outbox import TELLING
from core.services.outcomes import LONGEST_PAUSE
from core.services.patience import Patience
from core.services.wishlists import BETWEEN_NEWS

#: Slack asks for minutes at most.
LONGEST_WAIT = timedelta(hours=1)
#: The slowest pace is a message in two seconds.
LONGEST_TURN = timedelta(seconds=5)
#: As long as it may take a process to learn from the database what time it is, and more.
CLOCKS_DIFFER = timedelta(seconds=5)
#: What would tell by its time is put off on purpose, for so long at most.
PUT_OFF = BETWEEN_NEWS


@dataclass(frozen=True)
class Timekeeping:
    database: Database
    clock: Clock
    patience: Patience

    def set_clock(self) -> None:
        """Go by the clock of the database, before anything else is done."""
        self.clock.set_steady(self.database.steady_now())
        if self.database.is_sqlite:
            # That is this machine's own, which somebody may have set since the last process ended:
            # nobody knows how long something has been in doubt.
            with self.database.write() as session:
                lanes.doubt_longer(session, self.clock.steady() + self.patience.settles)

    def mend_waits(self) -> None:
        """What waits longer than anybody asks it to was written by a clock that was wrong. One that
        is a little ahead of this process's own was not."""
        lane, row, patience = models.Workspace, models.Delivery, self.patience
        self._mend(lane.lane_next_at, LONGEST_TURN)
        waits = (lane.lane_waits_until, lane.looks_wait_until)
        for column in (*waits, lane.refreshes_wait_until, lane.tidies_wait_until):
            self._mend(column, LONGEST_WAIT)
        self._mend(models.Exchange.drawing_until, DRAWING)
        self._mend(row.leased_until, patience.lease, instead=timedelta())
        self._mend(row.settles_at, patience.settles, instead=patience.settles)
        longest = max(LONGEST_PAUSE, patience.settles)
        self._mend(row.not_before, longest, only=row.kind.not_in(TELLING))
        self._mend(row.not_before, max(longest, PUT_OFF), only=row.kind.in_(TELLING))
        for column in (row.tried_at, row.unreadable_since):
            self._mend(column, timedelta())

    def _mend(
        self,
        column: InstrumentedAttribute[datetime | None],
        longest: timedelta,
        instead: timedelta | None = None,
        only: ColumnElement[bool] | None = None,
    ) -> None:
        with self.database.write() as session:  # each by itself: it waits for nobody who waits
            now = self.clock.steady()
            value = None if instead is None else now + instead
            lanes.mend(session, column, now + longest + CLOCKS_DIFFER, value, only)
