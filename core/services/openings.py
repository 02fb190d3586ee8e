"""One emergency as it is kept, and as those may see it whom it concerns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import crypto
from core.crypto import Binding
from core.db import models
from core.db.repository import exchanges, openings
from core.db.vault import Vault
from core.domain.break_glass import MAX_REASON, PENDING, can_go_on, lapses_at
from core.domain.errors import OpeningNotFound
from core.domain.snapshots import OpenedNotice, OpeningAnswer, OpeningRequest
from core.domain.types import DeliveryKind, OpeningStatus, UserId
from core.services.assignments import has_match

GIVER_SIZE = 64
#: A reason is as long as any other.
REASON_SIZE = 4 * MAX_REASON + 2
#: Of messages about one emergency the occasion ends with its id.
ID_LENGTH = 32
LAPSED = "lapsed:"

CONCERNING = (DeliveryKind.OPENING, DeliveryKind.OPENING_ANSWER, DeliveryKind.OPENED)


def get(session: Session, team_id: str, opening_id: str) -> models.Opening:
    """Raises `OpeningNotFound`."""
    row = openings.find(session, team_id, opening_id)
    if row is None:
        raise OpeningNotFound
    return row


def status_at(
    session: Session, vault: Vault, exchange: models.Exchange, row: models.Opening, now: datetime
) -> OpeningStatus:
    """What waits for too long, or has nobody left who may agree, look or be looked at, has lapsed,
    also before anybody has written that down. Raises what `Vault.open` does."""
    if row.status not in PENDING:
        return row.status
    picture, asked_by = exchanges.snapshot(exchange), UserId(row.asked_by)
    is_late = now >= lapses_at(row.status, row.asked_at, row.decided_at)
    if is_late or not can_go_on(picture, row.status, asked_by, row.admin_id):
        return OpeningStatus.LAPSED
    has_giver = has_match(session, exchange, giver_of(session, vault, row))
    return row.status if has_giver else OpeningStatus.LAPSED


def seal_giver(
    session: Session, vault: Vault, row: models.Opening, giver_id: str, now: datetime
) -> None:
    padded = crypto.pad(giver_id.encode(), GIVER_SIZE)
    row.giver_encrypted = vault.seal(session, _binding(row, "giver_encrypted"), padded, now)


def seal_reason(
    session: Session, vault: Vault, row: models.Opening, reason: str, now: datetime
) -> None:
    padded = crypto.pad(reason.encode(errors="surrogatepass"), REASON_SIZE)
    row.reason_encrypted = vault.seal(session, _binding(row, "reason_encrypted"), padded, now)


def giver_of(session: Session, vault: Vault, row: models.Opening) -> UserId:
    """Whose match it is about."""
    opened = vault.open(session, _binding(row, "giver_encrypted"), row.giver_encrypted)
    return UserId(crypto.unpad(opened).decode())


def is_wanted(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    delivery: models.Delivery,
    now: datetime,
) -> bool:
    """False where there is nothing to decide any more, or not by them; true for all else."""
    if delivery.kind != DeliveryKind.OPENING:
        return True
    row = get(session, delivery.team_id, delivery.occasion)
    may = {one.user_id for one in exchange.organizers} | {row.admin_id}
    status = status_at(session, vault, exchange, row, now)
    return status == OpeningStatus.ASKED and delivery.addressee_id in may


def content(
    session: Session, vault: Vault, exchange: models.Exchange, delivery: models.Delivery
) -> OpeningRequest | OpeningAnswer | OpenedNotice:
    row = get(session, delivery.team_id, delivery.occasion[-ID_LENGTH:])
    picture, asked_by = exchanges.snapshot(exchange), UserId(row.asked_by)
    decided_by = UserId(row.decided_by) if row.decided_by else None
    if delivery.kind == DeliveryKind.OPENING:
        sealed = vault.open(session, _binding(row, "reason_encrypted"), row.reason_encrypted)
        reason = crypto.unpad(sealed).decode(errors="surrogatepass")
        giver_id = giver_of(session, vault, row)
        return OpeningRequest(picture, row.opening_id, asked_by, giver_id, reason)
    if delivery.kind == DeliveryKind.OPENED and decided_by:
        return OpenedNotice(picture, asked_by, decided_by)
    return OpeningAnswer(picture, row.opening_id, row.status, decided_by)


def _binding(row: models.Opening, column: str) -> Binding:
    return Binding(row.team_id, "openings", (row.opening_id,), column)
