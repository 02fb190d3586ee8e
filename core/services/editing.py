"""Changing an exchange that is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges
from core.db.session import Database
from core.domain import editing, rules
from core.domain.editing import Details, EditField, Marks
from core.domain.errors import EditedMeanwhile
from core.domain.exchange_day import moved
from core.domain.snapshots import Edited, Exchange
from core.domain.types import Caller
from core.services.moving import move_draw, tell_moved
from core.services.owing import owe_refresh
from core.services.requests import load, once

F = EditField


@dataclass(frozen=True)
class Editing:
    database: Database
    clock: Clock

    def look(self, caller: Caller, exchange_id: str) -> Exchange:
        """For an organizer who could change something in it now. Raises `NotOrganizer` or
        `WrongStatus`."""
        with self.database.read() as session:
            exchange = exchanges.snapshot(load(session, caller, exchange_id))
            editing.check_can_edit(exchange, caller.user_id)
            return exchange

    def change(self, caller: Caller, exchange_id: str, given: Details, shown: Marks) -> Edited:
        """Change what differs from what the caller was shown, whose marks are `shown`, and leave
        the rest as it is now. The announcement says it, too; of another draw time everybody is told
        who is in it, or was asked to join.

        Raises what `look` does, `PlanRefused`, and `EditedMeanwhile` where somebody else has
        changed the same field to something else.
        """
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange, now = exchanges.snapshot(row), self.clock.now()
            editing.check_can_edit(exchange, caller.user_id)
            found = editing.changes(shown, given, editing.details_of(exchange))
            editing.check_changes(exchange, given, found.fields, now)
            if found.lost:
                raise EditedMeanwhile(tuple(sorted(found.lost)))
            self._write(session, row, given, found.fields, now)
            if F.DRAW_AT in found.fields:
                tell_moved(session, row, caller.user_id, now)
            if found.fields & editing.ANNOUNCED:
                owe_refresh(session, row.exchange_id, now)
            session.flush()
            return Edited(exchanges.snapshot(row), tuple(sorted(found.fields)))

    def _write(
        self,
        session: Session,
        row: models.Exchange,
        given: Details,
        fields: frozenset[F],
        now: datetime,
    ) -> None:
        draw_at = given.draw_at if F.DRAW_AT in fields else row.draw_at
        on = given.exchange_on if F.EXCHANGE_ON in fields else row.exchange_on
        row.reveal_at = moved(row.reveal_at, exchanges.snapshot(row), draw_at, on)
        if F.NAME in fields:
            row.name = given.name.strip()
        if F.MESSAGE in fields:
            row.message = given.message.strip()
        if F.BUDGET in fields:
            row.budget_amount = given.budget.amount if given.budget else None
            row.budget_currency = given.budget.currency if given.budget else None
        if F.ENVELOPES in fields:
            row.has_envelopes = given.has_envelopes
        if F.NO_REPEATS in fields:
            row.no_repeats = given.no_repeats
            row.revision += 1
        if F.EXCHANGE_ON in fields:
            row.exchange_on = given.exchange_on
            row.completes_at = _completes_at(row)
        if F.DRAW_AT in fields:
            move_draw(session, row, given.draw_at, now)


def _completes_at(row: models.Exchange) -> datetime | None:
    """Before the draw nobody knows yet."""
    if row.drawn_at is None:
        return None
    return rules.completes_at(row.drawn_at, row.time_zone, row.exchange_on)
