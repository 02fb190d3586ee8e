"""Saying who must not draw whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges, exclusions, participants
from core.db.session import Database
from core.domain import rules
from core.domain.errors import ExclusionNotFound, ExclusionProblem, ExclusionRefused
from core.domain.snapshots import Exchange, ExclusionBoard
from core.domain.types import (
    Caller,
    DeliveryKind,
    ExchangeStatus,
    NewExclusion,
)
from core.services.draw_input import draw_input, draw_input_of
from core.services.drawability import drawability_of, private_in_the_way
from core.services.excluding import add_new, check_room
from core.services.owing import owe
from core.services.requests import load, once

CHANGEABLE = (ExchangeStatus.OPEN, ExchangeStatus.STALLED)


@dataclass(frozen=True)
class Exclusions:
    database: Database
    clock: Clock

    def changeable(self, caller: Caller) -> list[Exchange]:
        """The exchanges in which the caller may set exclusions now."""
        with self.database.read() as session:
            rows = exchanges.of_person(session, caller.team_id, caller.user_id, CHANGEABLE)
            return exchanges.snapshot_all(rows)

    def board(self, caller: Caller, exchange_id: str) -> ExclusionBoard:
        """An organizer sees all that is not private, and whether the exchange is drawable;
        everybody what they have set themselves. Raises `NotParticipant` for anybody else,
        `WrongStatus` after the draw."""
        with self.database.read() as session:
            return _board(session, caller, load(session, caller, exchange_id))

    def add(
        self, caller: Caller, exchange_id: str, added: Sequence[NewExclusion]
    ) -> ExclusionBoard:
        """Set them all, or none; what the caller has set before stays as it is, and a group with an
        origin takes the place of the one that has it. Raises `ExclusionRefused`, also when there is
        nothing new among them."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange = exchanges.snapshot(row)
            takes_part = participants.has_joined(session, row, caller.user_id)
            for rule in added:
                rules.check_can_exclude(exchange, caller.user_id, rule, takes_part=takes_part)
            if not add_new(session, row, caller, added, self.clock.now()):
                raise ExclusionRefused(added[0].kind, ExclusionProblem.ALREADY_SET)
            check_room(session, row, exchange, caller, added[0].kind)
            self._tell_organizers(session, row, caller)
            return _board(session, caller, row)

    def _tell_organizers(self, session: Session, row: models.Exchange, caller: Caller) -> None:
        """Whoever organizes sees at once what their own change has done; what somebody else's has
        done, they hear, while there is time."""
        organizers = {organizer.user_id for organizer in row.organizers}
        if caller.user_id in organizers:
            return
        state = drawability_of(draw_input(session, row))
        if not (state.is_drawable or state.is_too_few):
            newest = exclusions.of_exchange(session, row)[0].exclusion_id
            now = self.clock.now()
            owe(session, row, DeliveryKind.UNDRAWABLE, organizers, now, occasion=newest)

    def remove(self, caller: Caller, exchange_id: str, exclusion_id: str) -> ExclusionBoard:
        """Organizers remove any but private ones, everybody what they have set themselves."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange = exchanges.snapshot(row)
            takes_part = participants.has_joined(session, row, caller.user_id)
            rules.check_exclusions_open(exchange, caller.user_id, takes_part=takes_part)
            found = exclusions.find(session, row, exclusion_id)
            if found is None or not _is_seen(found, exchange, caller):
                raise ExclusionNotFound
            session.delete(found)
            row.revision += 1
            session.flush()
            return _board(session, caller, row)

    def relax(
        self, caller: Caller, exchange_id: str, exclusion_ids: Collection[str]
    ) -> ExclusionBoard:
        """Remove these, whoever has set them, and no others; none that is private. Those that are
        gone already are as they should be. Raises `NotOrganizer` or `WrongStatus`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            exchange = exchanges.snapshot(row)
            rules.check_can_relax(exchange, caller.user_id)
            for found in exclusions.of_exchange(session, row):
                if found.exclusion_id in exclusion_ids and _is_seen(found, exchange, caller):
                    session.delete(found)
            row.revision += 1
            session.flush()
            return _board(session, caller, row)

    def ask_to_reconsider(self, caller: Caller, exchange_id: str) -> int:
        """Owe a message to those whose private exclusions stand in the way of the draw; to how many
        people. They are asked once, unless something has changed since. Raises `NotOrganizer` or
        `WrongStatus`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_relax(exchanges.snapshot(row), caller.user_id)
            given = draw_input(session, row)
            state = drawability_of(given)
            if not state.private_count:
                return 0
            people = {one.set_by for one in private_in_the_way(given, state)}
            now, occasion = self.clock.now(), str(row.revision)
            owe(session, row, DeliveryKind.RECONSIDER, people, now, occasion)
            return len(people)

    def avoid_repeats(self, caller: Caller, exchange_id: str, last: int) -> ExclusionBoard:
        """Nobody is to draw again whom they gave to in so many of their last exchanges; 0: they
        may. Raises `NotOrganizer`, `WrongStatus` or `NotAChoice`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            rules.check_can_avoid_repeats(exchanges.snapshot(row), caller.user_id, last)
            row.no_repeats = last
            row.revision += 1
            session.flush()
            return _board(session, caller, row)


def _board(session: Session, caller: Caller, row: models.Exchange) -> ExclusionBoard:
    exchange = exchanges.snapshot(row)
    takes_part = participants.has_joined(session, row, caller.user_id)
    rules.check_exclusions_open(exchange, caller.user_id, takes_part=takes_part)
    is_organizer = caller.user_id in exchange.organizer_ids
    stated = [exclusions.snapshot(found) for found in exclusions.of_exchange(session, row)]
    shown = [one for one in stated if rules.may_see(one, caller.user_id, is_organizer=is_organizer)]
    if not is_organizer:
        return ExclusionBoard(exchange, tuple(shown), is_organizer, None)
    return ExclusionBoard(
        exchange,
        tuple(shown),
        is_organizer,
        drawability_of(draw_input_of(participants.joined(session, row), stated)),
        has_past=exchanges.has_past(session, row),
        private_count=len(stated) - len(shown),
    )


def _is_seen(found: models.Exclusion, exchange: Exchange, caller: Caller) -> bool:
    is_organizer = caller.user_id in exchange.organizer_ids
    picture = exclusions.snapshot(found)
    return rules.may_see(picture, caller.user_id, is_organizer=is_organizer)
