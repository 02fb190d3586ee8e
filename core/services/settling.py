"""Writing down a draw that was mended, or made again: all that follows, in one transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges, exclusions, gifts, looks, participants, repairs, turns
from core.db.vault import Vault
from core.domain import rules
from core.domain.draw import ENGINE
from core.domain.snapshots import Exchange
from core.domain.types import (
    Caller,
    DeliveryKind,
    ExchangeStatus,
    MatchNews,
    ParticipantStatus,
    UserId,
)
from core.services import mending
from core.services.anonymous import begin_talk_anew, carry_stops
from core.services.giving import Gift, keep
from core.services.looks import forget_looks
from core.services.mending import Mended
from core.services.names import Drawn
from core.services.owing import owe, owe_refresh
from core.services.patience import Patience
from core.services.retelling import Retelling
from core.services.tidying import tidy_notices

logger = logging.getLogger(__name__)


class Outdated(Exception):
    """Somebody else has changed the exchange meanwhile."""


@dataclass(frozen=True)
class Settling:
    """Each of these raises `Outdated` where the exchange is not as it was read any more."""

    session: Session
    vault: Vault
    clock: Clock
    patience: Patience

    def mended(self, caller: Caller, mended: Mended) -> Exchange:
        """Who takes part, assignments and what is owed, in one transaction."""
        drawn, wanted, now = mended.drawn, mended.drawn.wanted, self.clock.now()
        row, told = self._held(drawn.team_id, drawn.exchange_id)
        was_in = wanted.joined is not None and _was_in(self.session, row, wanted.joined)
        if wanted.left and not participants.let_go(self.session, row, wanted.left, now):
            raise Outdated
        late = wanted.joined
        if late and not participants.let_in(self.session, row, late, now, wanted.time_zone):
            raise Outdated
        self._lock(row, drawn.revision)
        for stated in exclusions.of_exchange(self.session, row) if wanted.relaxed else ():
            if mending.is_relaxed(exclusions.snapshot(stated), wanted):
                self.session.delete(stated)
        gone = {*mended.new, *([wanted.left] if wanted.left else [])}
        has_gifts = bool(gifts.of_exchange(self.session, row))
        repairs.replace_assignments(self.session, row, gone, mended.rows)
        for giver in sorted(mended.new) if has_gifts else ():
            # A row that is not there would tell whose match is new.
            keep(self.session, self.vault, row, giver, Gift(), self.clock)
        forget_looks(self.session, row, drawn.assignments, gone, drawn.seed)
        row.revision += 1
        row.joined_count += bool(wanted.joined) - bool(wanted.left)
        row.repeat_count = mended.repeat_count
        told.tell(mended.changed, MatchNews.CHANGED)
        if wanted.joined:
            told.owe(wanted.joined, MatchNews.LATE, was_in=was_in)
        if wanted.left:
            told.withdraw(wanted.left)
            about = (DeliveryKind.WANTS_OUT, DeliveryKind.DEACTIVATED)
            tidy_notices(self.session, row, about, now, occasion=wanted.left)
            self._tell_of_parting(row, caller, wanted.left)
        begin_talk_anew(self.session, self.vault, row, mended.new)
        owe_refresh(self.session, row.exchange_id, now)
        self.session.flush()
        return exchanges.snapshot(row)

    def drawn_again(self, made: Drawn) -> Exchange:
        given, now = made.given, self.clock.now()
        row, told = self._held(given.team_id, given.exchange_id)
        self._lock(row, given.revision)
        people = given.input.people
        rows = made.rows[models.Assignment]
        repairs.replace_assignments(self.session, row, people, rows)
        carry_stops(self.session, self.vault, row, people, made.seed, now)
        gifts.forget_cases(self.session, row)
        looks.clear(self.session, row)
        row.seed_encrypted, row.engine, row.drawn_at = made.seed_encrypted, ENGINE, now
        row.completes_at = rules.completes_at(now, row.time_zone, row.exchange_on)
        row.repeat_count = made.repeat_count
        row.revision += 1
        row.round += 1
        told.tell(people, MatchNews.REDRAWN)
        owe_refresh(self.session, row.exchange_id, now)
        self.session.flush()
        logger.info("exchange %s was drawn again for %d people", row.exchange_id, len(people))
        return exchanges.snapshot(row)

    def _held(self, team_id: str, exchange_id: str) -> tuple[models.Exchange, Retelling]:
        """The exchange, not locked yet: but its messages with matches nobody else changes any more,
        see `hold_matches`."""
        turns.take_turn(self.session, exchange_id)
        repairs.hold_matches(self.session, exchange_id)
        row = exchanges.get(self.session, team_id, exchange_id)
        return row, Retelling(self.session, row, self.clock, self.patience)

    def _lock(self, row: models.Exchange, revision: int) -> None:
        exchanges.lock(self.session, row)
        if row.status != ExchangeStatus.DRAWN or row.revision != revision:
            raise Outdated
        snapshot = exchanges.snapshot(row)
        if not rules.allowed(rules.check_before_reveal, snapshot, self.clock.now()):
            raise Outdated

    def _tell_of_parting(self, row: models.Exchange, caller: Caller, left: UserId) -> None:
        """Who leaves tells organizers so; who is taken out hears it themselves."""
        now, occasion = self.clock.now(), str(row.revision)
        if caller.user_id == left:
            tell_organizers(self.session, row, DeliveryKind.PARTED, left, now, f"{occasion}:{left}")
        else:
            owe(self.session, row, DeliveryKind.TAKEN_OUT, [left], now, occasion)


def tell_organizers(
    session: Session,
    row: models.Exchange,
    kind: DeliveryKind,
    about: UserId,
    now: datetime,
    occasion: str = "",
) -> None:
    """Owe them a message about somebody, but not to that person; once for each occasion, and once
    for all where there is none."""
    others = [one.user_id for one in row.organizers if one.user_id != about]
    owe(session, row, kind, others, now, occasion or about)


def _was_in(session: Session, row: models.Exchange, user_id: str) -> bool:
    found = participants.find(session, row, user_id)
    return found is not None and found.status == ParticipantStatus.LEFT
