"""Who gives to somebody. Nobody is ever told; it is how a message finds its way to them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core import crypto
from core.crypto import Binding
from core.db import models
from core.db.repository import participants
from core.db.vault import Vault
from core.domain.errors import WrongStatus
from core.domain.types import UserId

#: What a key of a draw is derived from its seed for.
RECIPIENT_KEY = "recipient_key"


def giver_of(
    session: Session, vault: Vault, exchange: models.Exchange, recipient_id: str
) -> UserId | None:
    """None when nobody gives to them here. Raises what `key_of_draw` does."""
    key = key_of_draw(session, vault, exchange, RECIPIENT_KEY)
    mark = crypto.keyed_hash(key, recipient_id.encode())
    row = participants.assignment_to(session, exchange, mark)
    return UserId(row.giver_id) if row else None


def giver_once_revealed(
    session: Session, vault: Vault, exchange: models.Exchange, recipient_id: str
) -> UserId | None:
    """The same for the recipient's own eyes: None until everybody is told who gave to them."""
    if exchange.revealed_at is None:
        return None
    return giver_of(session, vault, exchange, recipient_id)


def key_of_draw(session: Session, vault: Vault, exchange: models.Exchange, purpose: str) -> bytes:
    """A key that only this draw has. It comes from the sealed seed, so that it says nothing about
    the draw. Raises what `seed_of` does."""
    return crypto.derive(seed_of(session, vault, exchange), purpose)


def seed_of(session: Session, vault: Vault, exchange: models.Exchange) -> bytes:
    """Raises `WrongStatus` before the draw, and what `Vault.open` does."""
    if exchange.seed_encrypted is None:
        raise WrongStatus(exchange.status)
    binding = seed_binding(exchange.team_id, exchange.exchange_id)
    return vault.open(session, binding, exchange.seed_encrypted)


def seed_binding(team_id: str, exchange_id: str) -> Binding:
    """Where the seed of a draw is sealed for."""
    return Binding(team_id, "exchanges", (exchange_id,), "seed_encrypted")
