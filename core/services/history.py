"""What somebody was part of, over the years."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.crypto import CryptoError
from core.db import models
from core.db.repository import exchanges, history
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Exchange, PastExchange, PastPage, Turnout
from core.domain.types import Caller, ExchangeStatus, UserId
from core.services.assignments import has_match, recipient_of
from core.services.givers import giver_once_revealed

#: So many at once: each takes a few lines, and a message has room for fifty blocks.
PAGE = 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class History:
    database: Database
    vault: Vault

    def past(self, caller: Caller, page: int = 0) -> PastPage:
        """The caller's exchanges whose names have been drawn, the newest first: each with whom they
        gave to and, once that is revealed, who gave to them, unless it has envelopes; and with how
        it turned out, if they organized it. Of a page that is not there, the nearest one."""
        statuses = (ExchangeStatus.DRAWN, ExchangeStatus.COMPLETED)
        with self.database.read() as session:
            rows = exchanges.of_person(session, caller.team_id, caller.user_id, statuses)
            page_count = max(1, -(-len(rows) // PAGE))
            page = min(max(page, 0), page_count - 1)
            shown = [*reversed(rows)][page * PAGE : (page + 1) * PAGE]
            pictures = exchanges.snapshot_all(shown)
            own = [one.exchange_id for one in pictures if caller.user_id in one.organizer_ids]
            turnouts = history.turnouts(session, own) if own else {}
            past = (
                self._past(session, row, picture, caller, turnouts)
                for row, picture in zip(shown, pictures, strict=True)
            )
            return PastPage(tuple(past), page, page_count)

    def _past(
        self,
        session: Session,
        row: models.Exchange,
        picture: Exchange,
        caller: Caller,
        turnouts: Mapping[str, Turnout],
    ) -> PastExchange:
        turnout = turnouts.get(row.exchange_id)
        if picture.has_envelopes:
            in_envelope = has_match(session, row, caller.user_id)
            return PastExchange(picture, None, in_envelope=in_envelope, turnout=turnout)
        return PastExchange(
            picture,
            self._opened(recipient_of, session, row, caller),
            giver_id=self._opened(giver_once_revealed, session, row, caller),
            turnout=turnout,
        )

    def _opened(
        self,
        find: Callable[[Session, Vault, models.Exchange, str], UserId | None],
        session: Session,
        row: models.Exchange,
        caller: Caller,
    ) -> UserId | None:
        """None also when it cannot be read: the other years can."""
        try:
            return find(session, self.vault, row, caller.user_id)
        except CryptoError:
            logger.exception("an assignment of exchange %s cannot be read", row.exchange_id)
            return None
