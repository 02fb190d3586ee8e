"""The gifts of one exchange as one person stands to them, for what they look at again and again."""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import CryptoError
from core.db import models
from core.db.repository import gifts
from core.db.vault import Vault
from core.domain.rules import allowed
from core.domain.snapshots import Involvement, Rescue
from core.domain.talk import check_can_talk
from core.domain.types import UserId
from core.services.assignments import has_match
from core.services.giving import awaited_by, gift_of, seen
from core.services.stepping_in import rescues_of

logger = logging.getLogger(__name__)


def with_gifts(
    session: Session,
    vault: Vault,
    row: models.Exchange,
    involvement: Involvement,
    user_id: str,
    clock: Clock,
) -> Involvement:
    """Nothing where nothing can be said of gifts, or what was said cannot be read: they may still
    see the rest of what they are in."""
    if not allowed(check_can_talk, involvement.exchange, clock.now()):
        return involvement
    if involvement.is_organizer:
        involvement = replace(involvement, missing_count=gifts.count_told(session, row))
    try:
        return _with_own(session, vault, row, involvement, user_id, clock)
    except CryptoError:
        logger.exception("the gifts of exchange %s cannot be read", row.exchange_id)
        return involvement


def _with_own(
    session: Session,
    vault: Vault,
    row: models.Exchange,
    involvement: Involvement,
    user_id: str,
    clock: Clock,
) -> Involvement:
    rescued = rescues_of(session, vault, row, UserId(user_id))
    rescues = tuple(Rescue(one.rescue_id, seen(row, one.gift, clock)) for one in rescued)
    if not has_match(session, row, user_id):
        return replace(involvement, rescues=rescues)
    awaited = awaited_by(session, vault, row, user_id)
    return replace(
        involvement,
        gift=seen(row, gift_of(session, vault, row, user_id), clock),
        awaited=seen(row, awaited.gift, clock) if awaited else None,
        rescues=rescues,
    )
