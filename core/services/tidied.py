"""What another look at a sent message is to find out: which buttons work no more, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import deliveries, exchanges, organizers, participants, tidying
from core.db.vault import Vault
from core.domain.break_glass import check_pending
from core.domain.errors import (
    MatchReplaced,
    MessageNotFound,
    NoMatchNow,
    NothingToRetry,
    NotOrganizer,
    OpeningRefused,
    SantaError,
    TakesNoPart,
    WrongStatus,
)
from core.domain.snapshots import Order, Receipt, Tidied
from core.domain.types import ChannelId, DeliveryKind, ExchangeStatus, OpeningStatus, TeamId
from core.services import openings
from core.services.asking import invitation_of
from core.services.contents import ABOUT_SOMEBODY, FOR_ORGANIZERS
from core.services.tidying import MARK_LENGTH, OFFERING, REPLACED

#: Of these it is said that matches do not count any more.
ABOUT_MATCHES = (
    *(DeliveryKind.MATCH, DeliveryKind.EXCHANGE_DAY, DeliveryKind.RESCUE),
    *(DeliveryKind.OPENING, DeliveryKind.OPENING_ANSWER),
)


def order_of(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    row: models.Delivery,
    now: datetime,
) -> Order:
    """Raises one of `core.services.outbox.GONE` where there is nothing to say of it any more."""
    return Order(
        team_id=TeamId(row.team_id),
        kind=row.kind,
        addressee_id=row.addressee_id,
        key=row.occasion[-MARK_LENGTH:],
        first_tried_at=min(row.first_tried_at or row.owed_at, now),
        content=_content(session, vault, exchange, row, now),
        place=Receipt(ChannelId(row.channel_id or ""), row.message_ts or ""),
    )


def _content(
    session: Session, vault: Vault, exchange: models.Exchange, row: models.Delivery, now: datetime
) -> Tidied:
    picture = exchanges.snapshot(exchange)
    if row.occasion.startswith(REPLACED):
        is_over = exchange.status == ExchangeStatus.CANCELLED
        return Tidied(picture, NoMatchNow(exchange.status) if is_over else MatchReplaced())
    message = tidying.original(session, row.team_id, row.occasion)
    if message is None:
        raise MessageNotFound
    why = _why(session, vault, exchange, message, now)
    if message.kind in OFFERING:
        return Tidied(picture, why, invitation_of(session, exchange, row.addressee_id, now))
    return Tidied(picture, why)


def _why(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    message: models.Delivery,
    now: datetime,
) -> SantaError:
    """What whoever pressed one of its buttons would be told. Where all of them work, it says
    nothing: `WrongStatus` of a status in which they do."""
    kind, status = message.kind, exchange.status
    if kind in FOR_ORGANIZERS and organizers.find(exchange, message.addressee_id) is None:
        return NotOrganizer()
    if status in (ExchangeStatus.CANCELLED, ExchangeStatus.COMPLETED):
        return NoMatchNow(status) if kind in ABOUT_MATCHES else WrongStatus(status)
    if kind in (DeliveryKind.OPENING, DeliveryKind.OPENING_ANSWER):
        return _settled(session, vault, exchange, message, now) or WrongStatus(status)
    if kind in ABOUT_SOMEBODY:
        user_id = message.occasion.rpartition(":")[2]
        if not participants.has_joined(session, exchange, user_id):
            return TakesNoPart()
    if kind == DeliveryKind.REPORT and not deliveries.failed_matches(session, exchange):
        return NothingToRetry()
    return WrongStatus(status)


def _settled(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    message: models.Delivery,
    now: datetime,
) -> SantaError | None:
    opening = openings.get(session, message.team_id, message.occasion[-openings.ID_LENGTH :])
    is_asked = message.kind == DeliveryKind.OPENING
    wanted = OpeningStatus.ASKED if is_asked else OpeningStatus.AGREED
    try:
        check_pending(openings.status_at(session, vault, exchange, opening, now), wanted)
    except OpeningRefused as refused:
        return refused
    # Who answers has to organize it still, or was named as an admin.
    may = message.addressee_id == opening.admin_id or organizers.find(
        exchange, message.addressee_id
    )
    return None if may else NotOrganizer()
