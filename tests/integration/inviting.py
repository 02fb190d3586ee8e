"""Two who may be invited, and how they are and answer."""

from __future__ import annotations

from core.domain.snapshots import Exchange, Invitation, Invited
from core.domain.types import DeliveryKind, ParticipantStatus, UserId
from core.services.registry import Services
from tests.builders import OLGA, by, person
from tests.fakes import FakeMessenger

P = ParticipantStatus


INVITATION, CANCELLED = DeliveryKind.INVITATION, DeliveryKind.CANCELLED
EVE, FAY = UserId("U0EVE"), UserId("U0FAY")


def invite(services: Services, exchange: Exchange, *people: UserId) -> Invited:
    return services.invitations.invite(
        by(OLGA), exchange.exchange_id, [person(one) for one in people]
    )


def decline(services: Services, exchange: Exchange, who: UserId) -> Invitation:
    return services.invitations.decline(by(who), exchange.exchange_id)


def status_of(services: Services, exchange: Exchange, who: UserId) -> ParticipantStatus:
    return services.invitations.get(by(who), exchange.exchange_id).status


def told(messenger: FakeMessenger, kind: DeliveryKind) -> list[str]:
    return sorted(order.addressee_id for order in messenger.arrived if order.kind == kind)
