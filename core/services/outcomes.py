"""What became of one attempt to send: written down, with what follows from it.

Only the owner of a delivery may finish it. An owner that took too long may find that another has
it in hand meanwhile: then what it learned is old, and changes nothing but the pace of the lane.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import deliveries, exchanges, lanes, repairs
from core.db.repository.messages import WITHDRAWN
from core.db.vault import Vault
from core.domain.snapshots import Receipt
from core.domain.types import DeliveryKind, DeliveryStatus, MatchNews
from core.ports import Blocked, LostReply, RateLimited, Refused, SendError
from core.services import anonymous, stepping_in, tidying
from core.services.contents import STILL_OWED
from core.services.owing import owe, owe_first_refresh
from core.services.patience import Patience

logger = logging.getLogger(__name__)

#: Messages a second in one workspace. Slack allows "several hundred a minute"; 429 says when it
#: was too much.
SLOWEST, FASTEST, QUICKER = 0.5, 10.0, 0.1
#: What is left of the pace after a 429, and after any other trouble: whatever fails now may be in
#: doubt, and what is in doubt takes two more calls, of which Slack allows fewer.
TOO_FAST, STUMBLED = 0.5, 0.8

LONGEST_PAUSE = timedelta(minutes=5)
#: So that it takes many failed looks, and not a few unlucky ones, to give up looking.
LONGEST_BETWEEN_LOOKS = timedelta(minutes=1)
BLOCKED_FOR = timedelta(minutes=1)


#: Organizers hear why these were refused, and that stays so whatever else fails since.
IN_CHANNELS = (DeliveryKind.ANNOUNCEMENT, DeliveryKind.REFRESH)


class Tried(Protocol):
    """What an outcome needs to know of a `core.services.outbox.Claim`."""

    @property
    def team_id(self) -> str: ...
    @property
    def delivery_id(self) -> str: ...
    @property
    def kind(self) -> DeliveryKind: ...
    @property
    def owner(self) -> str: ...
    @property
    def claimed_at(self) -> datetime: ...
    @property
    def is_look(self) -> bool: ...
    @property
    def may_rise(self) -> bool: ...


@dataclass(frozen=True)
class Outcomes:
    clock: Clock
    patience: Patience
    vault: Vault

    def arrived(self, session: Session, tried: Tried, receipt: Receipt) -> None:
        row = _mine(session, tried)
        if row is not None:
            self._sent(session, tried, row, receipt)
        # The lane last, here and below: whoever has it waits for nobody.
        if tried.may_rise and not tried.is_look:
            session.flush()
            lanes.raise_pace(session, tried.team_id, QUICKER, FASTEST)

    def _sent(self, session: Session, tried: Tried, row: models.Delivery, receipt: Receipt) -> None:
        if row.kind == DeliveryKind.TIDIED:
            tidying.done(session, row)
            return
        if row.kind == DeliveryKind.REFRESH and _is_rewritten_again(row, tried):
            _settle(row, DeliveryStatus.PENDING)
            return
        _settle(row, DeliveryStatus.SENT)
        row.settles_at = row.unreadable_since = None
        row.sent_at = self.clock.now()
        row.channel_id, row.message_ts = receipt.channel_id, receipt.message_ts
        if row.kind == DeliveryKind.MATCH and row.occasion != MatchNews.FIRST:
            repairs.level(row)  # from now on nobody can see whose match has changed
        if row.kind == DeliveryKind.ANNOUNCEMENT:
            self._announced(session, row, receipt)
        self._report_when_done(session, row)

    def not_there(self, session: Session, tried: Tried) -> None:
        """It was looked for in vain: it may be sent if it could not be on its way any more when the
        look began. (The answer may be old: the process may have been frozen since.)"""
        row = _mine(session, tried)
        if row is None:
            return
        row.owner = row.leased_until = row.unreadable_since = None
        if row.settles_at is None or row.settles_at <= tried.claimed_at:
            row.status, row.settles_at, row.not_before = DeliveryStatus.PENDING, None, None
        else:
            row.not_before = row.settles_at

    def give_up(self, session: Session, tried: Tried, error: str) -> None:
        """There is nothing to say any more, or it cannot be read."""
        row = _mine(session, tried)
        if row is not None and row.kind == DeliveryKind.ANONYMOUS and error == WITHDRAWN:
            # Beside somebody who has just left, it would tell whom they gave to.
            session.delete(row)
        elif row is not None and row.kind == DeliveryKind.TIDIED:
            tidying.done(session, row)
        elif row is not None:
            _settle(row, DeliveryStatus.FAILED, error)
            self._report_when_done(session, row)

    def failed(self, session: Session, tried: Tried, error: SendError) -> None:
        row = _mine(session, tried)
        now = self.clock.steady()
        if row is not None and row.kind == DeliveryKind.TIDIED:
            tidying.failed(session, row, error, now, pause_after(row.attempts))
        elif row is not None:
            row.owner = row.leased_until = None
            if isinstance(error, Refused) or row.kind not in IN_CHANNELS:
                row.error = getattr(error, "error", "ratelimited")[:64]
            self._go_on(session, tried, row, error, now)
        _hold(session, tried, error, now)

    def _go_on(
        self,
        session: Session,
        tried: Tried,
        row: models.Delivery,
        error: SendError,
        now: datetime,
    ) -> None:
        if isinstance(error, Refused):
            self._refused(session, row, now)
        elif tried.is_look:
            self._look_failed(row, error, now)
        elif isinstance(error, LostReply) and row.kind != DeliveryKind.REFRESH:
            row.status = DeliveryStatus.UNKNOWN
            row.settles_at = now + self.patience.settles
            row.not_before = now + self.patience.looks_after
        else:
            row.status = DeliveryStatus.PENDING
            waits = isinstance(error, RateLimited | Blocked)
            row.not_before = None if waits else now + pause_after(row.attempts)
            if row.kind != DeliveryKind.REFRESH:
                row.settles_at = None
            elif isinstance(error, LostReply):
                row.settles_at = now + self.patience.settles

    def _look_failed(self, row: models.Delivery, error: SendError, now: datetime) -> None:
        """It has told nothing new. While nothing at all goes, it can wait as well."""
        row.not_before = now + min(LONGEST_BETWEEN_LOOKS, pause_after(row.attempts))
        if isinstance(error, Blocked):
            return
        row.unreadable_since = row.unreadable_since or now
        is_settled = row.settles_at is None or now >= row.settles_at
        if is_settled and now >= row.unreadable_since + self.patience.gives_up_looking:
            logger.warning("delivery %s cannot be looked for; sending it again", row.delivery_id)
            row.status = DeliveryStatus.PENDING
            row.settles_at = row.unreadable_since = row.not_before = None

    def _refused(self, session: Session, row: models.Delivery, now: datetime) -> None:
        """A person cannot be reached; an announcement waits to be let in. One that is out stays as
        it is until something changes: then it is tried again."""
        if row.kind == DeliveryKind.ANNOUNCEMENT:
            row.status, row.not_before = DeliveryStatus.PENDING, now + pause_after(row.attempts)
            self._tell_organizers(session, row, DeliveryKind.UNANNOUNCED)
            return
        has_changed = row.kind == DeliveryKind.REFRESH and row.attempts == 0
        row.status = DeliveryStatus.PENDING if has_changed else DeliveryStatus.FAILED
        if row.kind == DeliveryKind.REFRESH:
            self._tell_organizers(session, row, DeliveryKind.OUTDATED)
        if row.kind == DeliveryKind.ANONYMOUS:
            anonymous.give_back(session, self.vault, row, self.clock)
        if row.kind == DeliveryKind.RESCUE:
            stepping_in.not_reached(session, self.vault, row, self.clock)
        self._report_when_done(session, row)

    def _tell_organizers(self, session: Session, row: models.Delivery, kind: DeliveryKind) -> None:
        """Once, however often this announcement is refused; and while it still matters."""
        logger.warning("delivery %s, an announcement, was refused: %s", row.delivery_id, row.error)
        exchange = exchanges.find(session, row.team_id, row.exchange_id)
        if exchange is not None and exchange.status in STILL_OWED[kind]:
            organizers = [organizer.user_id for organizer in exchange.organizers]
            owe(session, exchange, kind, organizers, self.clock.now(), occasion=row.delivery_id)

    def _announced(self, session: Session, row: models.Delivery, receipt: Receipt) -> None:
        exchange = exchanges.find(session, row.team_id, row.exchange_id, lock=True)
        if exchange is not None:
            exchange.announced_channel_id = receipt.channel_id
            exchange.announced_ts = receipt.message_ts
            later = self.clock.steady() + self.patience.between_refreshes
            owe_first_refresh(session, exchange, self.clock.now(), later)

    def _report_when_done(self, session: Session, row: models.Delivery) -> None:
        """The last match of a round owes every organizer a report, in the same transaction."""
        if row.kind != DeliveryKind.MATCH:
            return
        session.flush()
        # Two that are settled at the same moment each see the other one unfinished: one by one.
        exchanges.hold(session, row.exchange_id)
        if not deliveries.has_unfinished_matches(session, row.exchange_id):
            exchange = exchanges.find(session, row.team_id, row.exchange_id, lock=True)
            if exchange is None:  # it is being purged
                return
            organizers = [organizer.user_id for organizer in exchange.organizers]
            occasion, now = str(exchange.round), self.clock.now()
            kind = DeliveryKind.REPORT
            is_new = not deliveries.owed_to(session, exchange, kind, occasion)
            if is_new and not deliveries.failed_matches(session, exchange):
                tidying.tidy_notices(session, exchange, [kind], now)  # none is to be tried again
            owe(session, exchange, kind, organizers, now, occasion=occasion)


def _mine(session: Session, tried: Tried) -> models.Delivery | None:
    """The delivery, if it is still in this owner's hands, or in nobody's since."""
    row = deliveries.find(session, tried.team_id, tried.delivery_id, lock=True)
    return row if row is not None and row.owner == tried.owner else None


def _is_rewritten_again(row: models.Delivery, tried: Tried) -> bool:
    """Whether an announcement that has just been rewritten may say something old all the same."""
    if row.attempts == 0:
        return True  # somebody joined while it was on its way
    if row.settles_at is None or row.settles_at <= tried.claimed_at:
        return False
    # An older one, whose reply was lost, may still arrive, and undo this one.
    row.not_before = row.settles_at
    return True


def _settle(row: models.Delivery, status: DeliveryStatus, error: str | None = None) -> None:
    row.status, row.error = status, error
    row.owner = row.leased_until = None


def _hold(session: Session, tried: Tried, error: SendError, now: datetime) -> None:
    """What the failure of one says about the others of its workspace."""
    if isinstance(error, Refused) or (
        tried.is_look and not isinstance(error, RateLimited | Blocked)
    ):
        return
    if tried.kind == DeliveryKind.TIDIED and not isinstance(error, RateLimited):
        return  # nothing waits because of it
    lane = lanes.find(session, tried.team_id, lock=True)
    if isinstance(error, Blocked):
        lane.lane_waits_until = _later(lane.lane_waits_until, now + BLOCKED_FOR)
        lane.lane_error = error.error[:64]
        logger.error("workspace %s cannot be written to: %s", tried.team_id, error.error)
    elif isinstance(error, RateLimited):
        _slow_down(lane, tried, now + error.retry_after, now)
    elif not _is_waiting(lane, now):
        lane.pace = max(SLOWEST, lane.pace * STUMBLED)


def _slow_down(lane: models.Workspace, tried: Tried, until: datetime, now: datetime) -> None:
    """Slack counts by method: what it takes too many of has to wait, and nothing else."""
    if tried.is_look:
        lane.looks_wait_until = _later(lane.looks_wait_until, until)
    elif tried.kind == DeliveryKind.TIDIED:
        lane.tidies_wait_until = _later(lane.tidies_wait_until, until)
    elif tried.kind == DeliveryKind.REFRESH:
        lane.refreshes_wait_until = _later(lane.refreshes_wait_until, until)
    else:
        if not _is_waiting(lane, now):
            lane.pace = max(SLOWEST, lane.pace * TOO_FAST)
        lane.lane_waits_until = _later(lane.lane_waits_until, until)


def _is_waiting(lane: models.Workspace, now: datetime) -> bool:
    """Then those that were on their way together say the same once more."""
    return lane.lane_waits_until is not None and lane.lane_waits_until > now


def _later(one: datetime | None, other: datetime) -> datetime:
    return max(one or other, other)


def pause_after(attempts: int) -> timedelta:
    """4, 8, 16 … seconds, at most five minutes: it is tried until it is known."""
    return min(LONGEST_PAUSE, timedelta(seconds=2 ** min(attempts + 1, 10)))
