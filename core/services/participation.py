"""Joining and leaving."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges, participants
from core.db.session import Database
from core.domain import rules
from core.domain.snapshots import Exchange, Joined, Left
from core.domain.types import Caller, ChannelId, ExchangeStatus, ParticipantStatus, Person
from core.services.owing import owe_refresh
from core.services.requests import load, once


@dataclass(frozen=True)
class Participation:
    database: Database
    clock: Clock

    def joinable(self, caller: Caller, channel_id: ChannelId) -> list[Exchange]:
        """What the caller could join: announced in this channel, or in a public one."""
        with self.database.read() as session:
            rows = exchanges.joinable(
                session, caller.team_id, channel_id, caller.user_id, self.clock.now()
            )
            return exchanges.snapshot_all(session, rows)

    def joined(self, caller: Caller, *statuses: ExchangeStatus) -> list[Exchange]:
        """The exchanges of these statuses that the caller takes part in."""
        with self.database.read() as session:
            rows = exchanges.of_person(session, caller.team_id, caller.user_id, statuses)
            mine = [row for row in rows if participants.has_joined(session, row, caller.user_id)]
            return exchanges.snapshot_all(session, mine)

    def join(self, caller: Caller, exchange_id: str, person: Person) -> Joined:
        """Take part. Joining twice changes nothing. Raises `PersonRefused`, `JoiningClosed` or
        `WrongStatus`."""
        rules.check_may_take_part(person, caller.team_id)
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange = exchanges.snapshot(session, row)
            participant = participants.find(session, row, caller.user_id)
            is_in = participant is not None and participant.status == ParticipantStatus.JOINED
            if is_in and exchange.status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
                return Joined(exchange, is_new=False)
            now = self.clock.now()
            rules.check_can_join(exchange, now)
            if participant is None:
                participant = models.Participant(
                    exchange_id=row.exchange_id, user_id=caller.user_id, team_id=row.team_id
                )
                session.add(participant)
            participant.status, participant.changed_at = ParticipantStatus.JOINED, now
            owe_refresh(row, now)
            session.flush()
            return Joined(exchanges.snapshot(session, row), is_new=True)

    def leave(self, caller: Caller, exchange_id: str) -> Left:
        """Take no part any more, until names are drawn. Raises `WrongStatus` after that. Wishes
        and exclusions stay, should the person come back."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange = exchanges.snapshot(session, row)
            participant = participants.find(session, row, caller.user_id)
            if participant is None or participant.status != ParticipantStatus.JOINED:
                return Left(exchange, was_in=False)
            now = self.clock.now()
            rules.check_can_leave(exchange)
            participant.status, participant.changed_at = ParticipantStatus.LEFT, now
            owe_refresh(row, now)
            session.flush()
            return Left(exchanges.snapshot(session, row), was_in=True)
