"""Forgetting somebody who asks for it, and nothing that others depend on.

What is open they leave at once. What is over is done soon after, exchange by exchange, by the
scheduler; and where names are drawn, their match stands until the end, since two people depend on
it. Whatever has to wait is a row, so that nothing is lost.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import CryptoError
from core.db import models
from core.db.outage import is_unanswered
from core.db.repository import (
    exchanges,
    exclusions,
    forgetting,
    gifts,
    looks,
    organizers,
    participants,
    repairs,
    rosters,
    talk,
    turns,
)
from core.db.repository import openings as repository
from core.db.session import Database
from core.db.vault import Vault
from core.domain.errors import SantaError, StillOrganizes, WrongStatus
from core.domain.forgetting import FORGOTTEN
from core.domain.rules import is_private
from core.domain.snapshots import Traces
from core.domain.types import Caller, DeliveryKind, ExchangeStatus, GiftAnswer, Side, UserId
from core.services import anonymous, givers, missing, stepping_in
from core.services.assignments import has_match, rename
from core.services.giving import Gift, gift_of, keep
from core.services.openings import giver_of, seal_giver
from core.services.owing import owe_refresh
from core.services.requests import once

OPEN = (ExchangeStatus.OPEN, ExchangeStatus.STALLED)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Forgetting:
    database: Database
    vault: Vault
    clock: Clock
    #: So long after its end everything of an exchange goes anyway.
    kept_for: timedelta

    def look(self, caller: Caller) -> Traces:
        """What would be forgotten of the caller."""
        with self.database.read() as session:
            rows = forgetting.with_traces(session, *_ids(caller))
            return _traces(session, rows, caller.user_id)

    def forget(self, caller: Caller) -> Traces:
        """Forget the caller, as far as it can be done now; what was found. Raises `StillOrganizes`
        when an exchange that is not over would be left without an organizer."""
        with once(self.database, self.clock, caller) as session:
            rows = forgetting.with_traces(session, *_ids(caller))
            now = [row for row in rows if row.status not in forgetting.OVER]
            participants.hold(session, [row.exchange_id for row in now], caller.user_id)
            for row in now:
                exchanges.lock(session, row)
            found = _traces(session, rows, caller.user_id)
            if found.alone:
                raise StillOrganizes(tuple(one.name for one in found.alone))
            for row in rows:
                self._forget_now(session, row, caller.user_id)
            return found

    def forget_due(self) -> int:
        """Forget people in what is over by now; how many times. Any number of processes may do it
        at the same time."""
        with self.database.read() as session:
            due = forgetting.due(session)
        return sum(self._forget_once(exchange_id, UserId(user_id)) for exchange_id, user_id in due)

    def _forget_once(self, exchange_id: str, user_id: UserId) -> bool:
        try:
            with self.database.write() as session:
                # As whoever writes down an outcome, or joins: the exchange last. Who owes matches
                # again has it first, and has taken this turn before.
                turns.take_turn(session, exchange_id)
                repairs.hold_matches(session, exchange_id, DeliveryKind.RESCUE)
                participants.hold(session, [exchange_id], user_id)
                taken = forgetting.take(session, exchange_id, user_id)
                if taken:
                    row, asked = taken
                    self._forget_past(session, row, user_id, is_out=asked.is_out)
                return taken is not None
        except (CryptoError, SantaError, IntegrityError):  # nobody else waits for it
            logger.exception("somebody could not be forgotten in exchange %s", exchange_id)
            return False
        except OperationalError as error:
            if is_unanswered(error):  # nor is there any answer for the others
                raise
            logger.warning("somebody is forgotten later in exchange %s", exchange_id)
            return False

    def _forget_now(self, session: Session, row: models.Exchange, user_id: UserId) -> None:
        forgetting.remove_wishlist(session, row, user_id)
        rosters.forget(session, row, user_id)
        is_open = row.status in OPEN
        forgetting.ask(session, row, user_id, self.clock.now(), is_out=is_open)
        if is_open:
            self._leave(session, row, user_id)
        elif row.status == ExchangeStatus.DRAWN:
            self._remove_messages(session, row, user_id)
            self._relieve(session, row, user_id)

    def _leave(self, session: Session, row: models.Exchange, user_id: UserId) -> None:
        """As if they had never come. What they have set there for others stays, under the name of
        another organizer; and so does what others have set about them, should they come back."""
        if participants.has_joined(session, row, user_id):
            row.joined_count -= 1
            row.revision += 1
        session.flush()
        own = [
            one for one in _set_by(session, row, user_id) if is_private(exclusions.snapshot(one))
        ]
        _delete_all(session, own)
        others = [one.user_id for one in row.organizers if one.user_id != user_id]
        forgetting.hand_on(session, row, user_id, others[0])
        _hand_on(session, row, _set_by(session, row, user_id), others)
        forgetting.leave(session, row, user_id)
        forgetting.remove_looks(session, row, user_id)
        forgetting.remove_bulletins(session, row, user_id)
        forgetting.remove_deliveries(session, row, user_id, None)
        self._relieve(session, row, user_id)

    def _relieve(self, session: Session, row: models.Exchange, user_id: UserId) -> None:
        forgetting.relieve(session, row, user_id)
        owe_refresh(session, row.exchange_id, self.clock.now())

    def _forget_past(
        self, session: Session, row: models.Exchange, user_id: UserId, *, is_out: bool
    ) -> None:
        _delete_all(session, forgetting.exclusions_of(session, row, user_id))
        forgetting.remove_bulletins(session, row, user_id)
        if not is_out:
            self._rename(session, row, user_id)
        forgetting.settle(session, row, user_id)
        logger.info("somebody was forgotten in exchange %s", row.exchange_id)

    def _rename(self, session: Session, row: models.Exchange, user_id: UserId) -> None:
        """A mark stands for them where others see them."""
        mark = FORGOTTEN + secrets.token_hex(8)
        self._remove_talks(session, row, user_id)
        forgetting.remove_wishlist(session, row, user_id)
        forgetting.remove_looks(session, row, user_id)
        looks.clear(session, row)  # whose they are is not easily seen; nobody needs them any more
        self._remove_rescues(session, row, user_id, mark)
        said = self._said_of_gifts(session, row, user_id, mark)
        forgetting.rename(session, row, user_id, mark)
        forgetting.remove_deliveries(session, row, user_id, mark)
        rename(session, self.vault, row, user_id, mark, self.clock.now())
        for giver_id, gift in said.items():
            keep(session, self.vault, row, giver_id, gift, self.clock)
        self._forget_opening(session, row, user_id, mark)
        owe_refresh(session, row.exchange_id, self.clock.now())

    def _remove_rescues(
        self, session: Session, row: models.Exchange, user_id: UserId, mark: str
    ) -> None:
        """And they miss no gift any more."""
        stepping_in.forget(session, self.vault, row, user_id, mark, self.clock)
        try:
            missing.close(session, self.vault, row, user_id)
        except (CryptoError, WrongStatus):
            logger.warning("the seed of exchange %s cannot be read", row.exchange_id)

    def _said_of_gifts(
        self, session: Session, row: models.Exchange, user_id: UserId, mark: str
    ) -> dict[str, Gift]:
        """What was said of the gift that they gave, which its recipient may still miss, and of the
        one for them: by who stands for its giver from now on. It goes with the assignment, and is
        to be written down again: a row that is not there would tell who gives to them."""
        if row.purge_began_at or not gifts.of_exchange(session, row):
            return {}
        said = {mark: self._gift_of(session, row, user_id)}
        try:
            giver_id = givers.giver_of(session, self.vault, row, user_id)
        except (CryptoError, WrongStatus):
            return said
        if giver_id:
            gift = self._gift_of(session, row, giver_id)
            is_missed = gift.answer == GiftAnswer.MISSING
            said[giver_id] = replace(gift, answer=None) if is_missed else gift
        return said

    def _gift_of(self, session: Session, row: models.Exchange, giver_id: UserId) -> Gift:
        try:
            return gift_of(session, self.vault, row, giver_id)
        except CryptoError:
            logger.warning("a gift of exchange %s cannot be read", row.exchange_id)
            return Gift()

    def _forget_opening(
        self, session: Session, row: models.Exchange, user_id: UserId, mark: str
    ) -> None:
        """That their match was opened is known; that it was theirs no more."""
        repository.forget_admin(session, row, user_id)
        for opening in repository.of_exchange(session, row):
            try:
                is_theirs = giver_of(session, self.vault, opening) == user_id
            except CryptoError:
                logger.exception("an emergency of exchange %s cannot be read", row.exchange_id)
                continue
            if is_theirs:
                seal_giver(session, self.vault, opening, mark, self.clock.now())

    def _remove_messages(self, session: Session, row: models.Exchange, user_id: UserId) -> None:
        """Those that they wrote. What was reported, and what keeps them or others from writing,
        stands until it is over: an organizer may have to act on it; and so does what they got,
        which may be on its way."""
        try:
            marks = anonymous.marks_of(session, self.vault, row)
        except CryptoError:
            logger.exception("the seed of exchange %s cannot be read", row.exchange_id)
            return
        writers = [marks.writer(side, user_id) for side in Side]
        written = {one.message_id for one in forgetting.messages_by(session, row, writers)}
        reports = {marks.report_id(one): one for one in written}
        reported = {reports[one] for one in talk.known(session, row, reports)}
        forgetting.remove_messages(session, row, written - reported)

    def _remove_talks(self, session: Session, row: models.Exchange, user_id: UserId) -> None:
        """Once it is over: all that they wrote or got, with its reports. Who got what stands only
        in what is sealed, so everything of the exchange is opened."""
        found = set[str]()
        for one in forgetting.messages_in(session, row):
            try:
                route = anonymous.route_of(session, self.vault, one)
            except CryptoError:
                logger.exception("a message of exchange %s cannot be read", row.exchange_id)
                continue
            if user_id in (route.writer_id, route.reader_id):
                found.add(one.message_id)
        forgetting.remove_messages(session, row, found)
        if row.seed_encrypted is None:
            return
        try:
            marks = anonymous.marks_of(session, self.vault, row)
        except CryptoError:
            logger.exception("the seed of exchange %s cannot be read", row.exchange_id)
            return
        ways = (marks.muted, marks.stopped)
        forgetting.reopen(session, row, [way(side, user_id) for way in ways for side in Side])


def _ids(caller: Caller) -> tuple[str, str]:
    return caller.team_id, caller.user_id


def _traces(session: Session, rows: Sequence[models.Exchange], user_id: UserId) -> Traces:
    """Only where they have, or had, a place: that somebody has set something about them is not
    theirs to know."""
    seen = [row for row in rows if _has_place(session, row, user_id)]
    now = [row for row in seen if row.status not in forgetting.OVER]
    drawn = [row for row in now if has_match(session, row, user_id)]
    alone = [row for row in now if [one.user_id for one in row.organizers] == [user_id]]
    return Traces(
        left=tuple(exchanges.snapshot(row) for row in now if row not in drawn),
        drawn=tuple(exchanges.snapshot(row) for row in drawn),
        past_count=len(seen) - len(now),
        alone=tuple(exchanges.snapshot(row) for row in alone),
    )


def _has_place(session: Session, row: models.Exchange, user_id: UserId) -> bool:
    return (
        participants.find(session, row, user_id) is not None
        or organizers.find(row, user_id) is not None
        or has_match(session, row, user_id)
    )


def _set_by(session: Session, row: models.Exchange, user_id: UserId) -> list[models.Exclusion]:
    found = forgetting.exclusions_of(session, row, user_id)
    return [one for one in found if one.set_by == user_id]


def _hand_on(
    session: Session,
    row: models.Exchange,
    found: Sequence[models.Exclusion],
    organizer_ids: Sequence[str],
) -> None:
    """Each to an organizer as whose own it would not be private; where there is none, a mark stands
    for who has set it, and organizers see it as before. What the other one has set as well goes."""
    set_before = {one: exclusions.fingerprints(session, row, one) for one in organizer_ids}
    for rule in found:
        stated = exclusions.snapshot(rule)
        heirs = (
            one for one in organizer_ids if not is_private(replace(stated, set_by=UserId(one)))
        )
        heir = next(heirs, None)
        if heir and rule.fingerprint in set_before[heir]:
            session.delete(rule)
        else:
            rule.set_by = heir or FORGOTTEN + secrets.token_hex(8)
    session.flush()


def _delete_all(session: Session, rules: Sequence[models.Exclusion]) -> None:
    for rule in rules:
        session.delete(rule)
    session.flush()
