"""Who organizes an exchange: adding to them, leaving them, and handing an exchange over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.db.repository import exchanges, organizers
from core.db.session import Database
from core.domain import rules
from core.domain.snapshots import Exchange, OrganizersChanged
from core.domain.types import Caller, DeliveryKind, Person, UserId
from core.services.owing import owe, owe_refresh
from core.services.requests import load, once
from core.services.tidying import NOTICES, tidy_notices


@dataclass(frozen=True)
class Organizers:
    database: Database
    clock: Clock

    def look(self, caller: Caller, exchange_id: str) -> Exchange:
        """For an organizer who could change them now. Raises `NotOrganizer` or `WrongStatus`."""
        with self.database.read() as session:
            exchange = exchanges.snapshot(load(session, caller, exchange_id))
            rules.check_can_change_organizers(exchange, caller.user_id)
            return exchange

    def change(
        self,
        caller: Caller,
        exchange_id: str,
        add: Sequence[Person],
        remove: Collection[UserId],
    ) -> OrganizersChanged:
        """Add these and remove those, and owe both the news, but for the caller, who knows. Whoever
        is already as they should be stays so: what others have changed meanwhile stays changed.

        Raises what `look` does; `PeopleRefused`; and `OrganizersRefused`, when nobody would be left
        or when there would be too many.
        """
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            before = exchanges.snapshot(row)
            rules.check_can_change_organizers(before, caller.user_id)
            new = [person for person in add if person.user_id not in before.organizer_ids]
            rules.check_all_may_take_part(new, caller.team_id)
            added = tuple(dict.fromkeys(person.user_id for person in new))
            removed = tuple(one for one in before.organizer_ids if one in remove)
            rules.check_organizers({*before.organizer_ids, *added} - {*removed})
            now = self.clock.now()
            if added or removed:
                organizers.change(session, row, added, removed, caller.user_id, now)
                owe(session, row, DeliveryKind.ORGANIZER, added, now, since(now))
                told = {*removed} - {caller.user_id}
                owe(session, row, DeliveryKind.RELIEVED, told, now, since(now))
                tidy_notices(session, row, NOTICES, now, to=removed)
                owe_refresh(session, row.exchange_id, now)
            return OrganizersChanged(exchanges.snapshot(row), added, removed)


def since(moment: datetime) -> str:
    """The occasion of somebody's becoming an organizer, or ceasing to be one."""
    return moment.isoformat()
