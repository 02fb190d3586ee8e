"""Gifts that somebody gives in the place of whoever was drawn to, as they are kept."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core import crypto
from core.clock import Clock
from core.crypto import Binding, CryptoError
from core.db import models
from core.db.repository import deliveries, exchanges, gifts
from core.db.vault import Vault
from core.domain.errors import RescueNotFound, WrongStatus
from core.domain.snapshots import AnonymousMessage, Match
from core.domain.types import DeliveryKind, GiftAnswer, Note, UserId
from core.services import anonymous, missing
from core.services.assignments import PADDED_TO
from core.services.giving import Gift, awaited_by, keep
from core.services.pausing import a_pause
from core.services.wishlists import read_wishlist

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rescued:
    """Who was to give to whom, and what has been said of the gift."""

    rescue_id: str
    giver_id: UserId
    recipient_id: UserId
    gift: Gift


def write(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    rescuer_id: str,
    recipient_id: str,
    clock: Clock,
) -> str:
    """Its id. If they have been asked to give to the same person before, that counts no more."""
    for earlier in gifts.rescues_of(session, exchange, UserId(rescuer_id)):
        if _recipient_of(session, vault, exchange, earlier) == recipient_id:
            session.delete(earlier)
    rescue_id = secrets.token_hex(16)
    padded = crypto.pad(recipient_id.encode(), PADDED_TO)
    binding = _binding(exchange, rescue_id)
    session.add(
        models.Rescue(
            rescue_id=rescue_id,
            exchange_id=exchange.exchange_id,
            team_id=exchange.team_id,
            rescuer_id=rescuer_id,
            recipient_encrypted=vault.seal(session, binding, padded, clock.now()),
        )
    )
    session.flush()
    return rescue_id


def rescued_by(
    session: Session, vault: Vault, exchange: models.Exchange, user_id: str, rescue_id: str
) -> Rescued:
    """The gift that this person gives under that id. Raises `RescueNotFound`, also when somebody
    else has stepped in since, or the recipient has another giver."""
    row = gifts.rescue(session, exchange, rescue_id)
    found = _opened(session, vault, exchange, row) if row and row.rescuer_id == user_id else None
    if found is None:
        raise RescueNotFound
    return found


def rescues_of(
    session: Session, vault: Vault, exchange: models.Exchange, user_id: UserId
) -> list[Rescued]:
    """All that this person gives in others' places here."""
    rows = gifts.rescues_of(session, exchange, user_id)
    found = (_opened(session, vault, exchange, row) for row in rows)
    return [one for one in found if one is not None]


def received(
    session: Session, vault: Vault, exchange: models.Exchange, message_id: str, reader_id: UserId
) -> AnonymousMessage:
    """An anonymous message as its reader may see it, with what they give to its writer in another's
    place."""
    message = anonymous.received(session, vault, exchange, message_id)
    if message.note not in (Note.CAME, Note.NOTHING):
        return message
    writer_id = anonymous.way_of(session, vault, exchange, message_id).writer_id
    for one in rescues_of(session, vault, exchange, reader_id):
        if one.recipient_id == writer_id:
            return replace(message, rescue_id=one.rescue_id)
    return message


def not_reached(session: Session, vault: Vault, refused: models.Delivery, clock: Clock) -> None:
    """Whoever was asked to step in cannot be told so: the gift is missing as before, and organizers
    hear of it after a while. Nothing where it is not missing any more, or nobody can read whose it
    is: what was refused is written down all the same."""
    exchange = exchanges.find(session, refused.team_id, refused.exchange_id, lock=True)
    if exchange is None:
        return
    person = (refused.addressee_id, refused.occasion)
    try:
        found = rescued_by(session, vault, exchange, *person)
        if found.gift.answer is None and found.gift.mark is None:
            due_at = clock.now() + a_pause()
            missing.open_case(session, vault, exchange, found.recipient_id, due_at, clock)
            gift = replace(found.gift, answer=GiftAnswer.MISSING)
            keep(session, vault, exchange, found.giver_id, gift, clock)
    except RescueNotFound:
        return
    except (CryptoError, WrongStatus):
        logger.exception("a rescue of exchange %s cannot be read", exchange.exchange_id)


def rescue_match(
    session: Session, vault: Vault, exchange: models.Exchange, rescued: Rescued
) -> Match:
    return Match(
        exchange=exchanges.snapshot(exchange),
        recipient_id=rescued.recipient_id,
        wishlist=read_wishlist(session, vault, exchange, rescued.recipient_id),
        rescue_id=rescued.rescue_id,
    )


def forget(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    user_id: str,
    mark: str,
    clock: Clock,
) -> None:
    """All in which this person steps in, or somebody steps in, or is to be asked to, for them: of
    the gift, that somebody does is still known. What cannot be read any more goes as well."""
    for row in gifts.all_rescues(session, exchange):
        try:
            recipient_id = _recipient_of(session, vault, exchange, row)
            if user_id not in (row.rescuer_id, recipient_id):
                continue
            awaited = awaited_by(session, vault, exchange, recipient_id)
            if awaited and awaited.gift.rescuer_id == row.rescuer_id:
                gift = replace(awaited.gift, rescuer_id=mark)
                keep(session, vault, exchange, awaited.giver_id, gift, clock)
        except (CryptoError, WrongStatus):
            logger.warning("a rescue of exchange %s cannot be read", exchange.exchange_id)
        session.delete(row)
        deliveries.take_back(session, exchange, DeliveryKind.RESCUE, row.rescue_id)
    session.flush()


def _opened(
    session: Session, vault: Vault, exchange: models.Exchange, row: models.Rescue
) -> Rescued | None:
    recipient_id = _recipient_of(session, vault, exchange, row)
    awaited = awaited_by(session, vault, exchange, recipient_id)
    if awaited is None or awaited.gift.rescuer_id != row.rescuer_id:
        return None
    return Rescued(row.rescue_id, awaited.giver_id, recipient_id, awaited.gift)


def _recipient_of(
    session: Session, vault: Vault, exchange: models.Exchange, row: models.Rescue
) -> UserId:
    binding = _binding(exchange, row.rescue_id)
    return UserId(crypto.unpad(vault.open(session, binding, row.recipient_encrypted)).decode())


def _binding(exchange: models.Exchange, rescue_id: str) -> Binding:
    return Binding(exchange.team_id, "rescues", (rescue_id,), "recipient_encrypted")
