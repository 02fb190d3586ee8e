"""What organizers do about matches that did not arrive."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import Clock
from core.db.repository import deliveries, exchanges, turns
from core.db.session import Database
from core.domain import rules
from core.domain.errors import NoMatchFor, NothingToRetry, StillOnItsWay
from core.domain.snapshots import Exchange
from core.domain.types import Caller, DeliveryStatus, MatchNews, UserId
from core.services.owing import begin_anew
from core.services.requests import load, once


@dataclass(frozen=True)
class Deliveries:
    database: Database
    clock: Clock

    def retry_failed(self, caller: Caller, exchange_id: str) -> int:
        """Owe the failed matches again, the same matches; how many. What may have arrived all the
        same is looked for first. Raises `NothingToRetry`."""
        with once(self.database, self.clock, caller) as session:
            turns.take_turn(session, exchange_id)  # a repair locks the messages first
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_retry(exchanges.snapshot(row), caller.user_id)
            failed = deliveries.failed_matches(session, row)
            if not failed:
                raise NothingToRetry
            row.round += 1
            for delivery in failed:
                is_doubtful = delivery.settles_at is not None
                delivery.status = DeliveryStatus.UNKNOWN if is_doubtful else DeliveryStatus.PENDING
                delivery.error = delivery.not_before = delivery.unreadable_since = None
            return len(failed)

    def resend(self, caller: Caller, exchange_id: str, user_id: UserId) -> Exchange:
        """Owe one person their match once more, as a new message with the same match: they lost
        sight of it. Raises `NoMatchFor` or `StillOnItsWay`."""
        with once(self.database, self.clock, caller) as session:
            turns.take_turn(session, exchange_id)
            row = load(session, caller, exchange_id, lock=True)
            exchange = exchanges.snapshot(row)
            rules.check_can_retry(exchange, caller.user_id)
            delivery = deliveries.match_of(session, row, user_id)
            if delivery is None:
                raise NoMatchFor
            if delivery.status in deliveries.UNFINISHED:
                if delivery.occasion == MatchNews.CHANGED:
                    return exchange  # it is, and nobody else may know
                raise StillOnItsWay
            row.round += 1
            begin_anew(delivery)
            return exchange
