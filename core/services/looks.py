"""Who has opened their match by a click. In the tables nothing tells whose look it was."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from core import crypto
from core.crypto import CryptoError
from core.db import models
from core.db.repository import looks
from core.db.vault import Vault
from core.domain.snapshots import Match
from core.services.givers import key_of_draw

LOOK_KEY = "look_key"

logger = logging.getLogger(__name__)


def has_looked(
    session: Session, vault: Vault, exchange: models.Exchange, giver_id: str, match: Match
) -> bool:
    """Whether they have opened this very match before."""
    mark = _mark_of(session, vault, exchange, giver_id, match)
    return mark is None or looks.has(session, exchange, mark)


def note(
    session: Session, vault: Vault, exchange: models.Exchange, giver_id: str, match: Match
) -> None:
    mark = _mark_of(session, vault, exchange, giver_id, match)
    if mark is not None:
        looks.add(session, exchange, mark)


def lookers(
    session: Session, exchange: models.Exchange, assignments: Mapping[str, str], seed: bytes
) -> frozenset[str]:
    """The givers who have opened the match that they have there. One who has got another since has
    not looked, and nobody sees that: their mark would be another one."""
    key, found = crypto.derive(seed, LOOK_KEY), looks.of_exchange(session, exchange)
    return frozenset(one for one in assignments if _mark(key, one, assignments[one]) in found)


def forget_looks(
    session: Session,
    exchange: models.Exchange,
    assignments: Mapping[str, str],
    givers: Collection[str],
    seed: bytes,
) -> None:
    """Of these givers, who have another match from now on, or none. If they got this one again
    some day, they would have to look again."""
    key = crypto.derive(seed, LOOK_KEY)
    marks = [_mark(key, one, assignments[one]) for one in givers if one in assignments]
    looks.remove(session, exchange, marks)


def _mark_of(
    session: Session, vault: Vault, exchange: models.Exchange, giver_id: str, match: Match
) -> bytes | None:
    """None where the seed cannot be read: the match can all the same."""
    try:
        key = key_of_draw(session, vault, exchange, LOOK_KEY)
    except CryptoError:
        logger.exception("the seed of exchange %s cannot be read", exchange.exchange_id)
        return None
    return _mark(key, giver_id, match.recipient_id)


def _mark(key: bytes, giver_id: str, recipient_id: str) -> bytes:
    return crypto.keyed_hash(key, f"{giver_id} {recipient_id}".encode())
