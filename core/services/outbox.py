"""The outbox: what is owed leaves it, each message once as far as Slack allows.

A message is taken out in one transaction (`claim`) and tried afterwards (`attempt`). Whoever has
taken it marks it with a token, `owner`, and begins to send it before the lease runs out or not at
all. So a lease that has run out means: it was sent by then, or will not be by that owner. It may be
out; it is looked for in the conversation, and sent again only when it is certainly not there.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import deliveries, exchanges, lanes
from core.db.repository.messages import WITHDRAWN
from core.db.session import Database
from core.db.vault import Vault
from core.domain.errors import (
    ExchangeNotFound,
    MessageNotFound,
    NotInvited,
    OpeningNotFound,
    RescueNotFound,
)
from core.domain.forgetting import is_forgotten
from core.domain.snapshots import Order, Receipt
from core.domain.types import DeliveryKind, DeliveryStatus, TeamId
from core.ports import LostReply, Messenger, SendError
from core.services.asking import still_asks
from core.services.contents import content_of, is_still_owed, place_of
from core.services.exchange_days import is_still_its_day
from core.services.giving import is_still_so
from core.services.openings import is_wanted
from core.services.outcomes import FASTEST, Outcomes
from core.services.patience import Patience
from core.services.tidied import order_of
from core.services.wishlists import BETWEEN_NEWS

logger = logging.getLogger(__name__)

#: By how much a lane may catch up that could not be served in time.
CATCHES_UP = timedelta(seconds=0.5)
#: Who gets such a message tells, by its time and by how few they are, who gives to whom.
TELLING = (DeliveryKind.ANONYMOUS, DeliveryKind.WISHES)
#: So long it is remembered who got one: as long as the next one may have to wait because of it.
FORGETS_AFTER = BETWEEN_NEWS
#: What a message was about is not there any more, so there is nothing to say.
GONE = (ExchangeNotFound, MessageNotFound, NotInvited, OpeningNotFound, RescueNotFound)


@dataclass(frozen=True)
class Claim:
    """One delivery in this owner's hands. `is_look`: it may have arrived, so look for it.

    `lane_next_at` is when its workspace may have its next message. `may_rise`: a success would make
    its pace quicker, or show that Slack takes messages from there again.
    """

    team_id: str
    delivery_id: str
    kind: DeliveryKind
    owner: str
    claimed_at: datetime
    leased_until: datetime
    is_look: bool
    lane_next_at: datetime
    may_rise: bool


@dataclass(frozen=True)
class Outbox:
    database: Database
    vault: Vault
    clock: Clock
    messenger: Messenger
    patience: Patience

    def claim(self, most: int) -> Sequence[Claim]:
        """Take out at most so many, at most one per workspace, the workspace first that has waited
        longest. Each is written down as `sending` before anybody may send it."""
        now = self.clock.steady()
        claims: list[Claim] = []
        seen: list[str] = []
        with self.database.write() as session:
            while room := most - len(claims):
                ready = lanes.ready(session, now, room, seen)
                for lane in ready:
                    row = lanes.next_due(session, lane.team_id, now)
                    lane.lane_next_at = _next_turn(lane, now)
                    if row is not None:
                        claims.append(self._take(lane, row, now))
                if len(ready) < room:
                    break
                seen += [lane.team_id for lane in ready]
        return claims

    def _take(self, lane: models.Workspace, row: models.Delivery, now: datetime) -> Claim:
        is_look = row.status == DeliveryStatus.UNKNOWN
        if not is_look:
            row.status = DeliveryStatus.SENDING
        row.owner, row.leased_until = secrets.token_hex(16), now + self.patience.lease
        row.attempts += 1
        row.tried_at = now
        row.first_tried_at = row.first_tried_at or self.clock.now()
        if row.kind == DeliveryKind.REFRESH:
            row.not_before = now + self.patience.between_refreshes
        if row.kind == DeliveryKind.TIDIED:
            lane.tidies_wait_until = now + self.patience.between_tidyings
        return Claim(
            team_id=row.team_id,
            delivery_id=row.delivery_id,
            kind=row.kind,
            owner=row.owner,
            claimed_at=now,
            leased_until=row.leased_until,
            is_look=is_look,
            lane_next_at=lane.lane_next_at or now,
            # That a message could be tidied says nothing of whether new ones may come quicker.
            may_rise=row.kind != DeliveryKind.TIDIED
            and (lane.pace < FASTEST or lane.lane_error is not None),
        )

    def attempt(self, claim: Claim) -> None:
        """Send it, or look for it, and write down what became of it."""
        outcomes = Outcomes(self.clock, self.patience, self.vault)
        try:
            order = self._order(claim)
        except SQLAlchemyError:
            raise  # nothing can be written down, either: the lease runs out
        except Exception:
            # Sealed under another key, written by a newer version: nobody else's may wait for it.
            logger.exception("delivery %s cannot be read", claim.delivery_id)
            with self.database.write() as session:
                outcomes.give_up(session, claim, "unreadable")
            return
        if order is None:
            with self.database.write() as session:
                outcomes.give_up(session, claim, WITHDRAWN)
            return
        try:
            receipt = self._call(claim, order)
        except SendError as error:
            with self.database.write() as session:
                outcomes.failed(session, claim, error)
            return
        with self.database.write() as session:
            if receipt is None:
                outcomes.not_there(session, claim)
            else:
                outcomes.arrived(session, claim, receipt)

    def doubt_expired(self) -> int:
        """What was being sent by a process that is gone, or too slow, is to be looked for; how
        many."""
        now = self.clock.steady()
        with self.database.read() as session:
            if not lanes.has_expired(session, now):
                return 0
        with self.database.write() as session:
            return lanes.doubt_expired(
                session, now, now + self.patience.looks_after, now + self.patience.settles
            )

    def forget_told(self) -> int:
        """Forget who got what would tell who gives to whom, and when; how many rows."""
        before = self.clock.steady() - FORGETS_AFTER
        with self.database.write() as session:
            return deliveries.forget(session, TELLING, before)

    def _order(self, claim: Claim) -> Order | None:
        """What to say, as things stand now; None when there is nothing to say any more."""
        try:
            return self._as_it_stands(claim)
        except GONE:
            return None

    def _as_it_stands(self, claim: Claim) -> Order | None:
        """The same. Raises one of `GONE` when that shows only while it is put together."""
        with self.database.read() as session:
            row = deliveries.find(session, claim.team_id, claim.delivery_id)
            if row is None or is_forgotten(row.addressee_id):
                return None
            exchange = exchanges.get(session, row.team_id, row.exchange_id)
            if not is_still_owed(exchange, row):
                return None
            if not still_asks(session, exchange, row, self.clock.now()):
                return None
            is_late = not is_still_its_day(session, exchange, row, self.clock.now())
            if is_late or not is_wanted(session, self.vault, exchange, row, self.clock.now()):
                return None
            if not is_still_so(session, self.vault, exchange, row):
                return None
            if row.kind == DeliveryKind.TIDIED:
                return order_of(session, self.vault, exchange, row, self.clock.now())
            return self._filled(session, exchange, row)

    def _filled(self, session: Session, exchange: models.Exchange, row: models.Delivery) -> Order:
        now = self.clock.now()
        return Order(
            team_id=TeamId(row.team_id),
            kind=row.kind,
            addressee_id=row.addressee_id,
            key=row.delivery_id,
            # Then, too, the clock may have been wrong.
            first_tried_at=min(row.first_tried_at or now, now),
            content=content_of(session, self.vault, exchange, row),
            place=place_of(exchange, row),
        )

    def _call(self, claim: Claim, order: Order) -> Receipt | None:
        def may_go() -> bool:
            return self.clock.steady() < claim.leased_until

        try:
            if claim.is_look:
                return self.messenger.find(order)
            return self.messenger.send(order, may_go)
        except SendError:
            raise
        except Exception as error:
            # Whatever broke, the message may be out; nobody else's may wait for this one.
            logger.exception("delivery %s broke", claim.delivery_id)
            raise LostReply(type(error).__name__) from error


def _next_turn(lane: models.Workspace, now: datetime) -> datetime:
    """One step of its pace after the turn it has now, so that small delays do not add up."""
    turn = max(lane.lane_next_at or now, now - CATCHES_UP)
    return turn + timedelta(seconds=1 / lane.pace)
