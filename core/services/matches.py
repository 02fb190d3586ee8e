"""Looking at one's own match, again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.snapshots import Match
from core.domain.talk import check_can_talk
from core.domain.types import Caller
from core.services.assignments import match_for
from core.services.givers import giver_once_revealed
from core.services.giving import gift_of, seen
from core.services.looks import has_looked, note
from core.services.requests import load


@dataclass(frozen=True)
class Matches:
    database: Database
    vault: Vault
    clock: Clock

    def show(self, caller: Caller, exchange_id: str) -> Match:
        """The caller's own match, as it is now, and who gave to them once that is revealed. The
        first time it is written down that they have looked, before they do. Raises
        `NotParticipant` or `NoMatchNow`."""
        with self.database.read() as session:  # most look again: nobody who writes is in their way
            row = _shown(session, caller, exchange_id)
            match = self._match(session, row, caller)
            if has_looked(session, self.vault, row, caller.user_id, match):
                return match
        with self.database.write() as session:
            row = _shown(session, caller, exchange_id)
            match = self._match(session, row, caller)  # it may be another one by now
            note(session, self.vault, row, caller.user_id, match)
            return match

    def _match(self, session: Session, row: models.Exchange, caller: Caller) -> Match:
        match = match_for(session, self.vault, row, caller.user_id)
        giver_id = giver_once_revealed(session, self.vault, row, caller.user_id)
        match = replace(match, own_giver_id=giver_id)
        if not rules.allowed(check_can_talk, match.exchange, self.clock.now()):
            return match
        gift = gift_of(session, self.vault, row, caller.user_id)
        return replace(match, gift=seen(row, gift, self.clock))


def _shown(session: Session, caller: Caller, exchange_id: str) -> models.Exchange:
    row = load(session, caller, exchange_id)
    rules.check_can_see_match(exchanges.snapshot(row))
    return row
