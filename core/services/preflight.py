"""Looking an exchange over before its draw, while there is time to put things right."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.outage import is_away
from core.db.repository import exchanges, invitations, lanes, participants, preflight
from core.db.session import Database
from core.domain import rules
from core.domain.errors import PersonRefused, RefusedAs
from core.domain.preflight import LONGEST_BEFORE, READY, due_look, may_wait, occasion
from core.domain.reminding import last_reminder
from core.domain.snapshots import LeftOut, Preflight
from core.domain.types import (
    Caller,
    DeliveryKind,
    ExchangeStatus,
    ParticipantStatus,
    Person,
    TeamId,
    UserId,
)
from core.ports import Directory
from core.services.draw_input import draw_input
from core.services.drawability import drawability_of
from core.services.owing import owe, owe_refresh
from core.services.requests import load, once

logger = logging.getLogger(__name__)

#: When asking about people has taken so long, the other exchanges are looked over the next time.
ENOUGH = timedelta(seconds=60)


@dataclass(frozen=True)
class Preflights:
    database: Database
    clock: Clock
    directory: Directory

    def look_due(self) -> int:
        """Look over what is due, and owe organizers what they may want to see to, or once for each
        deadline that all is ready; how many were looked over. Each look is done once, however many
        processes look, and is made up for when nobody looked in time."""
        began_at, now, count = self.clock.steady(), self.clock.now(), 0
        with self.database.read() as session:
            soon = invitations.soon_drawn(session, now, now + LONGEST_BEFORE)
            due = [row for row in soon if self._occasion(session, row)]
        for row in due:
            if self.clock.steady() - began_at > ENOUGH:
                break
            count += self._look_apart(TeamId(row.team_id), row.exchange_id)
        return count

    def _look_apart(self, team_id: TeamId, exchange_id: str) -> int:
        try:
            return self._look(team_id, exchange_id)
        except Exception as error:
            if isinstance(error, SQLAlchemyError) and is_away(error):
                raise
            # No other exchange may wait for this one.
            logger.exception("looking over exchange %s broke", exchange_id)
            return 0

    def look(self, caller: Caller, exchange_id: str) -> Preflight:
        """As it stands, by what was found last. Raises `NotOrganizer` or `WrongStatus`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            rules.check_can_prepare(exchanges.snapshot(row), caller.user_id)
            return preflight_of(session, row)

    def leave_out(self, caller: Caller, exchange_id: str, people: Collection[Person]) -> LeftOut:
        """Take out of the exchange who was found unable to take part, and is so still: `people` is
        what Slack has just said of some of them. Who can read it is told. Raises what `look`
        does."""
        with once(self.database, self.clock, caller) as session:
            row, now = load(session, caller, exchange_id), self.clock.now()
            rules.check_can_prepare(exchanges.snapshot(row), caller.user_id)
            known = dict(preflight.unable(session, row))
            still = _unable(people, caller.team_id)
            found = {who: why for who, why in still.items() if who in known}
            able = {one.user_id for one in people if one.user_id in known} - still.keys()
            # The people first and the exchange afterwards, as when somebody leaves.
            gone = [one for one in sorted(found) if participants.let_go(session, row, one, now)]
            exchanges.lock(session, row)
            rules.check_can_prepare(exchanges.snapshot(row), caller.user_id)
            row.joined_count -= len(gone)
            row.revision += len(gone)
            told = [one for one in gone if found[one] != RefusedAs.DEACTIVATED]
            owe(session, row, DeliveryKind.LEFT_OUT, told, now, now.isoformat())
            preflight.write_unable(session, row, {one.user_id for one in people}, {}, now)
            if gone:
                owe_refresh(session, row.exchange_id, now)
            session.flush()
            return LeftOut(preflight_of(session, row), tuple(gone), tuple(sorted(able)))

    def ask_for_wishes(self, caller: Caller, exchange_id: str) -> tuple[Preflight, int]:
        """Owe a message to everybody who has written no wishlist, once in each exchange; how it
        stands then, and how many are asked. Raises what `look` does."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_prepare(exchanges.snapshot(row), caller.user_id)
            people = preflight.unasked(session, row)
            owe(session, row, DeliveryKind.WISHES_WANTED, people, self.clock.now())
            session.flush()
            return preflight_of(session, row), len(people)

    def _look(self, team_id: TeamId, exchange_id: str) -> int:
        """Slack is asked without any transaction, and whether names can be drawn is found out
        without one that writes, for both take their time. While Slack does not tell of everybody it
        is asked again for a while; and if it tells of nobody, nobody hears that all is ready. The
        message itself says how things stand when it is sent."""
        with self.database.read() as session:
            joined = participants.joined(session, exchanges.get(session, team_id, exchange_id))
        told = self.directory.people(team_id, joined) if joined else ()
        known = {one.user_id for one in told}
        is_told = known.issuperset(joined)
        with self.database.write() as session:
            row = invitations.take(session, team_id, exchange_id)
            if row is None:
                return 0
            preflight.write_unable(session, row, known, _unable(told, team_id), self.clock.now())
        with self.database.read() as session:
            is_ready = preflight_of(session, exchanges.get(session, team_id, exchange_id)).is_ready
        with self.database.write() as session:
            row = invitations.take(session, team_id, exchange_id)
            due = self._occasion(session, row) if row else None
            if row is None or due is None:
                return 0
            now = self.clock.now()
            if not is_told and may_wait(due, row.draw_at, now):
                return 0
            preflight.look(session, row, due, now)
            if is_ready and joined and not known:
                return 1  # nobody knows, so it is not said
            told_on = occasion(READY, row.draw_at) if is_ready else due
            organizers = [organizer.user_id for organizer in row.organizers]
            owe(session, row, DeliveryKind.PREFLIGHT, organizers, now, told_on)
            return 1

    def _occasion(self, session: Session, row: models.Exchange) -> str | None:
        """Of the look that is due and has not been done."""
        if row.status != ExchangeStatus.OPEN:
            return None
        due = due_look(row.draw_at, row.draw_moved_at or row.created_at, self.clock.now())
        return due if due and not preflight.has_looked(session, row, due) else None


def preflight_of(session: Session, row: models.Exchange) -> Preflight:
    """How it stands, by what was found last."""
    unable = dict(preflight.unable(session, row))
    unreachable = preflight.unreachable(session, row)
    last = last_reminder(row.draw_at, row.time_zone)
    return Preflight(
        exchange=exchanges.snapshot(row),
        drawability=drawability_of(draw_input(session, row)),
        unable=tuple(unable.items()),
        unreachable=tuple(one for one in unreachable if one.user_id not in unable),
        wishless=tuple(preflight.wishless(session, row)),
        unasked_count=len(preflight.unasked(session, row)),
        silent_count=invitations.counts(session, row).get(ParticipantStatus.INVITED, 0),
        reminded_count=invitations.count_reminded(session, row, last, row.draw_at),
        blocked=lanes.find(session, row.team_id).lane_error,
    )


def _unable(people: Collection[Person], team_id: TeamId) -> dict[UserId, RefusedAs]:
    found = {}
    for person in people:
        try:
            rules.check_may_take_part(person, team_id)
        except PersonRefused as refused:
            found[person.user_id] = refused.reason
    return found
