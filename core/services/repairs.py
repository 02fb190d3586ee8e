"""People who leave, or are let in, when names have been drawn.

As for a draw, what is to be mended is read and mended outside any transaction that others wait for,
and then written down in one, if nothing has changed since.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import SealBroken
from core.db import models
from core.db.repository import exchanges, participants, repairs
from core.db.session import Database
from core.db.vault import Seal, Vault
from core.domain import rules
from core.domain.errors import (
    ChangesTooFast,
    NobodyToRepairFor,
    NoMatchFor,
    NotRepairable,
    TakesPartAlready,
)
from core.domain.snapshots import Exchange, Outlook, Parting, Repaired
from core.domain.types import (
    Caller,
    DeliveryKind,
    ExchangeStatus,
    Person,
    UserId,
)
from core.services import mending
from core.services.draw_input import draw_input
from core.services.drawability import drawability_of
from core.services.mending import Mended, Wanted
from core.services.names import Given, Impossible, draw_names
from core.services.owing import owe_refresh
from core.services.patience import Patience
from core.services.repeats import recipients_before
from core.services.requests import check_new, load, once
from core.services.settling import Outdated, Settling, tell_organizers

logger = logging.getLogger(__name__)

#: So often it is done anew because somebody else was quicker.
TRIES = 10

#: What has to hold in the transaction that reads. It raises otherwise.
Check = Callable[[Session, models.Exchange], None]


@dataclass(frozen=True)
class Repairs:
    database: Database
    vault: Vault
    clock: Clock
    patience: Patience = Patience()  # noqa: RUF009 # it is frozen

    def leaving(self, caller: Caller, exchange_id: str) -> Exchange:
        """What the caller would leave now that names are drawn. Raises `NotParticipant`,
        `WrongStatus` or `RevealedAlready`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            self._check_dropping_out(session, row, caller.user_id)
            return exchanges.snapshot(row)

    def drop_out(self, caller: Caller, exchange_id: str) -> Parting:
        """Take no part any more, after the draw: somebody else gives to whom the caller gave to.
        Where that is impossible, organizers hear of it. Raises what `leaving` does."""

        def check(session: Session, row: models.Exchange) -> None:
            self._check_dropping_out(session, row, caller.user_id)

        try:
            mended, exchange = self._mend(caller, exchange_id, Wanted(caller.user_id), check)
        except NotRepairable:
            return self._ask_organizers(caller, exchange_id)
        logger.info("exchange %s: somebody left, %s", exchange_id, _counted(mended))
        return Parting(exchange, is_out=True)

    def repairable(self, caller: Caller, exchange_id: str) -> Exchange:
        """Raises `NotOrganizer`, `WrongStatus` or `RevealedAlready`."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            return self._check_repairing(row, caller.user_id)

    def outlook(
        self, caller: Caller, exchange_id: str, left: UserId | None, joined: UserId | None
    ) -> Outlook:
        """How it would stand with others in it: why it is impossible, and what to relax. Raises
        what `repairable` does."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            exchange = self._check_repairing(row, caller.user_id)
            given = mending.input_of(session, row, Wanted(left, joined))
            return Outlook(exchange, drawability_of(given), left, joined)

    def change(
        self,
        caller: Caller,
        exchange_id: str,
        left: UserId | None = None,
        joined: Person | None = None,
        relaxed: Collection[str] = (),
    ) -> Repaired:
        """An organizer takes somebody out, lets somebody in, or both at once: one takes the place
        of another. `relaxed`: exclusions that do not count any more, as `outlook` names them.

        Raises `PersonRefused`, `NoMatchFor` for somebody who is not in it, `TakesPartAlready`,
        `NobodyToRepairFor`, `NotRepairable`, and what `repairable` does.
        """
        late = joined.user_id if joined else None

        def check(session: Session, row: models.Exchange) -> None:
            self._check_repairing(row, caller.user_id)
            _check_people(session, row, left, late)

        if joined:
            rules.check_may_take_part(joined, caller.team_id)
        wanted = Wanted(left, late, frozenset(relaxed), joined.time_zone if joined else "")
        mended, exchange = self._mend(caller, exchange_id, wanted, check)
        logger.info("exchange %s: an organizer changed it, %s", exchange_id, _counted(mended))
        is_told = rules.may_count_changes(exchange.joined_count)
        return Repaired(exchange, len(mended.changed) if is_told else None, left, late)

    def redraw(self, caller: Caller, exchange_id: str) -> Exchange:
        """Draw all names again: everybody gets a new match, and is told. Raises `NotRepairable`
        for too few people, and what `repairable` does."""
        for _ in range(TRIES):
            with self.database.read() as session:
                check_new(session, caller)
                row = load(session, caller, exchange_id)
                self._check_repairing(row, caller.user_id)
                given = Given(
                    row.team_id,
                    exchange_id,
                    row.revision,
                    draw_input(session, row),
                    recipients_before(session, self.vault, row),
                )
                seal = self._sealer(session, caller)
            made = draw_names(given, seal, self.clock.now())
            if isinstance(made, Impossible):
                raise NotRepairable(made.why.joined_count, made.why.is_too_few)
            try:
                with once(self.database, self.clock, caller) as session:
                    return self._settling(session).drawn_again(made)
            except Outdated:
                continue
        raise ChangesTooFast

    def deactivated(self, caller: Caller) -> int:
        """The caller's account has been deactivated: in how many exchanges that matters. Where
        names are not drawn yet they are taken out. Organizers hear of it, once; where names are
        drawn, taking them out is theirs."""
        with once(self.database, self.clock, caller) as session:
            rows = repairs.hold_places(session, caller.team_id, caller.user_id)
            return sum(self._deactivated_in(session, row, caller.user_id) for row in rows)

    def _deactivated_in(self, session: Session, row: models.Exchange, user_id: UserId) -> bool:
        now = self.clock.now()
        exchanges.lock(session, row)
        if row.status not in repairs.GOING_ON:
            return False  # it has ended meanwhile
        if row.status != ExchangeStatus.DRAWN:
            participants.let_go(session, row, user_id, now)
            row.joined_count -= 1
            row.revision += 1
            owe_refresh(session, row.exchange_id, now)
        tell_organizers(session, row, DeliveryKind.DEACTIVATED, user_id, now)
        return True

    def _mend(
        self, caller: Caller, exchange_id: str, wanted: Wanted, check: Check
    ) -> tuple[Mended, Exchange]:
        for _ in range(TRIES):
            with self.database.read() as session:
                check_new(session, caller)
                row = load(session, caller, exchange_id)
                check(session, row)
                drawn = mending.read(session, self.vault, row, wanted)
                seal = self._sealer(session, caller)
            mended = mending.mend(drawn, seal)
            try:
                with once(self.database, self.clock, caller) as session:
                    return mended, self._settling(session).mended(caller, mended)
            except Outdated:
                continue
        raise ChangesTooFast

    def _check_dropping_out(self, session: Session, row: models.Exchange, user_id: UserId) -> None:
        exchange, takes_part = (
            exchanges.snapshot(row),
            participants.has_joined(session, row, user_id),
        )
        rules.check_can_drop_out(exchange, takes_part=takes_part)
        rules.check_before_reveal(exchange, self.clock.now())

    def _check_repairing(self, row: models.Exchange, user_id: UserId) -> Exchange:
        exchange = exchanges.snapshot(row)
        rules.check_can_repair(exchange, user_id)
        rules.check_before_reveal(exchange, self.clock.now())
        return exchange

    def _settling(self, session: Session) -> Settling:
        return Settling(session, self.vault, self.clock, self.patience)

    def _sealer(self, session: Session, caller: Caller) -> Seal:
        """What is drawn has been sealed, so the workspace has a key, unless it was shredded."""
        seal = self.vault.known_sealer(session, caller.team_id)
        if seal is None:
            raise SealBroken("its data key is not there")
        return seal

    def _ask_organizers(self, caller: Caller, exchange_id: str) -> Parting:
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            self._check_dropping_out(session, row, caller.user_id)
            now = self.clock.now()
            tell_organizers(session, row, DeliveryKind.WANTS_OUT, caller.user_id, now)
            return Parting(exchanges.snapshot(row), is_out=False)


def _check_people(
    session: Session, row: models.Exchange, left: UserId | None, joined: UserId | None
) -> None:
    if not (left or joined):
        raise NobodyToRepairFor
    if left and not participants.has_joined(session, row, left):
        raise NoMatchFor
    if joined and participants.has_joined(session, row, joined):
        raise TakesPartAlready


def _counted(mended: Mended) -> str:
    return f"{len(mended.drawn.given.people)} people are in it"
