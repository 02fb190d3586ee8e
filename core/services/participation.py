"""Joining and leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db.repository import exchanges, participants
from core.db.session import Database
from core.domain import rules
from core.domain.snapshots import Exchange, Joined, Left
from core.domain.types import Caller, ChannelId, ExchangeStatus, Person
from core.services.owing import owe_refresh
from core.services.requests import once, remember

#: Those of several exchanges that are meant.
Choose = Callable[[Sequence[Exchange]], Sequence[Exchange]]


@dataclass(frozen=True)
class Participation:
    database: Database
    clock: Clock

    def joinable(self, caller: Caller, channel_id: ChannelId) -> list[Exchange]:
        """What the caller could join: announced in this channel, or in a public one."""
        with self.database.read() as session:
            now = self.clock.now()
            return exchanges.joinable(session, caller.team_id, channel_id, caller.user_id, now)

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
            now = self.clock.now()
            found = exchanges.joinable(session, caller.team_id, channel_id, caller.user_id, now)
            chosen = choose(found)
            if len(chosen) == 1:
                remember(session, self.clock, caller)
                return _let_in(session, caller, chosen[0], now)
            return None if chosen else _been_in(session, caller, choose)

    def join(self, caller: Caller, exchange_id: str, person: Person) -> Joined:
        """Take part. Joining twice changes nothing. Raises `PersonRefused`, `JoiningClosed` or
        `WrongStatus`."""
        rules.check_may_take_part(person, caller.team_id)
        with once(self.database, self.clock, caller) as session:
            exchange = exchanges.picture(session, caller.team_id, exchange_id)
            return _let_in(session, caller, exchange, self.clock.now())

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


def _let_in(session: Session, caller: Caller, exchange: Exchange, now: datetime) -> Joined:
    """Written first and checked afterwards, when nobody else changes the exchange any more: all who
    join at the same time wait for each other from there on. A refusal undoes it all."""
    is_new = participants.let_in(session, exchange, caller.user_id, now)
    if not is_new and exchange.status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
        return Joined(exchange, is_new=False)
    exchange = exchanges.count(session, exchange, by=1)
    rules.check_can_join(exchange, now)
    owe_refresh(session, exchange.exchange_id, now)
    return Joined(exchange, is_new=True)


def _been_in(session: Session, caller: Caller, choose: Choose) -> Joined | None:
    open_ones = (ExchangeStatus.OPEN,)
    found = exchanges.taking_part(session, caller.team_id, caller.user_id, open_ones)
    chosen = choose(found)
    return Joined(chosen[0], is_new=False) if len(chosen) == 1 else None
