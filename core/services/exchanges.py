"""Creating, postponing, cancelling and completing an exchange."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges, participants
from core.db.session import Database
from core.domain import rules
from core.domain.errors import AlreadyHandled, PlanField, PlanProblem, PlanRefused
from core.domain.snapshots import Exchange
from core.domain.types import (
    Caller,
    DeliveryKind,
    ExchangeStatus,
    ParticipantStatus,
    Person,
    Plan,
    TeamId,
)
from core.services.owing import owe, owe_refresh
from core.services.requests import load, once

#: Messages a second that a workspace's lane starts with.
FIRST_PACE = 5.0


@dataclass(frozen=True)
class Exchanges:
    database: Database
    clock: Clock

    def create(self, caller: Caller, person: Person, plan: Plan) -> Exchange:
        """Write down the exchange and owe its announcement.

        Raises `PersonRefused`, `PlanRefused` with every problem, or `AlreadyHandled` when this
        plan's `key` has made its exchange before.
        """
        now = self.clock.now()
        rules.check_may_take_part(person, caller.team_id)
        rules.check_plan(plan, now)
        try:
            with once(self.database, self.clock, caller) as session:
                _ensure_workspace(session, self.database, caller.team_id, now)
                if exchanges.was_created(session, caller.team_id, plan.key):
                    raise AlreadyHandled
                return exchanges.snapshot(session, _write(session, caller, plan, now))
        except IntegrityError as error:
            # The same form sent twice at the same moment: the other one was first.
            raise AlreadyHandled from error

    def get(self, caller: Caller, exchange_id: str) -> Exchange:
        with self.database.read() as session:
            return exchanges.snapshot(session, load(session, caller, exchange_id))

    def postpone(self, caller: Caller, exchange_id: str, draw_at: datetime) -> Exchange:
        """Move the deadline; a stalled exchange is open again. Raises `PlanRefused` for a moment
        that is past, too far, or later than the exchange day."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_postpone(exchanges.snapshot(session, row), caller.user_id)
            now = self.clock.now()
            if problem := rules.draw_at_problem(draw_at, now) or _day_problem(row, draw_at):
                raise PlanRefused({PlanField.DRAW_AT: problem})
            row.draw_at, row.status = draw_at, ExchangeStatus.OPEN
            owe_refresh(row, now)
            session.flush()
            return exchanges.snapshot(session, row)

    def cancel(self, caller: Caller, exchange_id: str) -> Exchange:
        """End it, and owe the news to everybody in it but the caller, who knows."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange = exchanges.snapshot(session, row)
            rules.check_can_cancel(exchange, caller.user_id)
            now = self.clock.now()
            row.status = ExchangeStatus.CANCELLED
            people = {*participants.joined(session, row), *exchange.organizer_ids}
            owe(session, row, DeliveryKind.CANCELLED, people - {caller.user_id}, now)
            owe_refresh(row, now)
            session.flush()
            return exchanges.snapshot(session, row)

    def complete_due(self) -> int:
        """Complete what is over; how many."""
        now = self.clock.now()
        with self.database.write() as session:
            rows = exchanges.due_completions(session, now)
            for row in rows:
                row.status = ExchangeStatus.COMPLETED
                owe_refresh(row, now)
            return len(rows)


def _ensure_workspace(session: Session, database: Database, team_id: TeamId, now: datetime) -> None:
    dialect = sqlite if database.is_sqlite else postgresql
    session.execute(
        dialect.insert(models.Workspace)
        .values(team_id=team_id, created_at=now, pace=FIRST_PACE)
        .on_conflict_do_nothing()
    )


def _write(session: Session, caller: Caller, plan: Plan, now: datetime) -> models.Exchange:
    row = models.Exchange(
        exchange_id=secrets.token_hex(16),
        team_id=caller.team_id,
        creation_key=plan.key,
        name=plan.name.strip(),
        status=ExchangeStatus.OPEN,
        channel_id=plan.channel_id,
        channel_is_private=plan.channel_is_private,
        draw_at=plan.draw_at,
        time_zone=plan.time_zone,
        exchange_on=plan.exchange_on,
        budget_amount=plan.budget.amount if plan.budget else None,
        budget_currency=plan.budget.currency if plan.budget else None,
        message=plan.message.strip(),
        created_at=now,
        round=0,
        organizers=[models.Organizer(user_id=caller.user_id, team_id=caller.team_id, since_at=now)],
    )
    session.add(row)
    session.flush()
    if plan.organizer_takes_part:
        session.add(
            models.Participant(
                exchange_id=row.exchange_id,
                user_id=caller.user_id,
                team_id=caller.team_id,
                status=ParticipantStatus.JOINED,
                changed_at=now,
            )
        )
    owe(session, row, DeliveryKind.ANNOUNCEMENT, [plan.channel_id], now)
    session.flush()
    return row


def _day_problem(row: models.Exchange, draw_at: datetime) -> PlanProblem | None:
    if row.exchange_on is None:
        return None
    draw_on = draw_at.astimezone(ZoneInfo(row.time_zone)).date()
    return PlanProblem.AFTER_THE_DAY if draw_on > row.exchange_on else None
