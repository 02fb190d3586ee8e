"""Which messages have been tidied, and why."""

from __future__ import annotations

from core.domain.errors import SantaError
from core.domain.snapshots import Order, Tidied
from core.domain.types import DeliveryKind
from core.services.registry import Services
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled

K = DeliveryKind


def sent(services: Services, messenger: FakeMessenger) -> None:
    """Whatever is owed, and nothing has been tidied so far that counts."""
    deliver_until_settled(services)
    messenger.tidied.clear()


def settled(services: Services) -> None:
    """All is done, and nothing is left of it."""
    deliver_until_settled(services)
    assert looking.deliveries(services.outbox.database, K.TIDIED) == []


def where(messenger: FakeMessenger, order: Order) -> tuple[DeliveryKind, str]:
    """Which message is tidied: its kind and whose it is."""
    (first,) = (one for one in messenger.arrived if one.key == order.key)
    return first.kind, first.addressee_id


def tidied(messenger: FakeMessenger) -> dict[tuple[DeliveryKind, str], Tidied]:
    found = {}
    for order in messenger.tidied:
        assert isinstance(order.content, Tidied)
        found[where(messenger, order)] = order.content
    return found


def whys(messenger: FakeMessenger, kind: DeliveryKind) -> dict[str, SantaError]:
    """Why messages of this kind were tidied, by whose they are."""
    return {who: one.why for (of, who), one in tidied(messenger).items() if of == kind}
