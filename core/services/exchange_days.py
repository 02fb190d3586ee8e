"""Telling everybody, in the morning where they are, that today gifts are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import deliveries, exchange_days, exchanges, participants
from core.db.session import Database
from core.domain.exchange_day import days_somewhere, is_its_day
from core.domain.types import DeliveryKind, ParticipantStatus
from core.services.owing import row_of

#: So many are written down in one transaction, for which others wait.
AT_ONCE = 1000


@dataclass(frozen=True)
class ExchangeDays:
    database: Database
    clock: Clock

    def remind_due(self) -> int:
        """Owe everybody their reminder whose morning has come; how many. Whom one is owed to is a
        matter of the rows alone, so any number of processes may look."""
        now, count = self.clock.now(), 0
        with self.database.read() as session:
            found = exchange_days.on(session, days_somewhere(now))
        for team_id, exchange_id in found:
            while self._has_somebody(team_id, exchange_id, now):
                owed = self._remind(team_id, exchange_id, now)
                if not owed:
                    break
                count += owed
        return count

    def _has_somebody(self, team_id: str, exchange_id: str, now: datetime) -> bool:
        """Asked without keeping anybody from writing: most of the time there is nobody."""
        with self.database.read() as session:
            row = exchanges.get(session, team_id, exchange_id)
            return bool(_zones(session, row, now))

    def _remind(self, team_id: str, exchange_id: str, now: datetime) -> int:
        with self.database.write() as session:
            row = exchanges.get(session, team_id, exchange_id, lock=True)
            zones = _zones(session, row, now)
            if not zones or row.exchange_on is None or row.status not in exchanges.DRAWN:
                return 0
            occasion = occasion_of(row.exchange_on)
            people = exchange_days.left(session, exchange_id, occasion, zones, AT_ONCE)
            ids = (team_id, exchange_id, DeliveryKind.EXCHANGE_DAY)
            if people:
                rows = [row_of(*ids, one, now, occasion) for one in people]
                deliveries.add(session, rows)
            return len(people)


def occasion_of(day: date) -> str:
    """One reminder for each day: it may be moved."""
    return day.isoformat()


def is_still_its_day(
    session: Session, exchange: models.Exchange, delivery: models.Delivery, now: datetime
) -> bool:
    """False for a reminder of a day that is over where its reader is, or was moved."""
    if delivery.kind != DeliveryKind.EXCHANGE_DAY:
        return True
    if exchange.exchange_on is None or delivery.occasion != occasion_of(exchange.exchange_on):
        return False
    place = participants.find(session, exchange, delivery.addressee_id)
    if place is None or place.status != ParticipantStatus.JOINED:
        return False  # they have left since, and give to nobody
    return is_its_day(exchange.exchange_on, place.time_zone or exchange.time_zone, now)


def _zones(session: Session, row: models.Exchange, now: datetime) -> list[str | None]:
    """Where the morning has come, and somebody has not been told; None is where nobody knows, which
    counts as the exchange's own."""
    if row.exchange_on is None:
        return []
    zones = exchange_days.zones_left(session, row.exchange_id, occasion_of(row.exchange_on))
    on, own = row.exchange_on, row.time_zone
    return [zone for zone in zones if is_its_day(on, zone or own, now)]
