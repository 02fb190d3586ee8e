"""Holding an earlier exchange once more: its plan, its exclusions and its people.

The exclusions come along in the very transaction that creates the exchange, so that none is missing
however soon it is drawn. Who can still take part, Slack has to be asked; that takes its time, and
is owed as a row until everybody who can has been invited.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.outage import is_away
from core.db.repository import copying, exchanges, exclusions, invitations, participants
from core.db.session import Database
from core.domain import rules
from core.domain.copying import Moved, is_season, moved
from core.domain.errors import ExchangeNotFound, TooLongAgo
from core.domain.forgetting import is_forgotten
from core.domain.snapshots import Exchange, Exclusion, Template
from core.domain.types import Caller, ExclusionKind, NewExclusion, Plan, TeamId, UserId
from core.ports import Directory
from core.services.excluding import fingerprint, new_row
from core.services.invitations import AT_ONCE, sorted_out
from core.services.inviting import ask
from core.services.requests import load

logger = logging.getLogger(__name__)

#: When Slack has not told of everybody, it is asked again after so long.
PAUSE = timedelta(minutes=1)
#: After that long of not being told, those who are left are not invited any more.
GIVES_UP = timedelta(hours=6)
#: When asking about people has taken so long, other copies wait for the next time.
ENOUGH = timedelta(seconds=60)


@dataclass(frozen=True)
class Copying:
    database: Database
    clock: Clock
    directory: Directory

    def over(self, caller: Caller, most: int) -> list[Exchange]:
        """The newest of those that the caller has organized and that are over."""
        with self.database.read() as session:
            rows = copying.over(session, caller.team_id, caller.user_id)
            return exchanges.snapshot_all(rows[:most])

    def in_season(self, caller: Caller) -> Exchange | None:
        """The last one that they organized, when its time of the year is coming, and they don't
        organize another yet."""
        with self.database.read() as session:
            rows = copying.over(session, caller.team_id, caller.user_id)
            if not rows or copying.organizes_another(session, caller.team_id, caller.user_id):
                return None
            newest, now = exchanges.snapshot(rows[0]), self.clock.now()
            return newest if is_season(_moved(newest, now), now) else None

    def template(self, caller: Caller, exchange_id: str) -> Template:
        """What a copy would be. Raises `NotOrganizer`, `NotOverYet` or `TooLongAgo`."""
        with self.database.read() as session:
            row = _source(session, caller, exchange_id)
            people = _took_part(session, row)
            exchange = exchanges.snapshot(row)
            return Template(
                exchange=exchange,
                moved=_moved(exchange, self.clock.now()),
                took_part=caller.user_id in people,
                people_count=len({*people} - {caller.user_id}),
                exclusion_count=len(_kept(session, row, caller.user_id)),
            )

    def filled(self, caller: Caller, plan: Plan) -> Plan:
        """A plan whose form showed no more than what everybody needs: the rest is as it was in what
        it copies. Raises what `template` does."""
        was = self.template(caller, plan.copy_of).exchange
        return replace(
            plan, budget=was.budget, message=was.message, has_envelopes=was.has_envelopes
        )

    def invite_due(self) -> int:
        """Invite the people of earlier exchanges; of how many all are invited now. What is left in
        the middle goes on the next time, in whichever process: nobody is invited twice."""
        began_at, count = self.clock.steady(), 0
        with self.database.read() as session:
            waiting = copying.waiting(session, began_at)
        for copy in waiting:
            if self.clock.steady() - began_at > ENOUGH:
                break
            count += self._go_on_apart(TeamId(copy.team_id), copy.exchange_id, copy.source_id)
        return count

    def _go_on_apart(self, team_id: TeamId, exchange_id: str, source_id: str) -> bool:
        try:
            return self._go_on(team_id, exchange_id, source_id)
        except Exception as error:
            if isinstance(error, SQLAlchemyError) and is_away(error):
                raise
            # No other copy may wait for this one.
            logger.exception("inviting the people of exchange %s broke", exchange_id)
            with self.database.write() as session:
                if copy := copying.find(session, exchange_id):
                    copy.not_before = self.clock.steady() + PAUSE
            return False

    def _go_on(self, team_id: TeamId, exchange_id: str, source_id: str) -> bool:
        with self.database.read() as session:
            source = exchanges.find(session, team_id, source_id)
            row = exchanges.get(session, team_id, exchange_id)
            joined = _took_part(session, source) if source else []
            placed = invitations.statuses(session, row, joined)
            new = [one for one in joined if one not in placed]
        told = self.directory.people(team_id, new) if new else ()
        wanted, refused = sorted_out(list(told), team_id)
        people = sorted(wanted)
        for at in range(0, len(people), AT_ONCE):
            if not self._invite(team_id, exchange_id, people[at : at + AT_ONCE]):
                break
        return self._end(team_id, exchange_id, refused, is_told=len(told) >= len(new))

    def _invite(self, team_id: TeamId, exchange_id: str, people: list[UserId]) -> bool:
        """Whether it made sense. As with other invitations, the exchange is not locked."""
        with self.database.write() as session:
            copy, now = copying.find(session, exchange_id), self.clock.now()
            row = exchanges.get(session, team_id, exchange_id)
            if copy is None or not rules.allowed(
                rules.check_can_join, exchanges.snapshot(row), now
            ):
                return False
            them = [one for one in people if one != copy.asked_by]
            ask(session, row, UserId(copy.asked_by), them, now)
            return True

    def _end(
        self, team_id: TeamId, exchange_id: str, refused: Collection[UserId], *, is_told: bool
    ) -> bool:
        """Whether it is done, or tried again later; what was copied of those who can't take part
        any more goes with them."""
        with self.database.write() as session:
            row = exchanges.get(session, team_id, exchange_id, lock=True)
            copy, now = copying.find(session, exchange_id), self.clock.now()
            if copy is None:
                return False
            is_open = rules.allowed(rules.check_can_join, exchanges.snapshot(row), now)
            if is_open:
                _forget(session, row, copy.asked_at, {*refused})
            if is_open and not is_told and now - copy.asked_at < GIVES_UP:
                copy.not_before = self.clock.steady() + PAUSE
                return False
            session.delete(copy)
            return True


def copy_into(
    session: Session, row: models.Exchange, caller: Caller, source_id: str, now: datetime
) -> None:
    """The exclusions of an earlier exchange, and that its people are still to be invited. Raises
    what `Copying.template` does."""
    source = _source(session, caller, source_id)
    row.no_repeats = source.no_repeats
    for set_by, rule in _kept(session, source, caller.user_id):
        session.add(new_row(row, set_by, rule, now))
        row.revision += 1
    ids = {"exchange_id": row.exchange_id, "team_id": row.team_id}
    session.add(models.Copy(**ids, source_id=source_id, asked_by=caller.user_id, asked_at=now))


def _source(session: Session, caller: Caller, exchange_id: str) -> models.Exchange:
    """Raises what `Copying.template` does."""
    try:
        row = load(session, caller, exchange_id)
    except ExchangeNotFound:
        raise TooLongAgo from None
    rules.check_can_copy(exchanges.snapshot(row), caller.user_id)
    return row


def _took_part(session: Session, source: models.Exchange) -> list[UserId]:
    """But for whoever was forgotten since."""
    return [one for one in participants.joined(session, source) if not is_forgotten(one)]


def _kept(
    session: Session, source: models.Exchange, organizer_id: UserId
) -> list[tuple[UserId, NewExclusion]]:
    """What organizers had set about those who took part, each once, and who sets it from now on:
    whoever copies it, unless it would become a private one of theirs. Of a group those are left
    who took part."""
    joined = set(_took_part(session, source))
    kept: dict[str, tuple[UserId, NewExclusion]] = {}
    for found in exclusions.of_exchange(session, source):
        stated = exclusions.snapshot(found)
        rule = _among(stated, joined)
        if rule is None or rules.is_private(stated):
            continue
        own = rule.kind == ExclusionKind.ONE_WAY and rule.people[0] == organizer_id
        kept.setdefault(fingerprint(rule), (stated.set_by if own else organizer_id, rule))
    return list(kept.values())[: rules.MAX_EXCLUSIONS]


def _among(stated: Exclusion, there: Collection[UserId]) -> NewExclusion | None:
    """The same about those who are there; None where that says nothing."""
    left = tuple(one for one in stated.people if one in there)
    is_whole = len(left) == len(stated.people)
    if is_whole or (stated.kind == ExclusionKind.GROUP and len(left) > 1):
        return NewExclusion(stated.kind, left, stated.origin)
    return None


def _forget(session: Session, row: models.Exchange, copied_at: datetime, gone: set[UserId]) -> None:
    """What was copied about people who can't take part any more. What organizers have set since
    stays as it is."""
    for found in exclusions.of_exchange(session, row):
        stated = exclusions.snapshot(found)
        if found.created_at != copied_at or not gone & {*stated.people}:
            continue
        row.revision += 1
        session.delete(found)
        session.flush()
        rule = _among(stated, {*stated.people} - gone)
        if rule and not exclusions.is_set(session, row, fingerprint(rule), stated.set_by):
            session.add(new_row(row, stated.set_by, rule, copied_at))
            session.flush()


def _moved(exchange: Exchange, now: datetime) -> Moved:
    return moved(exchange.name, exchange.draw_at, exchange.exchange_on, exchange.time_zone, now)
