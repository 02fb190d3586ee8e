"""A gift is missing, and somebody steps in. Organizers choose who may, and learn neither whose gift
it is, nor whose it was to give, nor whom of those they have chosen was asked."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import CryptoError
from core.db import models
from core.db.repository import exchanges, gifts
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.errors import ExchangeNotFound, RescueProblem, RescueRefused
from core.domain.gifts import check_can_rescue, check_named, who_fits
from core.domain.snapshots import Exchange, Match
from core.domain.talk import check_can_talk
from core.domain.types import Caller, DeliveryKind, Person, UserId
from core.services import missing, stepping_in
from core.services.giving import Awaited, Gift, keep, seen
from core.services.owing import owe
from core.services.requests import load, once

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rescues:
    database: Database
    vault: Vault
    clock: Clock

    def look_after(self) -> int:
        """Tell organizers of every gift that is still missing, and forget what nobody misses any
        more; how many cases were looked at. Whom a message is owed to depends on the rows alone, so
        any number of processes may look."""
        with self.database.read() as session:
            cases = gifts.to_look_after(session, self.clock.now())
        for team_id, exchange_id, case_id in cases:
            try:
                self._look_after(team_id, exchange_id, case_id)
            except ExchangeNotFound:  # it is being purged since just now, and the case with it
                continue
            except CryptoError:  # nobody else's may wait for it
                logger.exception("a case of exchange %s cannot be read", exchange_id)
        return len(cases)

    def _look_after(self, team_id: str, exchange_id: str, case_id: str) -> None:
        with self.database.write() as session:
            row = exchanges.get(session, team_id, exchange_id, lock=True)
            case = gifts.missing(session, case_id)
            now = self.clock.now()
            if case is None:
                return
            if missing.still_missing(session, self.vault, row, case, now) is None:
                session.delete(case)
            elif case.told_at is None and case.due_at <= now:
                case.told_at = now
                organizers = [organizer.user_id for organizer in row.organizers]
                # Not the id of the case: the same gift may be missing once more.
                occasion = secrets.token_hex(16)
                owe(session, row, DeliveryKind.MISSING_GIFT, organizers, now, occasion=occasion)

    def nameable(self, caller: Caller, exchange_id: str) -> Exchange:
        """Whether the caller may name people now. Raises `NotOrganizer`, `NoMatchNow`, and
        `RescueRefused` when no gift is missing."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            self._first_case(session, row, caller)
            return exchanges.snapshot(row)

    def ask(self, caller: Caller, exchange_id: str, people: Collection[Person]) -> Exchange:
        """Let one of these people step in for the gift that has been missing for longest: one by
        chance of those who fit. Raises `PeopleRefused` and what `nameable` does."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            case, recipient_id, awaited = self._first_case(session, row, caller)
            rules.check_all_may_take_part(people, caller.team_id)
            named = sorted({person.user_id for person in people})
            check_named(exchanges.snapshot(row), named)
            past = (awaited.giver_id, UserId(awaited.gift.rescuer_id))
            rescuer_id = secrets.choice(who_fits(named, recipient_id, past))
            self._step_in(session, row, rescuer_id, recipient_id, awaited)
            session.delete(case)
            return exchanges.snapshot(row)

    def _step_in(
        self,
        session: Session,
        row: models.Exchange,
        rescuer_id: UserId,
        recipient_id: UserId,
        awaited: Awaited,
    ) -> None:
        people = (rescuer_id, recipient_id)
        rescue_id = stepping_in.write(session, self.vault, row, *people, self.clock)
        now = self.clock.now()
        gift = Gift(rescuer_id=rescuer_id, rescued_at=now)
        keep(session, self.vault, row, awaited.giver_id, gift, self.clock)
        owe(session, row, DeliveryKind.RESCUE, [rescuer_id], now, occasion=rescue_id)

    def show(self, caller: Caller, exchange_id: str, rescue_id: str) -> Match:
        """Whom the caller steps in for. Raises `RescueNotFound`, or `NoMatchNow`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            exchange = exchanges.snapshot(row)
            rules.check_can_see_match(exchange)
            found = stepping_in.rescued_by(session, self.vault, row, caller.user_id, rescue_id)
            match = stepping_in.rescue_match(session, self.vault, row, found)
            if not rules.allowed(check_can_talk, exchange, self.clock.now()):
                return match
            return replace(match, gift=seen(row, found.gift, self.clock))

    def _first_case(
        self, session: Session, row: models.Exchange, caller: Caller
    ) -> tuple[models.MissingGift, UserId, Awaited]:
        """The one that organizers have known of for longest."""
        check_can_rescue(exchanges.snapshot(row), caller.user_id)
        for case in gifts.told(session, row):
            if found := missing.still_missing(session, self.vault, row, case, self.clock.now()):
                return case, *found
        raise RescueRefused(RescueProblem.NOTHING_MISSING)
