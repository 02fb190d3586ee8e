"""Changing who organizes, and who does."""

from __future__ import annotations

from datetime import timedelta

from core.domain.snapshots import Exchange, OrganizersChanged
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.services.registry import Services
from tests.builders import ANA, EVERYBODY, OLGA, an_exchange, by, person

S = ExchangeStatus
ORGANIZER, RELIEVED = DeliveryKind.ORGANIZER, DeliveryKind.RELIEVED


MINUTE = timedelta(minutes=1)


def change(
    services: Services,
    exchange: Exchange,
    who: UserId = OLGA,
    *,
    add: tuple[UserId, ...] = (),
    remove: tuple[UserId, ...] = (),
) -> OrganizersChanged:
    people = [person(one) for one in add]
    return services.organizers.change(by(who), exchange.exchange_id, people, remove)


def organizers(services: Services, exchange: Exchange) -> tuple[UserId, ...]:
    return services.exchanges.get(by(OLGA), exchange.exchange_id).organizer_ids


def in_status(services: Services, status: ExchangeStatus) -> Exchange:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    return an_exchange(services, status=status, people=people)
