"""What organizers see of their exchange in one place, and what they do about the messages in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import (
    bulletins,
    deliveries,
    exchanges,
    invitations,
    messages,
    nudges,
    openings,
)
from core.db.repository import roster as rosters
from core.db.session import Database
from core.domain import rules
from core.domain.bulletins import WHILE
from core.domain.roster import Standing
from core.domain.snapshots import ConsoleBoard, RosterPage
from core.domain.types import Caller, DeliveryKind, ExchangeStatus, ParticipantStatus
from core.services.contents import report_of
from core.services.draw_input import draw_input
from core.services.drawability import drawability_of
from core.services.owing import row_of
from core.services.requests import load, once

S, P = ExchangeStatus, ParticipantStatus

PAGE_SIZE = 50


@dataclass(frozen=True)
class Console:
    database: Database
    clock: Clock

    def look(
        self, caller: Caller, exchange_id: str, standing: Standing | None = None, page: int = 0
    ) -> ConsoleBoard:
        """Everything but who gives to whom, and one page of the people: of all, or of those of one
        standing. A page that is not there is the last one. Raises `NotOrganizer`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            exchange = exchanges.snapshot(row)
            rules.check_organizer(exchange, caller.user_id)
            is_undrawn = row.status in (S.OPEN, S.STALLED)
            counts, is_open = invitations.counts(session, row), self._is_open(row)
            may_remind = is_open and bool(counts.get(P.INVITED))
            return ConsoleBoard(
                exchange=exchange,
                roster=_page(session, row, standing, page),
                joined_count=counts.get(P.JOINED, 0),
                silent_count=counts.get(P.INVITED, 0),
                declined_count=counts.get(P.DECLINED, 0),
                left_count=counts.get(P.LEFT, 0),
                remindable_count=len(self._remindable(session, row)) if may_remind else 0,
                drawability=drawability_of(draw_input(session, row)) if is_undrawn else None,
                report=report_of(session, row) if row.status in (S.DRAWN, S.COMPLETED) else None,
                invitations=messages.report(session, row, DeliveryKind.INVITATION),
                bulletin=messages.report(session, row, *_bulletin(session, row)),
                openings=tuple(openings.opened(session, row)),
            )

    def remind(self, caller: Caller, exchange_id: str) -> int:
        """Owe a reminder to all who were invited and are silent, as far as the rules of reminders
        let it: two for each at most, a day apart, and none for those who want none; to how many.
        Raises `NotOrganizer`, `WrongStatus` or `JoiningClosed`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            now = self.clock.now()
            rules.check_can_invite(exchanges.snapshot(row), caller.user_id, now)
            people = self._remindable(session, row)
            ids = (row.team_id, row.exchange_id, DeliveryKind.REMINDER)
            owed = [row_of(*ids, user_id, now, which) for user_id, which in people.items()]
            if owed:
                deliveries.add(session, owed)
            return len(owed)

    def try_again(self, caller: Caller, exchange_id: str) -> int:
        """Owe once more what could not be delivered, but for matches, which have a report of their
        own; to how many. Raises `NotOrganizer`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_organizer(exchanges.snapshot(row), caller.user_id)
            count = 0
            if self._is_open(row):
                count += messages.try_again(session, row, DeliveryKind.INVITATION)
            if row.status in WHILE:
                count += messages.try_again(session, row, *_bulletin(session, row))
            return count

    def _is_open(self, row: models.Exchange) -> bool:
        return row.status == S.OPEN and self.clock.now() < row.draw_at

    def _remindable(self, session: Session, row: models.Exchange) -> dict[str, str]:
        return nudges.remindable(session, row.exchange_id, self.clock.now())


def _bulletin(session: Session, row: models.Exchange) -> tuple[DeliveryKind, str]:
    """The newest message to everybody, as its deliveries know it."""
    return DeliveryKind.BULLETIN, bulletins.newest(session, row) or ""


def _page(
    session: Session, row: models.Exchange, standing: Standing | None, page: int
) -> RosterPage:
    count = rosters.count(session, row, standing)
    last = max(0, (count - 1) // PAGE_SIZE)
    page = min(max(0, page), last)
    first = page * PAGE_SIZE
    people = rosters.everybody(session, row, standing, first=first, most=PAGE_SIZE)
    return RosterPage(tuple(people), standing, page, last)
