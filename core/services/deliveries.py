"""Sending what is owed: a lane per workspace, each message once as far as Slack allows."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import deliveries, exchanges
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.errors import NothingToRetry
from core.domain.snapshots import Order, Receipt
from core.domain.types import Caller, DeliveryStatus, TeamId
from core.ports import LostReply, Messenger, SendError
from core.services.contents import content_of, is_still_owed
from core.services.outcomes import (
    Try,
    record_error,
    record_receipt,
    record_unsent,
    report_when_done,
)
from core.services.requests import load, once

logger = logging.getLogger(__name__)

#: Longer than a call to Slack takes; a worker that is gone blocks its lane no longer than this.
LEASE = timedelta(seconds=10)

#: A message whose reply was lost may still be on its way into the conversation.
SETTLES_AFTER = timedelta(seconds=3)


@dataclass(frozen=True)
class Claim:
    """One delivery in this worker's hands. `is_lookup`: it may have arrived, so look first."""

    tried: Try
    order: Order
    is_lookup: bool
    pace: float


@dataclass(frozen=True)
class Deliveries:
    """`worker` names this process in the lanes it holds: different for every start."""

    database: Database
    vault: Vault
    clock: Clock
    messenger: Messenger
    worker: str

    def due_lanes(self) -> Sequence[str]:
        """The workspaces that have something to send now and that nobody else is sending for."""
        with self.database.read() as session:
            return deliveries.due_lanes(session, self.worker, self.clock.now())

    def run_lane(self, team_id: str) -> int:
        """Send what this workspace owes, at its pace, until nothing is due or the process stops;
        how many messages were tried. Only one such run per workspace at a time in a process."""
        tried = 0
        while claim := self._claim(team_id, is_first=tried == 0):
            self._attempt(claim)
            tried += 1
            if not self.clock.sleep(1 / claim.pace):
                break
        self._release(team_id)
        return tried

    def retry_failed(self, caller: Caller, exchange_id: str) -> int:
        """Owe the failed matches again, the same matches; how many. Raises `NothingToRetry`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_retry(exchanges.snapshot(session, row), caller.user_id)
            failed = deliveries.failed_matches(session, row)
            if not failed:
                raise NothingToRetry
            row.round += 1
            for delivery in failed:
                doubtful = delivery.is_doubtful
                delivery.status = DeliveryStatus.UNKNOWN if doubtful else DeliveryStatus.PENDING
                delivery.error, delivery.due_at = None, self.clock.now()
            return len(failed)

    def _claim(self, team_id: str, *, is_first: bool) -> Claim | None:
        """Take or keep the lane, and the next delivery in it. What is about to be sent is written
        down as `sending` and committed before the call."""
        now = self.clock.now()
        with self.database.write() as session:
            lane = deliveries.lane(session, team_id, skip_locked=True)
            if lane is None or (lane.lane_waits_until and lane.lane_waits_until > now):
                return None
            held = lane.lane_held_until is not None and lane.lane_held_until > now
            if held and lane.lane_held_by != self.worker:
                return None
            if is_first or lane.lane_held_by != self.worker:
                deliveries.forget_sending(session, team_id, now + SETTLES_AFTER)
            lane.lane_held_by, lane.lane_held_until = self.worker, now + LEASE
            return self._next(session, lane)

    def _next(self, session: Session, lane: models.Workspace) -> Claim | None:
        now = self.clock.now()
        while row := deliveries.next_due(session, lane.team_id, now):
            order = self._order(session, row)
            if order is None:
                session.flush()
                continue
            is_lookup = row.status == DeliveryStatus.UNKNOWN
            if not is_lookup:
                row.status = DeliveryStatus.SENDING
            row.attempts += 1
            row.first_tried_at = order.first_tried_at
            tried = Try(row.team_id, row.delivery_id, row.attempts)
            return Claim(tried, order, is_lookup, lane.pace)
        return None

    def _order(self, session: Session, row: models.Delivery) -> Order | None:
        """None, and the delivery is settled, when there is nothing to say any more or it cannot be
        read: the others in the lane go on."""
        exchange = exchanges.find(session, row.team_id, row.exchange_id)
        if exchange is None or not is_still_owed(exchange, row):
            row.status, row.error = DeliveryStatus.FAILED, "withdrawn"
            return None
        try:
            content = content_of(session, self.vault, exchange, row)
        except Exception:
            # Sealed under another key, written by a newer version: nobody else's may wait for it.
            logger.exception("delivery %s cannot be read", row.delivery_id)
            row.status, row.error = DeliveryStatus.FAILED, "unreadable"
            report_when_done(session, row, self.clock.now())
            return None
        return Order(
            team_id=TeamId(row.team_id),
            kind=row.kind,
            addressee_id=row.addressee_id,
            key=row.key,
            first_tried_at=row.first_tried_at or self.clock.now(),
            content=content,
        )

    def _attempt(self, claim: Claim) -> None:
        try:
            receipt = self._call(claim)
        except SendError as error:
            with self.database.write() as session:
                record_error(session, claim.tried, error, self.clock)
            return
        with self.database.write() as session:
            if receipt is None:
                record_unsent(session, claim.tried, self.clock)
            else:
                record_receipt(session, claim.tried, receipt, self.clock)

    def _call(self, claim: Claim) -> Receipt | None:
        try:
            if claim.is_lookup:
                return self.messenger.find(claim.order)
            return self.messenger.send(claim.order)
        except SendError:
            raise
        except Exception as error:
            # Whatever broke, the message may be out; nobody else's may wait for this one.
            logger.exception("delivery %s broke", claim.tried.delivery_id)
            raise LostReply(type(error).__name__) from error

    def _release(self, team_id: str) -> None:
        with self.database.write() as session:
            lane = deliveries.lane(session, team_id)
            if lane is not None and lane.lane_held_by == self.worker:
                lane.lane_held_by = lane.lane_held_until = None
