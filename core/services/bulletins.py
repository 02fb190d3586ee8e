"""An organizer writes to everybody in an exchange, in their own name. What they write is sealed at
rest, like everything that people write for one another."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import Binding
from core.db import models
from core.db.repository import bulletins, exchanges, invitations, participants
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.bulletins import Audience, check_can_write, check_pace, check_text
from core.domain.errors import AlreadyHandled, BulletinProblem, BulletinRefused, MessageNotFound
from core.domain.snapshots import Bulletin, Draft
from core.domain.types import Caller, DeliveryKind, UserId
from core.services.owing import owe
from core.services.requests import load, once


@dataclass(frozen=True)
class Bulletins:
    database: Database
    vault: Vault
    clock: Clock

    def draft(self, caller: Caller, exchange_id: str) -> Draft:
        """Whether the caller may write now, and to how many. Raises `NotOrganizer`, `WrongStatus`
        or `TooManyBulletins`."""
        with self.database.read() as session:
            return self._draft(session, load(session, caller, exchange_id), caller)

    def check(self, caller: Caller, exchange_id: str, text: str, audience: Audience) -> Draft:
        """The same for this text. Raises what `send` does."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            draft = self._draft(session, row, caller)
            check_text(text)
            self._readers(session, row, caller, audience)
            return draft

    def send(
        self, caller: Caller, exchange_id: str, text: str, audience: Audience, *, key: str
    ) -> int:
        """Owe it to each of them as a direct message, but to the caller; to how many. One for each
        `key` of the caller's: else `AlreadyHandled`. Raises what `draft` does, and
        `BulletinRefused`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            bulletin_id = _bulletin_id(row, caller, key)
            if bulletins.find(session, row, bulletin_id):
                raise AlreadyHandled
            self._draft(session, row, caller)
            check_text(text)
            readers, now = self._readers(session, row, caller, audience), self.clock.now()
            new = models.Bulletin(
                bulletin_id=bulletin_id,
                exchange_id=row.exchange_id,
                team_id=row.team_id,
                written_by=caller.user_id,
                written_at=now,
            )
            said = text.encode(errors="surrogatepass")
            new.text_encrypted = self.vault.seal(session, _binding(new), said, now)
            session.add(new)
            session.flush()
            owe(session, row, DeliveryKind.BULLETIN, readers, now, occasion=bulletin_id)
            return len(readers)

    def _draft(self, session: Session, row: models.Exchange, caller: Caller) -> Draft:
        exchange, now = exchanges.snapshot(row), self.clock.now()
        check_can_write(exchange, caller.user_id)
        check_pace(bulletins.written_at(session, row), now)
        joined, invited = self._everybody(session, row, caller)
        may_ask = rules.allowed(rules.check_can_join, exchange, now)
        return Draft(exchange, len(joined), len(invited), may_ask)

    def _everybody(
        self, session: Session, row: models.Exchange, caller: Caller
    ) -> tuple[set[UserId], set[UserId]]:
        """Those who are in, and while they can still join those who were invited."""
        is_open = rules.allowed(rules.check_can_join, exchanges.snapshot(row), self.clock.now())
        invited = set(invitations.unanswered(session, row)) if is_open else set()
        joined = set(participants.joined(session, row))
        return joined - {caller.user_id}, invited - {caller.user_id}

    def _readers(
        self, session: Session, row: models.Exchange, caller: Caller, audience: Audience
    ) -> set[UserId]:
        joined, invited = self._everybody(session, row, caller)
        readers = joined | invited if audience == Audience.EVERYBODY else joined
        if not readers:
            raise BulletinRefused(BulletinProblem.NOBODY)
        return readers


def read_bulletin(
    session: Session, vault: Vault, exchange: models.Exchange, bulletin_id: str
) -> Bulletin:
    row = bulletins.find(session, exchange, bulletin_id)
    if row is None:
        raise MessageNotFound
    opened = vault.open(session, _binding(row), row.text_encrypted)
    text = opened.decode(errors="surrogatepass")
    return Bulletin(exchanges.snapshot(exchange), UserId(row.written_by), text)


def _bulletin_id(row: models.Exchange, caller: Caller, key: str) -> str:
    """The same for each copy of one form, and nobody else's."""
    parts = (row.exchange_id, caller.user_id, key)
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def _binding(row: models.Bulletin) -> Binding:
    return Binding(row.team_id, "bulletins", (row.bulletin_id,), "text_encrypted")
