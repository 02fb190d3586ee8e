"""Cases of gifts that are missing: the recipient is sealed, the giver stands nowhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import crypto
from core.clock import Clock
from core.crypto import Binding
from core.db import models
from core.db.repository import exchanges, gifts
from core.db.vault import Vault
from core.domain.rules import allowed
from core.domain.talk import check_can_talk
from core.domain.types import GiftAnswer, UserId
from core.services import anonymous
from core.services.assignments import PADDED_TO
from core.services.giving import Awaited, awaited_by


def open_case(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    recipient_id: str,
    due_at: datetime,
    clock: Clock,
) -> None:
    close(session, vault, exchange, recipient_id)  # one that an earlier giver has left behind
    case_id = anonymous.marks_of(session, vault, exchange).missing_gift(recipient_id)
    padded = crypto.pad(recipient_id.encode(), PADDED_TO)
    sealed = vault.seal(session, _binding(exchange, case_id), padded, clock.now())
    session.add(
        models.MissingGift(
            case_id=case_id,
            exchange_id=exchange.exchange_id,
            team_id=exchange.team_id,
            recipient_encrypted=sealed,
            due_at=due_at,
        )
    )
    session.flush()


def close(session: Session, vault: Vault, exchange: models.Exchange, recipient_id: str) -> None:
    """There may be none."""
    case_id = anonymous.marks_of(session, vault, exchange).missing_gift(recipient_id)
    if found := gifts.missing(session, case_id):
        session.delete(found)
        session.flush()


def still_missing(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    case: models.MissingGift,
    now: datetime,
) -> tuple[UserId, Awaited] | None:
    """Whose gift it is, and the gift; None when nobody misses it any more: it was cancelled or is
    long over, or somebody else gives to them by now."""
    if not allowed(check_can_talk, exchanges.snapshot(exchange), now):
        return None
    sealed = vault.open(session, _binding(exchange, case.case_id), case.recipient_encrypted)
    recipient_id = UserId(crypto.unpad(sealed).decode())
    awaited = awaited_by(session, vault, exchange, recipient_id)
    if awaited is None or awaited.gift.answer != GiftAnswer.MISSING:
        return None
    return recipient_id, awaited


def _binding(exchange: models.Exchange, case_id: str) -> Binding:
    return Binding(exchange.team_id, "missing_gifts", (case_id,), "recipient_encrypted")
