"""Who gives to somebody. Nobody is ever told; it is how a message finds its way to them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core import crypto
from core.crypto import Binding
from core.db import models
from core.db.repository import participants
from core.db.vault import Vault
from core.domain.types import UserId


def seed_binding(team_id: str, exchange_id: str) -> Binding:
    """Where the seed of a draw is sealed for."""
    return Binding(team_id, "exchanges", (exchange_id,), "seed_encrypted")


def draw_key(seed: bytes) -> bytes:
    """The key of every `recipient_key` of a draw. It comes from the sealed seed, so that it says
    nothing about the draw."""
    return crypto.derive(seed, "recipient_key")


def giver_of(
    session: Session, vault: Vault, exchange: models.Exchange, recipient_id: UserId
) -> UserId | None:
    """None when nobody gives to them here. Raises what `Vault.open` does."""
    if exchange.seed_encrypted is None:
        return None
    binding = seed_binding(exchange.team_id, exchange.exchange_id)
    key = draw_key(vault.open(session, binding, exchange.seed_encrypted))
    hidden = crypto.keyed_hash(key, recipient_id.encode())
    row = participants.assignment_to(session, exchange, hidden)
    return UserId(row.giver_id) if row else None
