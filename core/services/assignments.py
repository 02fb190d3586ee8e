"""Sealing what was drawn, and opening one assignment for its giver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from core import crypto
from core.crypto import Binding, CryptoError
from core.db import models
from core.db.repository import exchanges, participants, repairs
from core.db.vault import Seal, Vault
from core.domain.errors import NotParticipant, WrongStatus
from core.domain.snapshots import Envelope, Match
from core.domain.types import UserId
from core.services.givers import RECIPIENT_KEY, key_of_draw, seed_binding
from core.services.wishlists import read_wishlist

#: Every sealed recipient is equally long, whatever the id.
PADDED_TO = 64


@dataclass(frozen=True)
class Sealed:
    """A draw as it is kept. The rows come in the order of `recipient_key`, which is another one in
    each draw: where one lies says nothing that does not stand in it. (And its index is filled the
    quickest way.)"""

    seed_encrypted: bytes
    rows: list[dict[str, Any]]


def sealed(
    seal: Callable[[Binding, bytes], bytes],
    team_id: str,
    exchange_id: str,
    assignments: Mapping[str, str],
    seed: bytes,
) -> Sealed:
    """`seal` is the vault's, see `core.db.vault.Vault.sealer`."""
    key = crypto.derive(seed, RECIPIENT_KEY)
    rows = []
    for giver, drawn in assignments.items():
        recipient = drawn.encode()
        padded = crypto.pad(recipient, PADDED_TO)
        rows.append(
            {
                "exchange_id": exchange_id,
                "giver_id": giver,
                "team_id": team_id,
                "recipient_encrypted": seal(_binding(team_id, exchange_id, giver), padded),
                "recipient_key": crypto.keyed_hash(key, recipient),
            }
        )
    rows.sort(key=itemgetter("recipient_key"))
    return Sealed(seal(seed_binding(team_id, exchange_id), seed), rows)


def match_for(session: Session, vault: Vault, exchange: models.Exchange, giver_id: str) -> Match:
    """What this giver may see. Raises `NotParticipant` when they were not drawn here."""
    recipient_id = recipient_of(session, vault, exchange, giver_id)
    if recipient_id is None:
        raise NotParticipant
    return Match(
        exchange=exchanges.snapshot(exchange),
        recipient_id=recipient_id,
        wishlist=read_wishlist(session, vault, exchange, recipient_id),
    )


def envelope_for(session: Session, exchange: models.Exchange, giver_id: str) -> Envelope:
    """That their match is ready, without opening it. Raises `NotParticipant` when they were not
    drawn here."""
    if not has_match(session, exchange, giver_id):
        raise NotParticipant
    return Envelope(exchanges.snapshot(exchange))


def has_match(session: Session, exchange: models.Exchange, giver_id: str) -> bool:
    return participants.assignment(session, exchange, giver_id) is not None


def recipient_of(
    session: Session, vault: Vault, exchange: models.Exchange, giver_id: str
) -> UserId | None:
    row = participants.assignment(session, exchange, giver_id)
    if row is None:
        return None
    ids = (exchange.team_id, exchange.exchange_id, giver_id)
    return opened(session, vault, *ids, row.recipient_encrypted)


def rename(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    user_id: str,
    mark: str,
    now: datetime,
) -> None:
    """From now on this mark stands for somebody, as a giver and as a recipient. With the rows in
    which they stood, all goes that hangs on these. What cannot be read any more names nobody but
    its giver, and goes as well. All other rows are written anew, too: where one lies would tell who
    gives to them."""
    own = participants.assignment(session, exchange, user_id)
    try:
        key = key_of_draw(session, vault, exchange, RECIPIENT_KEY)
        to_them = participants.assignment_to(
            session, exchange, crypto.keyed_hash(key, user_id.encode())
        )
        recipient_id = recipient_of(session, vault, exchange, user_id)
    except (CryptoError, WrongStatus):
        to_them, recipient_id = None, None

    def seal(binding: Binding, value: bytes) -> bytes:
        return vault.seal(session, binding, value, now)

    new = []
    if to_them is not None:
        changed = {"recipient_key": crypto.keyed_hash(key, mark.encode())}
        new.append(_written_anew(seal, to_them, to_them.giver_id, mark) | changed)
    if own is not None and recipient_id is not None:
        new.append(_written_anew(seal, own, mark, recipient_id))
    gone = [row for row in (own, to_them) if row is not None]
    if gone:
        repairs.replace_assignments(session, exchange, {row.giver_id for row in gone}, new)
        for row in gone:
            session.expunge(row)


def _written_anew(
    seal: Seal, row: models.Assignment, giver_id: str, recipient_id: str
) -> dict[str, Any]:
    binding = _binding(row.team_id, row.exchange_id, giver_id)
    return {
        "exchange_id": row.exchange_id,
        "giver_id": giver_id,
        "team_id": row.team_id,
        "recipient_encrypted": seal(binding, crypto.pad(recipient_id.encode(), PADDED_TO)),
        "recipient_key": row.recipient_key,
    }


def opened(
    session: Session,
    vault: Vault,
    team_id: str,
    exchange_id: str,
    giver_id: str,
    recipient_encrypted: bytes,
) -> UserId:
    """The recipient of one assignment. Raises `core.crypto.CryptoError` when it cannot be read."""
    binding = _binding(team_id, exchange_id, giver_id)
    return UserId(crypto.unpad(vault.open(session, binding, recipient_encrypted)).decode())


def _binding(team_id: str, exchange_id: str, giver_id: str) -> Binding:
    return Binding(team_id, "assignments", (exchange_id, giver_id), "recipient_encrypted")
