"""Sealing what was drawn, and opening one assignment for its giver."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from core import crypto
from core.crypto import Binding
from core.db import models
from core.db.repository import exchanges, participants
from core.db.vault import Vault
from core.domain.errors import NotParticipant
from core.domain.snapshots import Match
from core.domain.types import UserId
from core.services.wishlists import read_wishlist

#: Every sealed recipient is equally long, whatever the id.
PADDED_TO = 64


def write_assignments(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    assignments: Mapping[str, str],
    seed: bytes,
    now: datetime,
) -> None:
    """Seal the draw's seed and every recipient.

    Rows are written in an order of their own, so that where a row lies says nothing about the
    draw; the key of `recipient_key` comes from the sealed seed, so that it says nothing either.
    """
    exchange.seed_encrypted = vault.seal(session, _seed_binding(exchange), seed, now)
    draw_key = crypto.derive(seed, "recipient_key")
    givers = sorted(assignments)
    secrets.SystemRandom().shuffle(givers)
    for giver in givers:
        recipient = assignments[giver].encode()
        padded = crypto.pad(recipient, PADDED_TO)
        session.add(
            models.Assignment(
                exchange_id=exchange.exchange_id,
                giver_id=giver,
                team_id=exchange.team_id,
                recipient_encrypted=vault.seal(session, _binding(exchange, giver), padded, now),
                recipient_key=crypto.keyed_hash(draw_key, recipient),
            )
        )


def match_for(session: Session, vault: Vault, exchange: models.Exchange, giver_id: str) -> Match:
    """What this giver may see. Raises `NotParticipant` when they were not drawn here."""
    recipient_id = recipient_of(session, vault, exchange, giver_id)
    if recipient_id is None:
        raise NotParticipant
    return Match(
        exchange=exchanges.snapshot(session, exchange),
        recipient_id=recipient_id,
        wishlist=read_wishlist(session, vault, exchange, recipient_id),
    )


def recipient_of(
    session: Session, vault: Vault, exchange: models.Exchange, giver_id: str
) -> UserId | None:
    row = participants.assignment(session, exchange, giver_id)
    if row is None:
        return None
    padded = vault.open(session, _binding(exchange, giver_id), row.recipient_encrypted)
    return UserId(crypto.unpad(padded).decode())


def _binding(exchange: models.Exchange, giver_id: str) -> Binding:
    row = (exchange.exchange_id, giver_id)
    return Binding(exchange.team_id, "assignments", row, "recipient_encrypted")


def _seed_binding(exchange: models.Exchange) -> Binding:
    return Binding(exchange.team_id, "exchanges", (exchange.exchange_id,), "seed_encrypted")
