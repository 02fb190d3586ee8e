"""The draw: at its deadline, or when an organizer says so.

Names are drawn outside any transaction that others wait for: what is to be drawn is read, the
draw is made and sealed, and then written down in one transaction, if nothing has changed since.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import Binding
from core.db import models
from core.db.outage import is_away
from core.db.repository import deliveries, exchanges, participants, turns
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.draw import ENGINE, Draw, DrawImpossible, check_draw, draw
from core.domain.errors import NotDrawable
from core.domain.snapshots import Drawability, Exchange, Match
from core.domain.types import Caller, DeliveryKind, ExchangeStatus, TeamId, UserId
from core.services.assignments import Sealed, match_for, sealed
from core.services.contents import missed
from core.services.draw_input import DrawInput, draw_input
from core.services.drawability import drawability_of
from core.services.owing import owe, owe_refresh, row_of
from core.services.requests import check_new, load, once

logger = logging.getLogger(__name__)

#: Longer than most draws take. After it another process may draw, too; one of them is written down.
LEASE = timedelta(seconds=10)
#: So often names are drawn anew because somebody changed something meanwhile; then they are drawn
#: while everybody waits.
PATIENT_TRIES = 3

Check = Callable[[models.Exchange], None]
Write = Callable[[], AbstractContextManager[Session]]


class _Outdated(Exception):
    """Somebody joined, left or changed an exclusion while names were drawn."""


class _Over(Exception):
    """Another process, an organizer or a postponement was quicker."""


@dataclass(frozen=True)
class _Given:
    """What is to be drawn, as the exchange stood at `revision`."""

    revision: int
    input: DrawInput


@dataclass(frozen=True)
class _Drawn:
    """The same, drawn: everything that is to be written down."""

    revision: int
    sealed: Sealed
    matches: list[dict[str, Any]]
    how: str


@dataclass(frozen=True)
class Drawing:
    database: Database
    vault: Vault
    clock: Clock

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
        `WrongStatus` when it has been drawn already."""

        def check(row: models.Exchange) -> None:
            rules.check_can_draw(exchanges.snapshot(row), caller.user_id)

        def write() -> AbstractContextManager[Session]:
            return once(self.database, self.clock, caller)

        with self.database.read() as session:
            check_new(session, caller)
        return self._draw(caller.team_id, exchange_id, check, write)

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
                self._stall(team_id, exchange_id, DeliveryKind.BROKEN)
        return count

    def match(self, caller: Caller, exchange_id: str) -> Match:
        """The caller's own match. Raises `NotParticipant` when there is none."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            rules.check_can_see_match(exchanges.snapshot(row))
            return match_for(session, self.vault, row, caller.user_id)

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
        def check(row: models.Exchange) -> None:
            if row.status != ExchangeStatus.OPEN or row.draw_at > self.clock.now():
                raise _Over

        try:
            self._draw(team_id, exchange_id, check, self.database.write)
        except NotDrawable:
            self._stall(team_id, exchange_id, DeliveryKind.STALLED)
        except _Over:
            pass

    def _draw(self, team_id: TeamId, exchange_id: str, check: Check, write: Write) -> Exchange:
        """Raises what `check` raises, and `NotDrawable`."""
        with self.database.write() as session:
            check(exchanges.get(session, team_id, exchange_id))
            seal = self.vault.sealer(session, team_id, self.clock.now())

        def given(session: Session) -> _Given:
            row = exchanges.get(session, team_id, exchange_id)
            check(row)
            return _Given(row.revision, draw_input(session, row))

        def drawn(given: _Given) -> _Drawn:
            return _drawn(given, team_id, exchange_id, seal, self.clock.now())

        def written(session: Session, drawn: _Drawn) -> Exchange:
            return self._write(session, team_id, exchange_id, drawn, check)

        for _ in range(PATIENT_TRIES):
            with self.database.read() as session:
                now_given = given(session)
            result = drawn(now_given)
            try:
                with write() as session:
                    return written(session, result)
            except (_Outdated, IntegrityError):  # the latter: another has just written its draw
                logger.info("exchange %s changed while it was drawn; once more", exchange_id)
        with write() as session:
            turns.take_turn(session, exchange_id)
            exchanges.get(session, team_id, exchange_id, lock=True)
            return written(session, drawn(given(session)))

    def _write(
        self, session: Session, team_id: TeamId, exchange_id: str, drawn: _Drawn, check: Check
    ) -> Exchange:
        """State, assignments and what is owed, in one transaction. The exchange itself, which those
        who join wait for, is locked only at the end; of two who write a draw, one waits and finds
        it drawn."""
        turns.take_turn(session, exchange_id)
        row = exchanges.get(session, team_id, exchange_id)
        _check_current(row, drawn, check)
        participants.add_assignments(session, drawn.sealed.rows)
        deliveries.add(session, drawn.matches)
        exchanges.lock(session, row)
        _check_current(row, drawn, check)
        now = self.clock.now()
        row.seed_encrypted = drawn.sealed.seed_encrypted
        row.status, row.drawn_at, row.engine = ExchangeStatus.DRAWN, now, ENGINE
        row.completes_at = rules.completes_at(now, row.time_zone, row.exchange_on)
        owe_refresh(session, row.exchange_id, now)
        session.flush()
        logger.info(
            "exchange %s drawn for %d people (%s)", exchange_id, len(drawn.matches), drawn.how
        )
        return exchanges.snapshot(row)

    def _stall(self, team_id: TeamId, exchange_id: str, why: DeliveryKind) -> None:
        now = self.clock.now()
        with self.database.write() as session:
            row = exchanges.find(session, team_id, exchange_id, lock=True)
            if row is None or row.status != ExchangeStatus.OPEN or row.draw_at > now:
                return
            row.status = ExchangeStatus.STALLED
            organizers = [organizer.user_id for organizer in row.organizers]
            owe(session, row, why, organizers, now, occasion=missed(row))
            owe_refresh(session, row.exchange_id, now)
        logger.info("exchange %s could not be drawn", exchange_id)


def _check_current(row: models.Exchange, drawn: _Drawn, check: Check) -> None:
    check(row)
    if row.revision != drawn.revision:
        raise _Outdated


def _drawn(
    given: _Given,
    team_id: TeamId,
    exchange_id: str,
    seal: Callable[[Binding, bytes], bytes],
    now: datetime,
) -> _Drawn:
    """Takes seconds for very many people. Raises `NotDrawable`."""
    people, seed = given.input.people, secrets.token_bytes(32)
    result = _names(given.input, seed)
    check_draw(result.assignments, people, given.input.pairs, given.input.groups)
    return _Drawn(
        revision=given.revision,
        sealed=sealed(seal, team_id, exchange_id, result.assignments, seed),
        matches=[row_of(team_id, exchange_id, DeliveryKind.MATCH, one, now) for one in people],
        how=f"{result.sampler}, {'exact' if result.is_exact else 'not exact'}",
    )


def _names(given: DrawInput, seed: bytes) -> Draw:
    count = len(given.people)
    if count < rules.MIN_PEOPLE:
        raise NotDrawable(count, is_too_few=True)
    try:
        return draw(given.people, given.pairs, seed=seed, groups=given.groups)
    except DrawImpossible as why:
        givers, recipients = tuple(map(UserId, why.givers)), tuple(map(UserId, why.recipients))
        raise NotDrawable(count, givers=givers, recipients=recipients) from why
