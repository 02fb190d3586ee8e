"""How past exchanges turned out."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import models
from core.domain.snapshots import Turnout
from core.domain.types import DeliveryKind, DeliveryStatus, ParticipantStatus

_people = models.Participant
_deliveries = models.Delivery


def turnouts(session: Session, exchange_ids: Collection[str]) -> dict[str, Turnout]:
    """Of each of these, counted from the rows."""
    came = (
        select(_people.exchange_id, _people.status, func.count(), func.count(_people.invited_by))
        .where(_people.exchange_id.in_(exchange_ids))
        .group_by(_people.exchange_id, _people.status)
    )
    matches = (
        select(_deliveries.exchange_id, _deliveries.status, func.count())
        .where(_deliveries.exchange_id.in_(exchange_ids), _deliveries.kind == DeliveryKind.MATCH)
        .group_by(_deliveries.exchange_id, _deliveries.status)
    )
    places: dict[tuple[str, ParticipantStatus], int] = {}
    invited = dict.fromkeys(exchange_ids, 0)
    for exchange_id, status, count, of_them_invited in session.execute(came):
        places[exchange_id, status] = count
        invited[exchange_id] += of_them_invited
    sent = {(row[0], row[1]): row[2] for row in session.execute(matches)}
    return {
        one: Turnout(
            joined_count=places.get((one, ParticipantStatus.JOINED), 0),
            invited_count=invited[one],
            declined_count=places.get((one, ParticipantStatus.DECLINED), 0),
            sent_count=sent.get((one, DeliveryStatus.SENT), 0),
            failed_count=sent.get((one, DeliveryStatus.FAILED), 0),
        )
        for one in exchange_ids
    }
