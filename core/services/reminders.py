"""Reminding those who were invited and have not answered, before it is too late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.db import models
from core.db.repository import deliveries, invitations
from core.db.session import Database
from core.domain.reminding import LONGEST_BEFORE, Reminder, due_reminder
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.owing import row_of

#: So many are written down in one transaction, for which those wait who join.
AT_ONCE = 1000


@dataclass(frozen=True)
class Reminders:
    database: Database
    clock: Clock

    def remind_due(self) -> int:
        """Owe every reminder whose time has come; how many. Whom one is owed to depends on the rows
        alone, so any number of processes may look. An exchange that somebody is just changing is
        looked at the next time."""
        now = self.clock.now()
        with self.database.read() as session:
            soon = invitations.soon_drawn(session, now, now + LONGEST_BEFORE)
        count = 0
        for row in soon:
            reminder = _due_in(row, now)
            while reminder and self._has_silent(row.exchange_id, reminder, now):
                owed = self._remind(row.team_id, row.exchange_id, now)
                if not owed:
                    break
                count += owed
        return count

    def _has_silent(self, exchange_id: str, reminder: Reminder, now: datetime) -> bool:
        """Asked without keeping anybody from writing: most of the time there is nobody."""
        with self.database.read() as session:
            return bool(invitations.silent(session, exchange_id, reminder, now, most=1))

    def _remind(self, team_id: str, exchange_id: str, now: datetime) -> int:
        with self.database.write() as session:
            row = invitations.take(session, team_id, exchange_id)
            reminder = _due_in(row, now) if row else None
            if row is None or reminder is None:
                return 0
            people = invitations.silent(session, exchange_id, reminder, now, most=AT_ONCE)
            ids = (row.team_id, row.exchange_id, DeliveryKind.REMINDER)
            rows = [row_of(*ids, one, now, reminder.occasion) for one in people]
            if rows:
                deliveries.add(session, rows)
            return len(rows)


def _due_in(row: models.Exchange, now: datetime) -> Reminder | None:
    """As it stands now: it may have been postponed, or be over."""
    if row.status != ExchangeStatus.OPEN:
        return None
    return due_reminder(row.draw_at, row.time_zone, now)
