"""Whom somebody should not draw again: their recipients of the last exchanges here.

It is a wish, and no rule: where there is no draw without repeats, as few as can be come back, and
those first that are longest ago. Every exchange that somebody gave in counts, by the moment of its
draw, also where two of them ran at the same time. One that is drawn at the very moment when this
one is drawn is no earlier one, so nothing is drawn anew because of it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from core.crypto import CryptoError
from core.db import models
from core.db.repository import past
from core.db.vault import Vault
from core.services.assignments import opened

logger = logging.getLogger(__name__)

#: Givers and their recipients in one exchange.
Round = Mapping[str, str]


def recipients_before(
    session: Session, vault: Vault, exchange: models.Exchange, also: Collection[str] = ()
) -> tuple[Round, ...]:
    """Of each earlier exchange, the newest first, what those who joined this one, and these people
    `also`, should not draw again. Somebody whom they drew twice stands there once, where it was
    last, so that whatever is repeated is counted once.

    What cannot be read any more is left out; it counts as one of their last exchanges all the same.
    """
    rounds: dict[str, dict[str, str]] = {}
    seen, unreadable = Counter[str](), 0
    known = set[tuple[str, str]]()
    rows = past.assignments(session, exchange, also) if exchange.no_repeats else ()
    for earlier_id, giver_id, sealed in rows:
        if seen[giver_id] == exchange.no_repeats:
            continue
        seen[giver_id] += 1
        try:
            recipient_id = opened(session, vault, exchange.team_id, earlier_id, giver_id, sealed)
        except CryptoError:
            unreadable += 1
            continue
        if (giver_id, recipient_id) not in known:
            known.add((giver_id, recipient_id))
            rounds.setdefault(earlier_id, {})[giver_id] = recipient_id
    if unreadable:
        logger.warning(
            "%d earlier assignments cannot be read; exchange %s may repeat them",
            unreadable,
            exchange.exchange_id,
        )
    return tuple(rounds.values())
