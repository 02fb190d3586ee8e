"""What an invitation asks somebody, and whether it still does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import exchanges, invitations, organizers, participants
from core.domain.errors import NotInvited
from core.domain.snapshots import Invitation
from core.domain.types import DeliveryKind, ExchangeStatus, ParticipantStatus, UserId

#: What those hear, too, who were asked and have not answered.
NEWS = (DeliveryKind.CANCELLED, DeliveryKind.MOVED)
ASKING = (DeliveryKind.INVITATION, DeliveryKind.REMINDER)


def invitation_of(
    session: Session, exchange: models.Exchange, user_id: str, now: datetime
) -> Invitation:
    """Raises `NotInvited` for whoever has no place in the exchange."""
    found = participants.find(session, exchange, user_id)
    if found is None:
        raise NotInvited
    return Invitation(
        exchange=exchanges.snapshot(exchange),
        invited_by=UserId(found.invited_by) if found.invited_by else None,
        status=found.status,
        is_open=exchange.status == ExchangeStatus.OPEN and now < exchange.draw_at,
        gets_reminders=invitations.gets_reminders(session, exchange.team_id, user_id),
    )


def is_about_invited(session: Session, exchange: models.Exchange, row: models.Delivery) -> bool:
    """Whether the message asks for an answer, or goes to somebody who has given none."""
    return row.kind in ASKING or (row.kind in NEWS and _is_unanswered(session, exchange, row))


def still_asks(
    session: Session, exchange: models.Exchange, row: models.Delivery, now: datetime
) -> bool:
    """False for an invitation that was answered meanwhile or comes too late, for a reminder that is
    not wanted any more, for asking for a wishlist that has been written, and for news, or what an
    organizer writes, to whoever has left or declined; true for everything else that is owed."""
    if row.kind == DeliveryKind.WISHES_WANTED:
        return _has_no_wishlist(session, exchange, row.addressee_id)
    if row.kind == DeliveryKind.BULLETIN:
        return _is_reader(session, exchange, row)
    if row.kind in NEWS:
        return _is_watching(exchange, row) or _is_reader(session, exchange, row)
    if row.kind not in ASKING:
        return True
    is_wanted = row.kind == DeliveryKind.INVITATION or invitations.gets_reminders(
        session, row.team_id, row.addressee_id
    )
    return is_wanted and now < exchange.draw_at and _is_unanswered(session, exchange, row)


def _is_unanswered(session: Session, exchange: models.Exchange, row: models.Delivery) -> bool:
    found = participants.find(session, exchange, row.addressee_id)
    return found is not None and found.status == ParticipantStatus.INVITED


def _has_no_wishlist(session: Session, exchange: models.Exchange, user_id: str) -> bool:
    is_in = participants.has_joined(session, exchange, user_id)
    return is_in and participants.wishlist(session, exchange, user_id) is None


def _is_watching(exchange: models.Exchange, row: models.Delivery) -> bool:
    """The channel, and organizers who take no part."""
    channels = (exchange.announced_channel_id, exchange.channel_id)
    organizer = organizers.find(exchange, row.addressee_id)
    return row.addressee_id in channels or organizer is not None


def _is_reader(session: Session, exchange: models.Exchange, row: models.Delivery) -> bool:
    found = participants.find(session, exchange, row.addressee_id)
    readers = (ParticipantStatus.JOINED, ParticipantStatus.INVITED)
    return found is not None and found.status in readers
