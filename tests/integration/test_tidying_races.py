"""Several who end what the same buttons do, at once. In SQLite one writes at a time."""

from __future__ import annotations

from contextlib import suppress

import pytest

from core.db.repository import exchanges
from core.db.session import Database
from core.domain.errors import WrongStatus
from core.domain.types import DeliveryKind
from core.services.registry import Services
from tests.builders import OLGA, TEAM, an_exchange, by, joins
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled
from tests.integration.inviting import EVE, FAY, decline, invite
from tests.integration.test_lock_orders import meanwhile

TIDIED = DeliveryKind.TIDIED


@pytest.fixture
def database(postgres_database: Database) -> Database:
    return postgres_database


def test_people_answer_while_it_is_cancelled(
    services: Services, other_worker: Services, database: Database, messenger: FakeMessenger
) -> None:
    """Nobody waits for somebody who waits for them, and each message is owed once."""
    made = an_exchange(services)
    invite(services, made, EVE, FAY)
    deliver_until_settled(services)

    def joins_if_possible() -> None:
        with suppress(WrongStatus):
            joins(other_worker, made, EVE)

    with database.write() as session:
        exchanges.get(session, TEAM, made.exchange_id, lock=True)
        with meanwhile(
            joins_if_possible,
            lambda: services.exchanges.cancel(by(OLGA), made.exchange_id),
            lambda: decline(services, made, FAY),
        ) as results:
            looking.wait_for_a_lock(database, waiting=2)
            session.commit()
            results()

    assert looking.owed(database, TIDIED) == [EVE, FAY]
    deliver_until_settled(services)
    assert sorted(order.addressee_id for order in messenger.tidied) == [EVE, FAY]
