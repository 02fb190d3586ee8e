"""Telling people that whom they give to has changed, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import deliveries, repairs
from core.domain.types import DeliveryKind, DeliveryStatus, MatchNews, UserId
from core.services.owing import begin_anew, row_of
from core.services.patience import Patience
from core.services.tidying import lying, tidy_replaced


@dataclass(frozen=True)
class Retelling:
    """Each person has one message with their match at most: it is owed anew, so that what it says
    is always the match that they have now. Whoever calls has asked for them with
    `core.db.repository.repairs.hold_matches`."""

    session: Session
    exchange: models.Exchange
    clock: Clock
    patience: Patience

    def tell(self, givers: Iterable[str], news: MatchNews) -> None:
        """Owe each of them their new match. What has not been sent is owed as it was: it will say
        the new one, and they have had no other. Of what has been, the buttons go."""
        givers = sorted(givers)
        held = repairs.matches_of(self.session, self.exchange, frozenset(givers))
        has_read = [one for one in held.values() if one.status == DeliveryStatus.SENT]
        tidy_replaced(self.session, self.exchange, list(map(lying, has_read)), self.clock.now())
        repairs.level_matches(self.session, self.exchange)
        for giver in givers:
            row = held.get(giver)
            if row is None:
                self.owe(UserId(giver), news)
            elif row.status != DeliveryStatus.PENDING:
                self._anew(row, news)
        repairs.forget(self.session, self.exchange, DeliveryKind.WISHES, givers)

    def _anew(self, row: models.Delivery, news: MatchNews) -> None:
        """The old message may still be on its way: the new one goes when it has arrived, if it ever
        does, and so is the last that they read."""
        arrives_by = row.settles_at
        if row.leased_until is not None:
            settles = row.leased_until + self.patience.settles
            arrives_by = max(settles, arrives_by or settles)
        begin_anew(row)
        row.owner = row.leased_until = None
        row.occasion, row.not_before = news, arrives_by

    def owe(self, user_id: UserId, news: MatchNews, *, was_in: bool = False) -> None:
        """A first match. Who was in before may still get an older message."""
        steady = self.clock.steady()
        in_doubt = self.patience.lease + self.patience.settles
        not_before = steady + in_doubt if was_in else None
        ids = (self.exchange.team_id, self.exchange.exchange_id)
        now = self.clock.now()
        row = row_of(*ids, DeliveryKind.MATCH, user_id, now, news, not_before)
        deliveries.add(self.session, [row])

    def withdraw(self, user_id: UserId) -> None:
        """They give to nobody any more. What others have written to them still reaches them, but
        for what is not so any more: see `core.services.giving.is_still_so`."""
        row = deliveries.match_of(self.session, self.exchange, user_id)
        if row and row.status == DeliveryStatus.SENT:
            tidy_replaced(self.session, self.exchange, [lying(row)], self.clock.now())
        for kind in (DeliveryKind.MATCH, DeliveryKind.WISHES):
            repairs.forget(self.session, self.exchange, kind, [user_id])
