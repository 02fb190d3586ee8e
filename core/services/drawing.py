"""The draw: at its deadline, or when an organizer says so."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.draw import ENGINE, Draw, DrawImpossible, check_draw, draw
from core.domain.errors import NotDrawable
from core.domain.snapshots import Drawability, Exchange, Match
from core.domain.types import Caller, DeliveryKind, ExchangeStatus, UserId
from core.services.assignments import match_for, write_assignments
from core.services.contents import missed
from core.services.draw_input import DrawInput, draw_input
from core.services.drawability import drawability_of
from core.services.owing import owe, owe_refresh
from core.services.requests import load, once

logger = logging.getLogger(__name__)


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
            pictures = exchanges.snapshot_all(session, rows)
        return [one for one in pictures if caller.user_id in one.organizer_ids]

    def preview(self, caller: Caller, exchange_id: str) -> tuple[Exchange, Drawability]:
        """What an organizer sees before drawing. Raises `NotOrganizer` or `WrongStatus`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            exchange = exchanges.snapshot(session, row)
            rules.check_can_draw(exchange, caller.user_id)
            return exchange, drawability_of(draw_input(session, row))

    def draw_now(self, caller: Caller, exchange_id: str) -> Exchange:
        """Draw before the deadline, or after a stall. Raises `NotDrawable` with the reason, and
        `WrongStatus` when it has been drawn already."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_draw(exchanges.snapshot(session, row), caller.user_id)
            self._draw(session, row)
            return exchanges.snapshot(session, row)

    def draw_due(self) -> int:
        """Draw, or stall, every exchange whose deadline has come; how many were looked at."""
        with self.database.read() as session:
            due = exchanges.due_draws(session, self.clock.now())
        for team_id, exchange_id in due:
            try:
                self._at_deadline(team_id, exchange_id)
            except Exception:
                # The next look tries it again; nobody else's draw may wait for this one.
                logger.exception("drawing exchange %s failed", exchange_id)
        return len(due)

    def match(self, caller: Caller, exchange_id: str) -> Match:
        """The caller's own match. Raises `NotParticipant` when there is none."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            rules.check_can_see_match(exchanges.snapshot(session, row))
            return match_for(session, self.vault, row, caller.user_id)

    def _at_deadline(self, team_id: str, exchange_id: str) -> None:
        now = self.clock.now()
        with self.database.write() as session:
            row = exchanges.find_unlocked(session, team_id, exchange_id)
            # Another process, an organizer or a postponement may have been quicker.
            if row is None or row.status != ExchangeStatus.OPEN or row.draw_at > now:
                return
            try:
                self._draw(session, row)
            except NotDrawable:
                _stall(session, row, now)

    def _draw(self, session: Session, row: models.Exchange) -> None:
        """State, assignments and what is owed, in the caller's one transaction. Raises
        `NotDrawable` before anything is written."""
        now = self.clock.now()
        given = draw_input(session, row)
        seed = secrets.token_bytes(32)
        drawn = _drawn(given, seed)
        check_draw(drawn.assignments, given.people, given.pairs, given.groups)
        # First the seed: sealing may read, which flushes, and no row is drawn without a seed.
        write_assignments(session, self.vault, row, drawn.assignments, seed, now)
        row.status, row.drawn_at, row.engine = ExchangeStatus.DRAWN, now, ENGINE
        row.completes_at = rules.completes_at(now, row.time_zone, row.exchange_on)
        owe(session, row, DeliveryKind.MATCH, given.people, now)
        owe_refresh(row, now)
        session.flush()
        how = f"{drawn.sampler}, {'exact' if drawn.is_exact else 'not exact'}"
        logger.info("exchange %s drawn for %d people (%s)", row.exchange_id, len(given.people), how)


def _drawn(given: DrawInput, seed: bytes) -> Draw:
    count = len(given.people)
    if count < rules.MIN_PEOPLE:
        raise NotDrawable(count, is_too_few=True)
    try:
        return draw(given.people, given.pairs, seed=seed, groups=given.groups)
    except DrawImpossible as why:
        givers, recipients = tuple(map(UserId, why.givers)), tuple(map(UserId, why.recipients))
        raise NotDrawable(count, givers=givers, recipients=recipients) from why


def _stall(session: Session, row: models.Exchange, now: datetime) -> None:
    row.status = ExchangeStatus.STALLED
    organizers = [organizer.user_id for organizer in row.organizers]
    owe(session, row, DeliveryKind.STALLED, organizers, now, occasion=missed(row))
    owe_refresh(row, now)
    logger.info("exchange %s could not be drawn", row.exchange_id)
