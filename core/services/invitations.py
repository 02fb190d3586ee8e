"""Asking people to take part, and what they answer. Accepting is joining: see `participation`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db.repository import exchanges, invitations
from core.db.session import Database
from core.domain import rules
from core.domain.errors import PersonRefused, RefusedAs
from core.domain.snapshots import Exchange, Invitation, Invited
from core.domain.types import Caller, Person, TeamId, UserId
from core.services.asking import invitation_of
from core.services.inviting import Asked
from core.services.requests import check_new, load, once, remember
from core.services.tidying import invitations_of, tidy_answered

#: So many are invited in one transaction: nobody who joins meanwhile waits for all of thousands.
AT_ONCE = 1000


@dataclass(frozen=True)
class Invitations:
    database: Database
    clock: Clock

    def invitable(self, caller: Caller, exchange_id: str) -> Exchange:
        """The exchange, if the caller may invite people to it now. Raises `NotOrganizer`,
        `WrongStatus` or `JoiningClosed`."""
        with self.database.read() as session:
            exchange = exchanges.snapshot(load(session, caller, exchange_id))
            rules.check_can_invite(exchange, caller.user_id, self.clock.now())
            return exchange

    def invite(self, caller: Caller, exchange_id: str, people: Sequence[Person]) -> Invited:
        """Invite whoever of them has no place in the exchange yet, and owe each a message; whose
        invitation could not be sent gets it once more. Who was asked before and has declined or
        left is not asked again. Nobody who is refused keeps the others from being invited.

        Any number of people: thousands in several transactions, each of which stands by itself.
        Should the process die in between, the same once more invites the others. Raises what
        `invitable` does.
        """
        wanted, refused = sorted_out(people, caller.team_id)
        user_ids = sorted(wanted)
        parts = [user_ids[at : at + AT_ONCE] for at in range(0, len(user_ids), AT_ONCE)] or [[]]
        asked = Asked()
        with self.database.read() as session:
            check_new(session, caller)
        for part in parts:
            with self.database.write() as session:
                if part is parts[-1]:
                    remember(session, self.clock, caller)
                exchange = self._invite(session, caller, exchange_id, part, asked)
        return Invited(
            exchange=exchange,
            invited=tuple(asked.invited),
            joined=tuple(asked.joined),
            asked=tuple(asked.before),
            refused=tuple(refused.items()),
            names_caller=asked.names_asker,
        )

    def _invite(
        self, session: Session, caller: Caller, exchange_id: str, part: list[UserId], asked: Asked
    ) -> Exchange:
        """The exchange itself is not locked, for whoever joins waits for that. If it ends at this
        very moment, its invitations are withdrawn before they are sent."""
        row = load(session, caller, exchange_id)
        exchange, now = exchanges.snapshot(row), self.clock.now()
        rules.check_can_invite(exchange, caller.user_id, now)
        if part:
            asked.ask(session, row, part, caller.user_id, now)
        return exchange

    def get(self, caller: Caller, exchange_id: str) -> Invitation:
        """How the caller stands to an exchange they have a place in. Raises `NotInvited`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            return invitation_of(session, row, caller.user_id, self.clock.now())

    def decline(self, caller: Caller, exchange_id: str) -> Invitation:
        """Take no part, and tell nobody; whoever has answered before stays with that, and nobody's
        place changes once names are drawn or it is over. Raises `NotInvited`."""
        with once(self.database, self.clock, caller) as session:
            row, now = load(session, caller, exchange_id), self.clock.now()
            if rules.allowed(rules.check_can_leave, exchanges.snapshot(row)):
                invitations.decline(session, exchange_id, caller.user_id, now)
                asked = invitations_of(session, exchange_id, caller.user_id)
                tidy_answered(session, caller.team_id, exchange_id, asked, now)
            return invitation_of(session, row, caller.user_id, now)

    def stop_reminders(self, caller: Caller, exchange_id: str) -> Invitation:
        """No more of them for the caller, in whichever exchange. `exchange_id` is the one whose
        reminder they read. Raises `NotInvited`."""
        with once(self.database, self.clock, caller) as session:
            row, now = load(session, caller, exchange_id), self.clock.now()
            invitations.stop_reminders(session, caller.team_id, caller.user_id, now)
            return invitation_of(session, row, caller.user_id, now)

    def resume_reminders(self, caller: Caller, exchange_id: str = "") -> Invitation | None:
        """The caller gets reminders again. `exchange_id` is the one they were reading of, if any.
        Raises `NotInvited`."""
        with once(self.database, self.clock, caller) as session:
            invitations.resume_reminders(session, caller.team_id, caller.user_id)
            if not exchange_id:
                return None
            row = load(session, caller, exchange_id)
            return invitation_of(session, row, caller.user_id, self.clock.now())

    def gets_reminders(self, caller: Caller) -> bool:
        with self.database.read() as session:
            return invitations.gets_reminders(session, caller.team_id, caller.user_id)


def sorted_out(
    people: Sequence[Person], team_id: TeamId
) -> tuple[set[UserId], dict[UserId, RefusedAs]]:
    """Those who could take part, and the others with the reason."""
    wanted, refused = set[UserId](), dict[UserId, RefusedAs]()
    for person in people:
        try:
            rules.check_may_take_part(person, team_id)
            wanted.add(person.user_id)
        except PersonRefused as refusal:
            refused[person.user_id] = refusal.reason
    return wanted, refused
