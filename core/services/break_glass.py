"""Emergencies: two people together may open one single match, and everybody hears that they have.

Nothing of the match itself is kept anywhere: whoever asked sees it once.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges, openings, participants
from core.db.session import Database
from core.db.vault import Vault
from core.domain import break_glass as rules
from core.domain.errors import NoMatchFor, OpeningProblem, OpeningRefused
from core.domain.snapshots import Exchange, OpenedMatch, OpeningForm
from core.domain.types import Caller, DeliveryKind, OpeningStatus, Person, UserId
from core.services.assignments import has_match, recipient_of
from core.services.openings import LAPSED, get, giver_of, seal_giver, seal_reason, status_at
from core.services.owing import owe
from core.services.requests import load, once
from core.services.tidying import tidy_notices

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class BreakGlass:
    database: Database
    vault: Vault
    clock: Clock

    def form(self, caller: Caller, exchange_id: str) -> OpeningForm:
        """For an organizer who may ask now. Raises what `ask` does of them and the exchange."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            exchange = self._askable(session, row, caller)
            others = tuple(one for one in exchange.organizer_ids if one != caller.user_id)
            return OpeningForm(exchange, others)

    def ask(
        self,
        caller: Caller,
        exchange_id: str,
        giver_id: UserId,
        reason: str,
        admin: Person | None = None,
    ) -> Exchange:
        """Owe those who may agree the question: the other organizers, and this admin. Raises
        `NotOrganizer`, `NoMatchNow`, `OpeningRefused`, `NoMatchFor` where nobody was drawn for
        them, and `NotAdmin` or `PersonRefused` for the admin."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange = self._askable(session, row, caller)
            for earlier in openings.of_exchange(session, row):
                self._end_lapsed(session, row, earlier)
            rules.check_reason(reason)
            asked = rules.witnesses(exchange, caller.user_id, admin)
            if giver_id == caller.user_id:
                raise OpeningRefused(OpeningProblem.OWN)
            if not has_match(session, row, giver_id):
                raise NoMatchFor
            opening = self._new(session, row, caller, giver_id, reason, admin)
            now = self.clock.now()
            owe(session, row, DeliveryKind.OPENING, asked, now, opening.opening_id)
            logger.info("somebody asks to open one match of exchange %s", exchange_id)
            return exchange

    def decide(self, caller: Caller, person: Person, opening_id: str, *, agrees: bool) -> Exchange:
        """Agree or refuse, and owe whoever asked the answer. `person` is what Slack says of the
        caller. Raises `OpeningNotFound`, `OpeningRefused`, `NoMatchNow`, or `NotAdmin`."""
        with once(self.database, self.clock, caller) as session:
            opening, row = self._locked(session, caller, opening_id)
            exchange, now = exchanges.snapshot(row), self.clock.now()
            asked = (opening.admin_id, opening.decided_by)
            rules.check_can_decide(exchange, UserId(opening.asked_by), asked, person)
            rules.check_pending(self._status(session, row, opening), OpeningStatus.ASKED)
            opening.status = OpeningStatus.AGREED if agrees else OpeningStatus.REFUSED
            opening.decided_by, opening.decided_at = caller.user_id, now
            if opening.admin_id == caller.user_id:
                opening.admin_id = None
            kind = DeliveryKind.OPENING_ANSWER
            owe(session, row, kind, [opening.asked_by], now, opening_id)
            tidy_notices(session, row, [DeliveryKind.OPENING], now, occasion=opening_id)
            return exchange

    def show(self, caller: Caller, opening_id: str) -> OpenedMatch:
        """The match, once, for whoever asked; with it is written down that they have looked, and
        everybody in the exchange is owed the news. Raises `OpeningNotFound`, `OpeningRefused`,
        `NotOrganizer`, `NoMatchNow` or `NoMatchFor`."""
        with once(self.database, self.clock, caller) as session:
            opening, row = self._locked(session, caller, opening_id)
            exchange, now = exchanges.snapshot(row), self.clock.now()
            if opening.asked_by != caller.user_id:
                raise OpeningRefused(OpeningProblem.NOT_YOURS)
            rules.check_can_ask(exchange, caller.user_id)
            rules.check_pending(self._status(session, row, opening), OpeningStatus.AGREED)
            giver_id = giver_of(session, self.vault, opening)
            recipient_id = recipient_of(session, self.vault, row, giver_id)
            if recipient_id is None:
                raise NoMatchFor
            opening.status, opening.opened_at = OpeningStatus.OPENED, now
            told = {*participants.joined(session, row), *exchange.organizer_ids}
            owe(session, row, DeliveryKind.OPENED, told, now, opening_id)
            tidy_notices(session, row, [DeliveryKind.OPENING_ANSWER], now, occasion=opening_id)
            logger.warning("one match of exchange %s was opened", row.exchange_id)
            return OpenedMatch(exchange, giver_id, recipient_id)

    def lapse_due(self) -> int:
        """Whatever nobody has decided, or looked at, in time ends here; how many."""
        since = self.clock.now() - rules.LAPSES_AFTER
        with self.database.read() as session:
            due = openings.due(session, since)
        for team_id, opening_id in due:
            with self.database.write() as session:
                self._lapse(session, team_id, opening_id)
        return len(due)

    def _lapse(self, session: Session, team_id: str, opening_id: str) -> None:
        opening = get(session, team_id, opening_id)
        row = exchanges.find(session, team_id, opening.exchange_id, lock=True)
        if row is not None:
            self._end_lapsed(session, row, get(session, team_id, opening_id))

    def _end_lapsed(self, session: Session, row: models.Exchange, opening: models.Opening) -> None:
        if self._status(session, row, opening) == opening.status:
            return
        opening.status, now = OpeningStatus.LAPSED, self.clock.now()
        kind, occasion = DeliveryKind.OPENING_ANSWER, f"{LAPSED}{opening.opening_id}"
        asked = (DeliveryKind.OPENING, kind)
        tidy_notices(session, row, asked, now, occasion=opening.opening_id)
        owe(session, row, kind, [opening.asked_by], now, occasion)

    def _status(
        self, session: Session, row: models.Exchange, opening: models.Opening
    ) -> OpeningStatus:
        return status_at(session, self.vault, row, opening, self.clock.now())

    def _askable(self, session: Session, row: models.Exchange, caller: Caller) -> Exchange:
        exchange = exchanges.snapshot(row)
        rules.check_can_ask(exchange, caller.user_id)
        earlier = openings.of_exchange(session, row)
        rules.check_room([self._status(session, row, one) for one in earlier])
        return exchange

    def _new(
        self,
        session: Session,
        row: models.Exchange,
        caller: Caller,
        giver_id: UserId,
        reason: str,
        admin: Person | None,
    ) -> models.Opening:
        now = self.clock.now()
        opening = models.Opening(
            opening_id=secrets.token_hex(16),
            exchange_id=row.exchange_id,
            team_id=row.team_id,
            status=OpeningStatus.ASKED,
            asked_by=caller.user_id,
            asked_at=now,
            admin_id=admin.user_id if admin else None,
        )
        seal_giver(session, self.vault, opening, giver_id, now)
        seal_reason(session, self.vault, opening, reason.strip(), now)
        session.add(opening)
        session.flush()
        return opening

    def _locked(
        self, session: Session, caller: Caller, opening_id: str
    ) -> tuple[models.Opening, models.Exchange]:
        """Read anew once nobody else can change it."""
        exchange_id = get(session, caller.team_id, opening_id).exchange_id
        row = load(session, caller, exchange_id, lock=True)
        return get(session, caller.team_id, opening_id), row
