"""Adding people by a file: what it comes to is looked over first, and then saved as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import Binding
from core.db import models
from core.db.repository import exchanges, invitations, rosters, turns
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.errors import ExclusionProblem, ExclusionRefused, RosterGone
from core.domain.snapshots import Exchange, Invited, RosterSaved
from core.domain.types import Caller, ExclusionKind, ParticipantStatus, UserId
from core.rosters.keeping import packed, unpacked
from core.rosters.reading import Reader
from core.rosters.resolving import Resolution
from core.rosters.review import Review, Standing
from core.rosters.roster import Roster
from core.rosters.understanding import roster_of
from core.services.excluding import add_new, check_room, keep_teams_apart
from core.services.inviting import Asked
from core.services.requests import load, mark, once

#: So long somebody may look a file over.
KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Rosters:
    database: Database
    vault: Vault
    clock: Clock
    reader: Reader

    def read(self, data: bytes) -> Roster:
        """What a file says. Takes seconds: nobody may be waiting for an acknowledgement. Raises
        `FileRefused`."""
        return roster_of(self.reader.read(data))

    def keep(self, caller: Caller, exchange_id: str, resolution: Resolution) -> Review:
        """What saving this would do; it can be saved for an hour. What was kept of another file for
        the caller and this exchange is forgotten. Raises what `Invitations.invitable` does, and
        `ExclusionRefused` for more exclusions than there is room for."""
        with self.database.write() as session:
            # The same request sent again makes the same, and what was shown stays good.
            roster_id = mark(caller)[:32]
            turns.take_turn(session, roster_id)
            row, now = load(session, caller, exchange_id), self.clock.now()
            rules.check_can_invite(exchanges.snapshot(row), caller.user_id, now)
            if len(resolution.exclusions) + len(resolution.teams) > rules.MAX_EXCLUSIONS:
                raise ExclusionRefused(ExclusionKind.GROUP, ExclusionProblem.TOO_MANY)
            rosters.forget(session, row, caller.user_id)
            kept = models.KeptRoster(
                roster_id=roster_id,
                exchange_id=row.exchange_id,
                team_id=row.team_id,
                kept_for=caller.user_id,
                kept_at=now,
            )
            kept.content_encrypted = self.vault.seal(
                session, _binding(kept), packed(resolution), now
            )
            session.add(kept)
            return _review(session, caller, row, roster_id, resolution)

    def review(self, caller: Caller, roster_id: str) -> Review:
        """The same as it stands now. Raises `RosterGone` when nothing is kept for the caller under
        this id, and what `Invitations.invitable` does."""
        with self.database.read() as session:
            kept = self._kept(session, caller, roster_id)
            row = load(session, caller, kept.exchange_id)
            rules.check_can_invite(exchanges.snapshot(row), caller.user_id, self.clock.now())
            return _review(session, caller, row, roster_id, self._resolution(session, kept))

    def save(self, caller: Caller, roster_id: str, *, teams_apart: bool) -> RosterSaved:
        """Invite whoever can be invited, and set the exclusions; where `teams_apart`, nobody draws
        their own team. All of it or nothing, and once. Raises what `review` does, and
        `ExclusionRefused` where there is no room for the exclusions any more."""
        with once(self.database, self.clock, caller) as session:
            kept = self._kept(session, caller, roster_id, lock=True)
            resolution = self._resolution(session, kept)
            wants_teams = teams_apart and resolution.has_teams
            row, now = load(session, caller, kept.exchange_id), self.clock.now()
            asked = self._ask(session, caller, row, resolution)
            # Whoever joins waits for the lock, so it is taken only for exclusions; and people come
            # first, as when somebody joins, who would wait for this otherwise, and this for them.
            is_locked = wants_teams or bool(resolution.exclusions)
            if is_locked:
                exchanges.lock(session, row)
            exchange = exchanges.snapshot(row)
            rules.check_can_invite(exchange, caller.user_id, now)
            session.delete(kept)
            count = self._exclude(session, caller, row, resolution)
            teams = keep_teams_apart(session, row, caller, resolution, now) if wants_teams else None
            if is_locked:
                check_room(session, row, exchange, caller, ExclusionKind.GROUP)
            return RosterSaved(_invited(exchange, asked), teams, count)

    def forget_old(self) -> None:
        """What nobody has saved."""
        with self.database.write() as session:
            rosters.forget_older(session, self.clock.now() - KEPT_FOR)

    def _ask(
        self, session: Session, caller: Caller, row: models.Exchange, resolution: Resolution
    ) -> Asked:
        asked = Asked()
        asked.ask(session, row, sorted(resolution.invited), caller.user_id, self.clock.now())
        return asked

    def _exclude(
        self, session: Session, caller: Caller, row: models.Exchange, resolution: Resolution
    ) -> int:
        exchange = exchanges.snapshot(row)
        for rule in resolution.exclusions:
            rules.check_can_exclude(exchange, caller.user_id, rule, takes_part=False)
        return add_new(session, row, caller, resolution.exclusions, self.clock.now())

    def _kept(
        self, session: Session, caller: Caller, roster_id: str, *, lock: bool = False
    ) -> models.KeptRoster:
        found = rosters.find(session, caller.team_id, caller.user_id, roster_id, lock=lock)
        if found is None or found.kept_at < self.clock.now() - KEPT_FOR:
            raise RosterGone
        return found

    def _resolution(self, session: Session, kept: models.KeptRoster) -> Resolution:
        return unpacked(self.vault.open(session, _binding(kept), kept.content_encrypted))


def _review(
    session: Session,
    caller: Caller,
    row: models.Exchange,
    roster_id: str,
    resolution: Resolution,
) -> Review:
    people = resolution.invited
    statuses = invitations.statuses(session, row, people)
    standings = {one: _standing(one, caller, statuses) for one in people}
    return Review(exchanges.snapshot(row), roster_id, resolution, standings)


def _invited(exchange: Exchange, asked: Asked) -> Invited:
    return Invited(
        exchange=exchange,
        invited=tuple(asked.invited),
        joined=tuple(asked.joined),
        asked=tuple(asked.before),
        names_caller=asked.names_asker,
    )


def _standing(
    user_id: UserId, caller: Caller, statuses: Mapping[str, ParticipantStatus]
) -> Standing:
    status = statuses.get(user_id)
    if status == ParticipantStatus.JOINED:
        return Standing.JOINED
    if user_id == caller.user_id:
        return Standing.SELF
    return Standing.ASKED if status else Standing.NEW


def _binding(kept: models.KeptRoster) -> Binding:
    return Binding(kept.team_id, "kept_rosters", (kept.roster_id,), "content_encrypted")
