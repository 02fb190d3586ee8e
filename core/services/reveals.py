"""The reveal: at a moment that an organizer has chosen everybody learns who gave to them, one after
another around the circle; and then the channel may read all of it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import CryptoError
from core.db import models
from core.db.repository import deliveries, exchanges, reveals
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.errors import ExchangeNotFound, NotParticipant, NotRevealed
from core.domain.exchange_day import check_can_look_at_reveal, check_can_set_reveal
from core.domain.forgetting import is_forgotten
from core.domain.snapshots import Exchange, Revealed
from core.domain.types import Caller, DeliveryKind
from core.services.circles import circles, parts_of
from core.services.givers import giver_once_revealed
from core.services.owing import owe_refresh, row_of
from core.services.requests import load, once

logger = logging.getLogger(__name__)

#: Messages go in the order in which they were owed.
NEXT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Reveals:
    database: Database
    vault: Vault
    clock: Clock

    def settable(self, caller: Caller, exchange_id: str) -> Exchange:
        """What the caller may change the reveal of. Raises `NotOrganizer`, or `WrongStatus` when it
        is over, or names were drawn without one."""
        with self.database.read() as session:
            exchange = exchanges.snapshot(load(session, caller, exchange_id))
            check_can_look_at_reveal(exchange, caller.user_id)
            return exchange

    def set(
        self, caller: Caller, exchange_id: str, reveal_at: datetime | None, *, posts_circle: bool
    ) -> Exchange:
        """Reveal then, or never; the announcement says so. Raises what `settable` does, and
        `PlanRefused`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange, now = exchanges.snapshot(row), self.clock.now()
            check_can_set_reveal(exchange, caller.user_id, reveal_at, posts_circle, now)
            row.reveal_at, row.posts_circle = reveal_at, posts_circle
            owe_refresh(session, row.exchange_id, now)
            session.flush()
            return exchanges.snapshot(row)

    def giver(self, caller: Caller, exchange_id: str) -> Revealed:
        """Who gave to the caller. Raises `NotRevealed`, `NoMatchNow` or `NotParticipant`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            exchange = exchanges.snapshot(row)
            rules.check_can_see_match(exchange)
            if exchange.revealed_at is None:
                raise NotRevealed
            giver_id = giver_once_revealed(session, self.vault, row, caller.user_id)
            if giver_id is None:
                raise NotParticipant
            return Revealed(exchange, giver_id)

    def reveal_due(self) -> int:
        """Owe everybody in each exchange whose moment has come that they learn who gave to them;
        how many exchanges. Each once, however many processes look."""
        with self.database.read() as session:
            found = reveals.due(session, self.clock.now())
        return sum(self._each(self._reveal, *one) for one in found)

    def post_due(self) -> int:
        """Owe the channel who gave to whom, wherever everybody has been told; how many
        exchanges."""
        with self.database.read() as session:
            found = reveals.to_post(session)
        return sum(self._each(self._post, *one) for one in found)

    def _each(
        self, do: Callable[[Session, models.Exchange], bool], team_id: str, exchange_id: str
    ) -> bool:
        try:
            with self.database.write() as session:
                return do(session, exchanges.get(session, team_id, exchange_id, lock=True))
        except ExchangeNotFound:  # it is being purged since just now
            return False
        except CryptoError:  # nobody else waits for it
            logger.exception("exchange %s cannot be revealed", exchange_id)
            return False

    def _reveal(self, session: Session, row: models.Exchange) -> bool:
        now = self.clock.now()
        is_due = row.reveal_at is not None and row.reveal_at <= now
        if not is_due or row.revealed_at or row.status not in exchanges.DRAWN:
            return False
        # Each is told who gave to them, and next whoever that is: backwards around the circle.
        order = [
            one
            for circle in circles(session, self.vault, row, secrets.choice)
            for one in reversed(circle[1:])  # to the first of a broken one nobody gave
            if not is_forgotten(one)
        ]
        ids = (row.team_id, row.exchange_id, DeliveryKind.REVEAL)
        rows = [row_of(*ids, one, now + NEXT * place) for place, one in enumerate(order)]
        if rows:
            deliveries.add(session, rows)
        row.revealed_at = now
        owe_refresh(session, row.exchange_id, now)
        return True

    def _post(self, session: Session, row: models.Exchange) -> bool:
        if deliveries.owed_to(session, row, DeliveryKind.CIRCLE, "1"):
            return False
        now, channel_id = self.clock.now(), row.announced_channel_id or row.channel_id
        parts = parts_of(reveals.count(session, row))
        ids = (row.team_id, row.exchange_id, DeliveryKind.CIRCLE, channel_id)
        rows = [row_of(*ids, now + NEXT * part, str(part)) for part in range(1, parts + 1)]
        deliveries.add(session, rows)
        return True
