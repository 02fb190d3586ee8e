"""Joining and leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db.repository import exchanges, joins, participants
from core.db.session import Database
from core.domain import rules
from core.domain.errors import AlreadyHandled
from core.domain.snapshots import Exchange, Joined, Left
from core.domain.types import Caller, ChannelId, ExchangeStatus, Person
from core.services.owing import owe_refresh
from core.services.requests import mark, once
from core.services.tidying import invitations_of, tidy_answered

#: Those of several exchanges that are meant.
Choose = Callable[[Sequence[Exchange]], Sequence[Exchange]]


@dataclass(frozen=True)
class Participation:
    database: Database
    clock: Clock

    def joinable(self, caller: Caller, channel_id: ChannelId) -> list[Exchange]:
        """What the caller could join: announced in this channel, or in a public one."""
        with self.database.read() as session:
            return self._open_ones(session, caller, channel_id).joinable

    def joined(self, caller: Caller, *statuses: ExchangeStatus) -> list[Exchange]:
        """The exchanges of these statuses that the caller takes part in."""
        with self.database.read() as session:
            return exchanges.taking_part(session, caller.team_id, caller.user_id, statuses)

    def join_chosen(
        self, caller: Caller, channel_id: ChannelId, person: Person, choose: Choose
    ) -> Joined | None:
        """Join the one chosen of what is `joinable`; who means the one that they are in already
        has `Joined.is_new` false. None if it is neither: nothing has happened then. One
        transaction, so that a rush of `/santa join` passes. Raises what `join` does."""
        rules.check_may_take_part(person, caller.team_id)
        with self.database.write() as session:
            found = self._open_ones(session, caller, channel_id)
            chosen = choose(found.joinable)
            if len(chosen) == 1:
                return _let_in(session, caller, chosen[0], person, self.clock.now())
            been_in = [] if chosen else choose(found.joined)
            return Joined(been_in[0], is_new=False) if len(been_in) == 1 else None

    def join(self, caller: Caller, exchange_id: str, person: Person) -> Joined:
        """Take part. Joining twice changes nothing. Raises `PersonRefused`, `JoiningClosed` or
        `WrongStatus`."""
        rules.check_may_take_part(person, caller.team_id)
        with self.database.write() as session:
            exchange = exchanges.picture(session, caller.team_id, exchange_id)
            return _let_in(session, caller, exchange, person, self.clock.now())

    def leave(self, caller: Caller, exchange_id: str) -> Left:
        """Take no part any more, until names are drawn. Raises `WrongStatus` after that. Wishes
        and exclusions stay, should the person come back."""
        with once(self.database, self.clock, caller) as session:
            exchange = exchanges.picture(session, caller.team_id, exchange_id)
            now = self.clock.now()
            if not participants.let_go(session, exchange, caller.user_id, now):
                return Left(exchange, was_in=False)
            exchange = exchanges.count(session, exchange, by=-1)
            rules.check_can_leave(exchange)
            owe_refresh(session, exchange.exchange_id, now)
            return Left(exchange, was_in=True)

    def _open_ones(
        self, session: Session, caller: Caller, channel_id: ChannelId
    ) -> exchanges.OpenOnes:
        ids = (caller.team_id, channel_id, caller.user_id)
        return exchanges.open_ones(session, *ids, self.clock.now())


def _let_in(
    session: Session, caller: Caller, exchange: Exchange, person: Person, now: datetime
) -> Joined:
    """Written first and checked afterwards, when nobody else changes the exchange any more: all who
    join at the same time wait for each other from there on. A refusal undoes it all."""
    them = replace(person, user_id=caller.user_id)
    # Before others wait: most have not been invited, and only whoever has writes more than that.
    asked = invitations_of(session, exchange.exchange_id, caller.user_id)
    entered = joins.enter(session, exchange, them, mark(caller), now)
    if not entered.is_new_request:
        raise AlreadyHandled
    if not entered.is_new and exchange.status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
        return Joined(exchange, is_new=False)
    rules.check_can_join(entered.exchange, now)
    tidy_answered(session, exchange.team_id, exchange.exchange_id, asked, now)
    return Joined(entered.exchange, is_new=entered.is_new)
