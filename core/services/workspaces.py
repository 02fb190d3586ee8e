"""What holds for a whole workspace: who may create exchanges in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.clock import Clock
from core.db.repository import workspaces
from core.db.session import Database
from core.domain import rules
from core.domain.snapshots import Creators
from core.domain.types import Caller, Person, UserId, WhoCreates
from core.services.requests import once

#: Messages a second that a workspace's lane starts with.
FIRST_PACE = 5.0


@dataclass(frozen=True)
class Workspaces:
    database: Database
    clock: Clock

    def creators(self, caller: Caller, person: Person) -> Creators:
        """For an admin. Raises `NotAdmin` or `PersonRefused`."""
        rules.check_admin(person, caller.team_id)
        with self.database.read() as session:
            return workspaces.creators(session, caller.team_id)

    def check_may_create(self, caller: Caller, person: Person) -> None:
        """Raises `NotCreator` or `PersonRefused`."""
        rules.check_may_take_part(person, caller.team_id)
        with self.database.read() as session:
            rules.check_may_create(workspaces.creators(session, caller.team_id), person)

    def set_creators(
        self,
        caller: Caller,
        person: Person,
        who: WhoCreates | None,
        *,
        add: Collection[UserId] = (),
        remove: Collection[UserId] = (),
    ) -> Creators:
        """Name these and no longer those, and let `who` create; None leaves that as it is. What
        other admins have changed meanwhile stays changed. Raises `NotAdmin`, `PersonRefused`, or
        `CreatorsRefused` when nobody would be named or too many."""
        rules.check_admin(person, caller.team_id)
        with once(self.database, self.clock, caller) as session:
            workspaces.ensure(session, caller.team_id, FIRST_PACE, self.clock.now())
            before = workspaces.lock_creators(session, caller.team_id)
            named = ({*before.named} | {*add}) - {*remove}
            after = Creators(who or before.who, tuple(sorted(named)))
            rules.check_creators(after)
            workspaces.set_creators(session, caller.team_id, before, after)
            return after
