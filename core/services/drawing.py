"""The draw: at its deadline, or when an organizer says so.

Names are drawn outside any transaction that others wait for: what is to be drawn is read, the
draw is made and sealed, and then written down in one transaction, if nothing has changed since.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.outage import is_away
from core.db.repository import bulk, exchanges, turns
from core.db.session import Database
from core.db.vault import Seal, Vault
from core.domain import rules
from core.domain.draw import ENGINE
from core.domain.errors import NotDrawable
from core.domain.snapshots import Drawability, Exchange
from core.domain.types import Caller, DeliveryKind, ExchangeStatus, TeamId
from core.services.contents import missed
from core.services.deadlines import set_draw
from core.services.draw_input import draw_input
from core.services.drawability import drawability_of
from core.services.names import Drawn, Given, Impossible, draw_names
from core.services.owing import owe, owe_refresh
from core.services.patience import Patience
from core.services.repeats import recipients_before
from core.services.requests import check_new, load, once, remember
from core.services.tidying import tidy_ended

logger = logging.getLogger(__name__)

#: Longer than most draws take. After it another process may draw, too; one of them is written down.
LEASE = timedelta(seconds=10)
#: So often names are drawn anew because somebody changed something meanwhile. Then they are drawn
#: while everybody waits, if that is QUICK.
PATIENT_TRIES = 3
QUICK = timedelta(seconds=0.5)


class _Outdated(Exception):
    """Somebody joined, left or changed an exclusion while names were drawn."""


class _Over(Exception):
    """Another process, an organizer or a postponement was quicker."""


@dataclass(eq=False)
class _Restless(Exception):
    """People come and go faster than so many names can be drawn. `made` is what came of the last
    try."""

    made: Drawn | Impossible


@dataclass(frozen=True)
class _Road:
    """What differs between drawing at the deadline and by hand. `check` raises when there is
    nothing to draw any more. Of the transaction that ends it, `begin` is the first step, and
    `impossible` the last where there is no draw."""

    check: Callable[[models.Exchange], None]
    begin: Callable[[Session], None]
    impossible: Callable[[Session, models.Exchange, NotDrawable], None]


@dataclass(frozen=True)
class Drawing:
    database: Database
    vault: Vault
    clock: Clock
    patience: Patience = Patience()  # noqa: RUF009 # it is frozen

    def drawable(self, caller: Caller) -> list[Exchange]:
        """The exchanges that the caller could draw now."""
        statuses = (ExchangeStatus.OPEN, ExchangeStatus.STALLED)
        with self.database.read() as session:
            rows = exchanges.of_person(session, caller.team_id, caller.user_id, statuses)
            pictures = exchanges.snapshot_all(rows)
        return [one for one in pictures if caller.user_id in one.organizer_ids]

    def preview(self, caller: Caller, exchange_id: str) -> tuple[Exchange, Drawability]:
        """What an organizer sees before drawing. Raises `NotOrganizer` or `WrongStatus`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            exchange = exchanges.snapshot(row)
            rules.check_can_draw(exchange, caller.user_id)
            return exchange, drawability_of(draw_input(session, row))

    def draw_now(self, caller: Caller, exchange_id: str) -> Exchange:
        """Draw before the deadline, or after a stall. Raises `NotDrawable` with the reason, and
        `WrongStatus` when it has been drawn already.

        Where people come and go faster than so many names can be drawn, this moment becomes the
        deadline: nobody joins any more, and it is drawn as at any deadline. Then it comes back
        open."""

        def check(row: models.Exchange) -> None:
            rules.check_can_draw(exchanges.snapshot(row), caller.user_id)

        def begin(session: Session) -> None:
            remember(session, self.clock, caller)

        def impossible(_session: Session, _row: models.Exchange, why: NotDrawable) -> None:
            raise why

        with self.database.read() as session:
            check_new(session, caller)
        try:
            return self._draw(caller.team_id, exchange_id, _Road(check, begin, impossible))
        except _Restless as restless:
            if isinstance(restless.made, Impossible):
                raise restless.made.why from None
            return self._end_joining(caller, exchange_id)

    def draw_due(self) -> int:
        """Draw, or stall, every exchange whose deadline has come, the longest waiting first; how
        many were looked at. What breaks is stalled; what the database keeps from being done is done
        the next time."""
        count = 0
        while self.clock.sleep(0) and (due := self._claim()):
            count += 1
            team_id, exchange_id = due
            try:
                self._at_deadline(team_id, exchange_id)
            except Exception as error:
                if isinstance(error, SQLAlchemyError) and is_away(error):
                    raise
                # Nobody else's draw may wait for this one.
                logger.exception("drawing exchange %s broke", exchange_id)
                self._stall_broken(team_id, exchange_id)
        return count

    def _claim(self) -> tuple[TeamId, str] | None:
        """One that is due and that nobody else is drawing."""
        steady = self.clock.steady()
        with self.database.write() as session:
            row = exchanges.next_due_draw(session, self.clock.now(), steady)
            if row is None:
                return None
            row.drawing_until = steady + LEASE
            return TeamId(row.team_id), row.exchange_id

    def _at_deadline(self, team_id: TeamId, exchange_id: str) -> None:
        def begin(_session: Session) -> None:
            pass

        def impossible(session: Session, row: models.Exchange, _why: NotDrawable) -> None:
            self._stall(session, row, DeliveryKind.STALLED)

        try:
            self._draw(team_id, exchange_id, _Road(self._check_due, begin, impossible))
        except _Over:
            pass
        except _Restless:
            logger.warning("exchange %s changes all the time; it is drawn later", exchange_id)
            self._put_off(team_id, exchange_id)

    def _check_due(self, row: models.Exchange) -> None:
        if row.status != ExchangeStatus.OPEN or row.draw_at > self.clock.now():
            raise _Over

    def _draw(self, team_id: TeamId, exchange_id: str, road: _Road) -> Exchange:
        """Raises what `road` raises, and `_Restless`."""

        def given(session: Session) -> Given:
            row = exchanges.get(session, team_id, exchange_id)
            road.check(row)
            input = draw_input(session, row)
            past = recipients_before(session, self.vault, row)
            return Given(team_id, exchange_id, row.revision, input, past)

        for _ in range(PATIENT_TRIES):
            began_at = self.clock.steady()
            with self.database.read() as session:
                now_given = given(session)
                seal = self.vault.known_sealer(session, team_id)
            made = draw_names(now_given, seal or self._first_sealer(team_id), self.clock.now())
            took = self.clock.steady() - began_at
            try:
                with bulk.laid_ready(self.database, made.rows) as laid, laid.write() as session:
                    road.begin(session)
                    return self._settle(session, made, road, laid)
            except _Outdated:
                logger.info("exchange %s changed while it was drawn; once more", exchange_id)
        if took > QUICK:
            raise _Restless(made)
        with self.database.write() as session:
            road.begin(session)
            turns.take_turn(session, exchange_id)
            exchanges.get(session, team_id, exchange_id, lock=True)
            seal = self.vault.sealer(session, team_id, self.clock.now())
            made = draw_names(given(session), seal, self.clock.now())
            laid = bulk.as_given(self.database, made.rows)
            return self._settle(session, made, road, laid)

    def _first_sealer(self, team_id: TeamId) -> Seal:
        with self.database.write() as session:
            return self.vault.sealer(session, team_id, self.clock.now())

    def _settle(
        self, session: Session, made: Drawn | Impossible, road: _Road, laid: bulk.Laid
    ) -> Exchange:
        """State, assignments and what is owed, in one transaction. The exchange itself, which those
        who join wait for, is locked only at the end; of two who write a draw, one waits and finds
        it drawn."""
        turns.take_turn(session, made.given.exchange_id)
        row = exchanges.get(session, made.given.team_id, made.given.exchange_id)
        _check_current(row, made, road)
        laid.put(session)
        exchanges.lock(session, row)
        _check_current(row, made, road)
        if isinstance(made, Impossible):
            road.impossible(session, row, made.why)
        else:
            self._write(session, row, made)
        session.flush()
        return exchanges.snapshot(row)

    def _write(self, session: Session, row: models.Exchange, drawn: Drawn) -> None:
        now = self.clock.now()
        row.seed_encrypted = drawn.seed_encrypted
        row.status, row.drawn_at, row.engine = ExchangeStatus.DRAWN, now, ENGINE
        row.repeat_count = drawn.repeat_count
        row.completes_at = rules.completes_at(now, row.time_zone, row.exchange_on)
        if row.reveal_at and row.reveal_at <= now:  # so late that it would be none
            row.reveal_at = row.completes_at
        # Where very many are drawn at one moment, everybody's first matches go before that.
        later = self.clock.steady() + self.patience.between_refreshes
        owe_refresh(session, row.exchange_id, now, not_before=later)
        tidy_ended(session, row, now)
        logger.info(
            "exchange %s drawn for %d people (%s)",
            row.exchange_id,
            len(drawn.given.input.people),
            drawn.how,
        )

    def _stall(self, session: Session, row: models.Exchange, why: DeliveryKind) -> None:
        now = self.clock.now()
        row.status, row.drawing_until = ExchangeStatus.STALLED, None
        organizers = [organizer.user_id for organizer in row.organizers]
        owe(session, row, why, organizers, now, occasion=missed(row))
        owe_refresh(session, row.exchange_id, now)
        logger.info("exchange %s could not be drawn", row.exchange_id)

    def _stall_broken(self, team_id: TeamId, exchange_id: str) -> None:
        with self.database.write() as session:
            row = exchanges.find(session, team_id, exchange_id, lock=True)
            with suppress(_Over):
                if row is not None:
                    self._check_due(row)
                    self._stall(session, row, DeliveryKind.BROKEN)

    def _put_off(self, team_id: TeamId, exchange_id: str) -> None:
        """All others that are due come first."""
        with self.database.write() as session:
            row = exchanges.find(session, team_id, exchange_id, lock=True)
            if row is not None:
                row.drawing_until = self.clock.steady() + LEASE

    def _end_joining(self, caller: Caller, exchange_id: str) -> Exchange:
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_draw(exchanges.snapshot(row), caller.user_id)
            now = self.clock.now()
            set_draw(row, now, now)
            row.status, row.drawing_until = ExchangeStatus.OPEN, None
            owe_refresh(session, exchange_id, now)
            session.flush()
            return exchanges.snapshot(row)


def _check_current(row: models.Exchange, made: Drawn | Impossible, road: _Road) -> None:
    road.check(row)
    if row.revision != made.given.revision:
        raise _Outdated
