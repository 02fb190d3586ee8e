"""Giver and recipient write to each other, and neither learns more than they know.

Who is meant is never asked: it follows from the draw and from who asks, each time anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import deliveries, exchanges, participants, talk
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.errors import (
    AlreadyHandled,
    MessageNotFound,
    TalkProblem,
    TalkRefused,
)
from core.domain.forgetting import is_forgotten
from core.domain.snapshots import Exchange, TalkLine
from core.domain.talk import check_can_talk, check_text
from core.domain.types import Caller, DeliveryKind, Side, UserId
from core.services import anonymous
from core.services.anonymous import Route
from core.services.assignments import has_match, recipient_of
from core.services.givers import giver_of
from core.services.owing import owe, owe_one
from core.services.requests import load, once


@dataclass(frozen=True)
class _Received:
    row: models.AnonymousMessage
    exchange: models.Exchange
    route: Route


@dataclass(frozen=True)
class Talk:
    database: Database
    vault: Vault
    clock: Clock

    def line(
        self,
        caller: Caller,
        exchange_id: str,
        side: Side,
        *,
        answers: str = "",
        text: str | None = None,
    ) -> TalkLine:
        """Whether the caller may write now, as this side, and write this. Raises what `send`
        does."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            self._way(session, row, caller, side, answers)
            if text is not None:
                check_text(text)
            return TalkLine(exchanges.snapshot(row), side, answers)

    def answering(self, caller: Caller, message_id: str) -> TalkLine:
        """The same for a reply. Raises `MessageNotFound` for a message that was sent to somebody
        else, or to nobody."""
        with self.database.read() as session:
            received = self._received(session, caller, message_id)
            row, side = received.exchange, received.route.side.other
            self._way(session, row, caller, side, message_id)
            return TalkLine(exchanges.snapshot(row), side, message_id)

    def send(
        self,
        caller: Caller,
        exchange_id: str,
        side: Side,
        text: str,
        *,
        key: str,
        answers: str = "",
    ) -> Exchange:
        """Owe the other side a message; one for each `key` of the caller's.

        Raises `WrongStatus`, `TalkRefused` or `TooManyMessages`; where `answers`
        is the id of a message, `MessageNotFound` if that was not sent to the caller. With a key
        that has been used, and for the same request again, `AlreadyHandled`.
        """
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            marks = anonymous.marks_of(session, self.vault, row)
            message_id = marks.message_id(caller.user_id, key)
            if talk.find(session, row.team_id, message_id):
                raise AlreadyHandled
            route = self._way(session, row, caller, side, answers)
            check_text(text)
            now, mark = self.clock.now(), marks.writer(side, caller.user_id)
            new = anonymous.new_row(row, message_id, mark, now)
            anonymous.write(session, self.vault, new, route, text)
            owe_one(session, row, DeliveryKind.ANONYMOUS, route.reader_id, now, message_id)
            return exchanges.snapshot(row)

    def mute(self, caller: Caller, message_id: str) -> TalkLine:
        """Take no more messages from whoever wrote this one; the line is the caller's own. Raises
        `MessageNotFound`, `WrongStatus` in a cancelled exchange, or `TalkRefused` where nobody else
        would be meant: the thanks came for a gift that was given in another's place."""
        with once(self.database, self.clock, caller) as session:
            received = self._received(session, caller, message_id, lock=True)
            if not self._may_mute(session, caller, received):
                raise TalkRefused(TalkProblem.ENDED)
            row, side = received.exchange, received.route.side.other
            marks = anonymous.marks_of(session, self.vault, row)
            talk.close(session, row, marks.muted(side, caller.user_id), self.clock.now())
            return TalkLine(exchanges.snapshot(row), side)

    def unmute(self, caller: Caller, exchange_id: str, muted: Side) -> Exchange:
        """Take messages from that side again. Raises `WrongStatus` where nothing is drawn, and
        `TalkRefused` for somebody who was not drawn."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_see_match(exchanges.snapshot(row))
            if not has_match(session, row, caller.user_id):
                raise TalkRefused(TalkProblem.NOBODY)
            marks = anonymous.marks_of(session, self.vault, row)
            talk.reopen(session, row, marks.muted(muted.other, caller.user_id))
            return exchanges.snapshot(row)

    def report(self, caller: Caller, message_id: str) -> bool:
        """Owe its text to organizers, once; see `_moderators`. Whether the caller may mute its
        writer. Raises `MessageNotFound`, or `WrongStatus` in a cancelled exchange."""
        with once(self.database, self.clock, caller) as session:
            received = self._received(session, caller, message_id, lock=True)
            row, now = received.exchange, self.clock.now()
            marks = anonymous.marks_of(session, self.vault, row)
            report_id = marks.report_id(message_id)
            if talk.find(session, row.team_id, report_id) is None:
                told = _moderators(session, row, marks, received.route)
                anonymous.write_report(session, self.vault, received.row, report_id, now)
                owe(session, row, DeliveryKind.TALK_REPORT, told, now, occasion=report_id)
            return self._may_mute(session, caller, received)

    def stop(self, caller: Caller, report_id: str) -> Exchange:
        """Let whoever wrote a reported message write no more to whoever has read it.

        It does not end what the same person writes as the other side, to somebody else: that may be
        the organizer who stops it, and they would learn by the silence whose words they have read.
        Raises `NotOrganizer`; `WrongStatus` in a cancelled exchange; `MessageNotFound` when the
        caller has not got this report.
        """
        with once(self.database, self.clock, caller) as session:
            found = self._found(session, caller, report_id, lock=True)
            row, route = found.exchange, found.route
            exchange = exchanges.snapshot(row)
            rules.check_organizer(exchange, caller.user_id)
            rules.check_can_see_match(exchange)
            kind = DeliveryKind.TALK_REPORT
            if caller.user_id not in deliveries.owed_to(session, row, kind, report_id):
                raise MessageNotFound
            marks = anonymous.marks_of(session, self.vault, row)
            stopped = marks.stopped(route.side, route.writer_id)
            talk.close(session, row, stopped, self.clock.now())
            return exchanges.snapshot(row)

    def _way(
        self, session: Session, row: models.Exchange, caller: Caller, side: Side, answers: str
    ) -> Route:
        """To the other side. Raises whatever keeps the caller from writing now."""
        now = self.clock.now()
        check_can_talk(exchanges.snapshot(row), now)
        reader_id = self._other(session, row, caller.user_id, side)
        if answers:
            received = self._received(session, caller, answers)
            _check_goes_on(received, row, side, reader_id)
        if reader_id is None:
            raise TalkRefused(TalkProblem.NOBODY)
        route = Route(caller.user_id, reader_id, side)
        marks = anonymous.marks_of(session, self.vault, row)
        anonymous.check_open(session, marks, row, route, now)
        return route

    def _may_mute(self, session: Session, caller: Caller, received: _Received) -> bool:
        """Whoever thanks somebody who has stepped in is not whom they write with."""
        route, row = received.route, received.exchange
        if route.note is None:
            return True
        return self._other(session, row, caller.user_id, route.side.other) == route.writer_id

    def _other(
        self, session: Session, row: models.Exchange, user_id: UserId, side: Side
    ) -> UserId | None:
        find = recipient_of if side == Side.GIVER else giver_of
        found = find(session, self.vault, row, user_id)
        return None if found and is_forgotten(found) else found

    def _received(
        self, session: Session, caller: Caller, message_id: str, *, lock: bool = False
    ) -> _Received:
        """A message that was sent to the caller."""
        found = self._found(session, caller, message_id, lock=lock)
        route = found.route
        if route.reader_id != caller.user_id or route.is_returned or route.is_report:
            raise MessageNotFound
        rules.check_can_see_match(exchanges.snapshot(found.exchange))
        return found

    def _found(self, session: Session, caller: Caller, message_id: str, *, lock: bool) -> _Received:
        row = talk.find(session, caller.team_id, message_id)
        if row is None:
            raise MessageNotFound
        exchange = exchanges.get(session, caller.team_id, row.exchange_id, lock=lock)
        return _Received(row, exchange, anonymous.route_of(session, self.vault, row))


def _check_goes_on(
    received: _Received, row: models.Exchange, side: Side, reader_id: UserId | None
) -> None:
    """A reply goes to whoever wrote, or to nobody: the match may be another one by now."""
    route = received.route
    wrote = (received.exchange.exchange_id, route.writer_id, route.side.other)
    if wrote != (row.exchange_id, reader_id, side):
        raise TalkRefused(TalkProblem.ENDED)


def _moderators(
    session: Session, row: models.Exchange, marks: anonymous.Marks, route: Route
) -> list[str]:
    """The organizers who take no part. Where all do, one of them, by a chance that is the same for
    all that this writer sends; never the writer, who would learn who complains, and the reader only
    where nobody else organizes. So whether somebody gets a report, and how often, tells nothing of
    those who do not. Nobody, where only the writer organizes: the reader can mute them. Nor does
    it go to an organizer who was forgotten: the mark that stands for them reads nothing."""
    organizers = {one.user_id for one in row.organizers if not is_forgotten(one.user_id)}
    outside = [one for one in organizers if not participants.has_joined(session, row, one)]
    if outside:
        return outside
    known = {route.reader_id} if len(organizers) > 1 else set()
    others = organizers - known - {route.writer_id}
    return sorted(others, key=lambda one: marks.moderator(route.side, route.writer_id, one))[:1]
