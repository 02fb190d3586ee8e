"""Everybody in an exchange, for a file. Who gives to whom is in no way part of it."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import Clock
from core.db.repository import exchanges, roster
from core.db.session import Database
from core.domain import rules
from core.domain.snapshots import Roster
from core.domain.types import Caller
from core.services.requests import load


@dataclass(frozen=True)
class Exporting:
    database: Database
    clock: Clock

    def roster(self, caller: Caller, exchange_id: str) -> Roster:
        """Everybody with a place in it, for an organizer, whatever its status. Raises
        `NotOrganizer`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            exchange = exchanges.snapshot(row)
            rules.check_organizer(exchange, caller.user_id)
            return Roster(exchange, tuple(roster.everybody(session, row)))
