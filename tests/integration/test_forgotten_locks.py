"""Forgetting locks in the order in which everybody else does: nobody waits for them in a circle."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core.crypto import Binding
from core.db.repository import deliveries, exchanges, participants, turns
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.owing import owe_one
from core.services.registry import Services
from tests.builders import ANA, BEN, DAN, OLGA, TEAM, an_exchange, by, joins, person
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.forgotten import end

S = ExchangeStatus


@pytest.fixture
def office(postgres_database: Database, vault: Vault, clock: FixedClock) -> Services:
    """SQLite lets nobody write beside another."""
    return Services.build(postgres_database, vault, clock, FakeMessenger())


def inviting(office: Services, status: S = S.OPEN) -> Exchange:
    """Ana organizes it as well, and Dan has been invited by her."""
    exchange = an_exchange(office)
    office.organizers.change(by(OLGA), exchange.exchange_id, [person(ANA)], ())
    office.invitations.invite(by(ANA), exchange.exchange_id, [person(DAN)])
    if status == S.COMPLETED:
        office.drawing.draw_now(by(OLGA), exchange.exchange_id)
        end(office)
        office.forgetting.forget(by(ANA))
    return exchange


def joins_beside(database: Database, exchange: Exchange, work: Callable[[], object]) -> None:
    """Dan has just joined when the work begins, and is counted while it waits."""
    beside(
        database,
        lambda session: participants.let_in(session, exchange, DAN, START),
        work,
        lambda session: exchanges.count(session, exchange, by=1),
    )


def beside(
    database: Database,
    first: Callable[[Session], object],
    work: Callable[[], object],
    then: Callable[[Session], object],
) -> None:
    """In one transaction something is locked before the work begins, and more while it waits."""
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            first(session)
            done = pool.submit(work)
            looking.wait_for_a_lock(database)
            then(session)
        done.result(timeout=10)


def test_somebody_joins_just_when_who_has_invited_them_is_forgotten(
    office: Services, postgres_database: Database
) -> None:
    exchange = inviting(office)

    joins_beside(postgres_database, exchange, lambda: office.forgetting.forget(by(ANA)))

    assert looking.the_exchange(postgres_database, exchange.exchange_id).joined_count == 4


def test_a_late_press_to_join_does_not_keep_who_is_forgotten(
    office: Services, postgres_database: Database
) -> None:
    joins_beside(postgres_database, inviting(office, S.COMPLETED), office.forgetting.forget_due)

    assert office.forgetting.forget_due() == 0


def test_a_match_arrives_just_when_somebody_is_forgotten(
    office: Services, postgres_database: Database
) -> None:
    exchange = inviting(office, S.COMPLETED)
    match = looking.the_delivery(postgres_database, DeliveryKind.MATCH, ANA)

    beside(
        postgres_database,
        lambda session: deliveries.find(session, TEAM, match.delivery_id, lock=True),
        office.forgetting.forget_due,
        lambda session: exchanges.hold(session, exchange.exchange_id),
    )

    assert office.forgetting.forget_due() == 0


def test_a_match_is_owed_again_just_when_somebody_is_forgotten(
    office: Services, postgres_database: Database
) -> None:
    """As `retry_failed` and `resend` do: the turn, the exchange, and then messages."""
    exchange = inviting(office, S.COMPLETED)
    match = looking.the_delivery(postgres_database, DeliveryKind.MATCH, BEN)

    def owe_again(session: Session) -> None:
        turns.take_turn(session, exchange.exchange_id)
        exchanges.get(session, TEAM, exchange.exchange_id, lock=True)

    beside(
        postgres_database,
        owe_again,
        office.forgetting.forget_due,
        lambda session: deliveries.find(session, TEAM, match.delivery_id, lock=True),
    )

    assert office.forgetting.forget_due() == 0


def test_whoever_is_to_step_in_cannot_be_told_just_when_they_are_forgotten(
    office: Services, postgres_database: Database
) -> None:
    exchange = inviting(office, S.COMPLETED)
    with postgres_database.write() as session:
        row = exchanges.get(session, TEAM, exchange.exchange_id, lock=True)
        owe_one(session, row, DeliveryKind.RESCUE, ANA, START, "0" * 32)
    asked = looking.the_delivery(postgres_database, DeliveryKind.RESCUE, ANA)

    beside(
        postgres_database,
        lambda session: deliveries.find(session, TEAM, asked.delivery_id, lock=True),
        office.forgetting.forget_due,
        lambda session: exchanges.find(session, TEAM, exchange.exchange_id, lock=True),
    )

    assert office.forgetting.forget_due() == 0


class Colliding(Vault):
    """A vault whose first use the database ends: two wait for each other in a circle."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(vault._keys)
        self._collisions = [psycopg.errors.DeadlockDetected()]

    def open(self, session: Session, binding: Binding, sealed: bytes) -> bytes:
        while self._collisions:
            raise OperationalError("", None, self._collisions.pop())
        return super().open(session, binding, sealed)


def test_whoever_is_in_somebodys_way_is_forgotten_later_and_the_others_now(
    office: Services, postgres_database: Database, vault: Vault
) -> None:
    for _ in range(2):
        an_exchange(office, status=S.DRAWN)
    end(office)
    office.forgetting.forget(by(ANA))
    colliding = replace(office.forgetting, vault=Colliding(vault))

    assert [colliding.forget_due() for _ in range(3)] == [1, 1, 0]


def test_somebody_leaves_just_when_their_account_is_deactivated(
    office: Services, postgres_database: Database
) -> None:
    exchange = an_exchange(office)
    joins(office, exchange, DAN)

    beside(
        postgres_database,
        lambda session: participants.let_go(session, exchange, BEN, START),
        lambda: office.repairs.deactivated(by(BEN)),
        lambda session: exchanges.count(session, exchange, by=-1),
    )

    assert looking.the_exchange(postgres_database, exchange.exchange_id).joined_count == 4
