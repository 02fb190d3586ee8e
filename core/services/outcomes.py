"""What became of one attempt to send: written down, with what follows from it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import deliveries, exchanges
from core.domain.snapshots import Receipt
from core.domain.types import DeliveryKind, DeliveryStatus
from core.ports import Blocked, LostReply, RateLimited, Refused, SendError
from core.services.owing import owe

logger = logging.getLogger(__name__)

#: Messages a second in one workspace. Slack allows "several hundred a minute"; 429 says when it
#: was too much.
SLOWEST, FASTEST = 0.5, 10.0

LONGEST_PAUSE = timedelta(minutes=5)
BLOCKED_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Try:
    """One attempt at one delivery. A worker that took too long may find that another has made the
    next attempt meanwhile: then what it learned is old, unless it is that the message is out."""

    team_id: str
    delivery_id: str
    attempt: int


def record_receipt(session: Session, tried: Try, receipt: Receipt, clock: Clock) -> None:
    now = clock.now()
    lane, row = _rows(session, tried)
    row.status, row.error, row.sent_at = DeliveryStatus.SENT, None, now
    row.channel_id, row.message_ts = receipt.channel_id, receipt.message_ts
    lane.pace = min(FASTEST, lane.pace + 0.5)
    if row.kind == DeliveryKind.ANNOUNCEMENT:
        _announced(session, row, receipt, now)
    report_when_done(session, row, now)


def record_unsent(session: Session, tried: Try, clock: Clock) -> None:
    """It was looked for and is not there: it may be sent."""
    _, row = _rows(session, tried)
    if _is_current(row, tried):
        row.status, row.is_doubtful, row.due_at = DeliveryStatus.PENDING, False, clock.now()


def record_error(session: Session, tried: Try, error: SendError, clock: Clock) -> None:
    now = clock.now()
    lane, row = _rows(session, tried)
    _slow_down(lane, error, now)
    if not _is_current(row, tried):
        return
    row.error = getattr(error, "error", "ratelimited")[:64]
    if isinstance(error, Refused):
        _refused(session, row, now)
        return
    # A lookup that failed has told nothing new.
    if row.status == DeliveryStatus.SENDING:
        lost = isinstance(error, LostReply)
        row.status = DeliveryStatus.UNKNOWN if lost else DeliveryStatus.PENDING
        row.is_doubtful = lost
    waits = isinstance(error, RateLimited | Blocked)
    row.due_at = now if waits else now + pause_after(row.attempts)


def _is_current(row: models.Delivery, tried: Try) -> bool:
    return row.attempts == tried.attempt and row.status in deliveries.UNFINISHED


def _slow_down(lane: models.Workspace, error: SendError, now: datetime) -> None:
    if isinstance(error, RateLimited):
        lane.lane_waits_until = now + error.retry_after
        lane.pace = max(SLOWEST, lane.pace / 2)
    elif isinstance(error, Blocked):
        lane.lane_waits_until = now + BLOCKED_FOR
        logger.error("workspace %s cannot be written to: %s", lane.team_id, error.error)


def _refused(session: Session, row: models.Delivery, now: datetime) -> None:
    """A person cannot be reached; an announcement waits to be let in, and its organizers hear."""
    if row.kind != DeliveryKind.ANNOUNCEMENT:
        row.status = DeliveryStatus.FAILED
        report_when_done(session, row, now)
        return
    logger.warning("delivery %s, an announcement, was refused: %s", row.delivery_id, row.error)
    row.status, row.due_at = DeliveryStatus.PENDING, now + pause_after(row.attempts)
    exchange = exchanges.find(session, row.team_id, row.exchange_id)
    if exchange is not None:
        organizers = [organizer.user_id for organizer in exchange.organizers]
        owe(session, exchange, DeliveryKind.UNANNOUNCED, organizers, now)


def pause_after(attempts: int) -> timedelta:
    """4, 8, 16 … seconds, at most five minutes: it is tried until it is known."""
    return min(LONGEST_PAUSE, timedelta(seconds=2 ** min(attempts + 1, 10)))


def _rows(session: Session, tried: Try) -> tuple[models.Workspace, models.Delivery]:
    lane = deliveries.lane(session, tried.team_id)
    row = deliveries.find(session, tried.team_id, tried.delivery_id)
    if lane is None or row is None:
        raise LookupError(f"delivery {tried.delivery_id} is gone")
    return lane, row


def _announced(session: Session, row: models.Delivery, receipt: Receipt, now: datetime) -> None:
    exchange = exchanges.find(session, row.team_id, row.exchange_id, lock=True)
    if exchange is not None:
        exchange.announced_channel_id = receipt.channel_id
        exchange.announced_ts, exchange.announced_at = receipt.message_ts, now


def report_when_done(session: Session, row: models.Delivery, now: datetime) -> None:
    """The last match of a round owes every organizer a report, in the same transaction."""
    if row.kind != DeliveryKind.MATCH:
        return
    session.flush()
    exchange = exchanges.find(session, row.team_id, row.exchange_id, lock=True)
    if exchange is None:
        return
    counts = deliveries.match_counts(session, exchange)
    if any(counts.get(status) for status in deliveries.UNFINISHED):
        return
    organizers = [organizer.user_id for organizer in exchange.organizers]
    owe(session, exchange, DeliveryKind.REPORT, organizers, now, occasion=str(exchange.round))
