"""Creating, postponing, cancelling and completing an exchange."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges, invitations, participants, workspaces
from core.db.session import Database
from core.domain import rules
from core.domain.editing import EditField
from core.domain.errors import ExchangeNotFound
from core.domain.exchange_day import moved
from core.domain.snapshots import Edited, Exchange
from core.domain.types import (
    Caller,
    DeliveryKind,
    ExchangeStatus,
    Person,
    Plan,
)
from core.services.copying import copy_into
from core.services.deadlines import set_draw
from core.services.moving import move_draw, tell_moved
from core.services.owing import owe, owe_refresh
from core.services.requests import load, once
from core.services.tidying import tidy_ended
from core.services.workspaces import FIRST_PACE


@dataclass(frozen=True)
class Exchanges:
    database: Database
    clock: Clock

    def create(self, caller: Caller, person: Person, plan: Plan) -> Exchange:
        """Write down the exchange and owe its announcement.

        A plan whose `key` has made its exchange before is the same form, sent again after Slack
        said that it had trouble: what it says now counts, in that exchange. Raises
        `PersonRefused`, `PlanRefused` with every problem, `NotCreator`, or `AlreadyHandled`; and
        for a copy what `core.services.copying.Copying.template` does.
        """
        now = self.clock.now()
        rules.check_may_take_part(person, caller.team_id)
        rules.check_plan(plan, now)
        try:
            return self._create(caller, person, plan, now)
        except IntegrityError:
            # Both arrived at the same moment: the other one was first, and is there now.
            return self._create(caller, person, plan, now)

    def _create(self, caller: Caller, person: Person, plan: Plan, now: datetime) -> Exchange:
        with once(self.database, self.clock, caller) as session:
            workspaces.ensure(session, caller.team_id, FIRST_PACE, now)
            row = exchanges.created_by(session, caller.team_id, plan.key)
            if row is None:
                rules.check_may_create(workspaces.creators(session, caller.team_id), person)
                row = _write(session, caller, plan, now)
            else:
                _write_again(session, row, caller, plan, now)
            session.flush()
            return exchanges.snapshot(row)

    def created_with(self, caller: Caller, key: str) -> Exchange:
        """What a plan with this key has made. Raises `ExchangeNotFound`."""
        with self.database.read() as session:
            row = exchanges.created_by(session, caller.team_id, key)
            if row is None:
                raise ExchangeNotFound
            return exchanges.snapshot(row)

    def get(self, caller: Caller, exchange_id: str) -> Exchange:
        with self.database.read() as session:
            return exchanges.snapshot(load(session, caller, exchange_id))

    def postpone(
        self,
        caller: Caller,
        exchange_id: str,
        draw_at: datetime,
        exchange_on: date | None,
        *,
        keeps_day: bool = False,
        is_told: bool = False,
    ) -> Edited:
        """Move the deadline, and the exchange day and the reveal with it; a stalled exchange is
        open again. `keeps_day`: the day stays as it is now, whatever the caller was shown.
        `is_told`: everybody in it, or asked to join it, hears of a new time. Raises `PlanRefused`
        for times that do not fit."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_postpone(exchanges.snapshot(row), caller.user_id)
            now = self.clock.now()
            if keeps_day:
                exchange_on = row.exchange_on
            rules.check_times(draw_at, exchange_on, row.time_zone, now)
            differs = {
                EditField.DRAW_AT: row.draw_at != draw_at,
                EditField.EXCHANGE_ON: row.exchange_on != exchange_on,
            }
            row.reveal_at = moved(row.reveal_at, exchanges.snapshot(row), draw_at, exchange_on)
            row.exchange_on = exchange_on
            move_draw(session, row, draw_at, now)
            if is_told and differs[EditField.DRAW_AT]:
                tell_moved(session, row, caller.user_id, now)
            owe_refresh(session, row.exchange_id, now)
            session.flush()
            return Edited(exchanges.snapshot(row), tuple(one for one in differs if differs[one]))

    def cancel(self, caller: Caller, exchange_id: str) -> Exchange:
        """End it, and owe the news to everybody in it, or asked to join it, but the caller."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange = exchanges.snapshot(row)
            rules.check_can_cancel(exchange, caller.user_id)
            now = self.clock.now()
            row.status, row.cancelled_at = ExchangeStatus.CANCELLED, now
            people = {*participants.joined(session, row), *exchange.organizer_ids}
            people |= set(invitations.unanswered(session, row))
            owe(session, row, DeliveryKind.CANCELLED, people - {caller.user_id}, now)
            owe_refresh(session, row.exchange_id, now)
            tidy_ended(session, row, now)
            session.flush()
            return exchanges.snapshot(row)

    def complete_due(self) -> int:
        """Complete what is over; how many."""
        now = self.clock.now()
        with self.database.write() as session:
            rows = exchanges.due_completions(session, now)
            for row in rows:
                row.status = ExchangeStatus.COMPLETED
                owe_refresh(session, row.exchange_id, now)
                tidy_ended(session, row, now)
            return len(rows)


def _write(session: Session, caller: Caller, plan: Plan, now: datetime) -> models.Exchange:
    row = models.Exchange(
        exchange_id=secrets.token_hex(16),
        team_id=caller.team_id,
        creation_key=plan.key,
        status=ExchangeStatus.OPEN,
        channel_id=plan.channel_id,
        channel_is_private=plan.channel_is_private,
        time_zone=plan.time_zone,
        created_at=now,
        round=0,
        joined_count=0,
        revision=0,
        organizers=[models.Organizer(user_id=caller.user_id, team_id=caller.team_id, since_at=now)],
    )
    _fill(row, plan, now)
    session.add(row)
    session.flush()
    _count(row, _take_part(session, row, caller, plan, now))
    owe(session, row, DeliveryKind.ANNOUNCEMENT, [plan.channel_id], now)
    if plan.copy_of:
        copy_into(session, row, caller, plan.copy_of, now)
    return row


def _write_again(
    session: Session, row: models.Exchange, caller: Caller, plan: Plan, now: datetime
) -> None:
    """The person first and the exchange afterwards, as when somebody joins: who takes two rows in
    another order than others waits for them in vain."""
    by = _take_part(session, row, caller, plan, now)
    exchanges.lock(session, row)
    rules.check_same_form(exchanges.snapshot(row), caller.user_id, plan, row.created_at, now)
    _fill(row, plan, now)
    _count(row, by)
    owe_refresh(session, row.exchange_id, now)


def _take_part(
    session: Session, row: models.Exchange, caller: Caller, plan: Plan, now: datetime
) -> int:
    """As the form says, which may be sent again and then say something else; by how many those who
    take part have changed."""
    if plan.organizer_takes_part:
        return int(participants.let_in(session, row, caller.user_id, now, plan.time_zone))
    return -int(participants.let_go(session, row, caller.user_id, now))


def _count(row: models.Exchange, by: int) -> None:
    row.joined_count += by
    row.revision += abs(by)


def _fill(row: models.Exchange, plan: Plan, now: datetime) -> None:
    row.name, row.message = plan.name.strip(), plan.message.strip()
    row.exchange_on = plan.exchange_on
    set_draw(row, plan.draw_at, now)
    row.budget_amount = plan.budget.amount if plan.budget else None
    row.budget_currency = plan.budget.currency if plan.budget else None
    row.has_envelopes = plan.has_envelopes
    row.reveal_at, row.posts_circle = plan.reveal_at, plan.posts_circle
