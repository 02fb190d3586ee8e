"""Whoever takes several rows takes them in the order of everybody else: people, then the exchange.

Only in PostgreSQL; in SQLite one writes at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from core.db.repository import deliveries, exchanges, lanes, participants
from core.db.session import Database
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, ParticipantStatus
from core.services.outbox import FORGETS_AFTER
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, EVERYBODY, OLGA, STEP, TEAM, WEEK, an_exchange, by
from tests.clock import FixedClock
from tests.integration import looking
from tests.integration.test_forgetting import wished
from tests.integration.test_rosters import a_file

S, D = ExchangeStatus, DeliveryStatus


@pytest.fixture
def database(postgres_database: Database) -> Database:
    return postgres_database


@contextmanager
def meanwhile(*works: Callable[[], object]) -> Iterator[Callable[[], list[object]]]:
    """They begin in threads of their own; what comes back gives what each has returned."""
    with ThreadPoolExecutor(len(works)) as pool:
        begun: list[Future[object]] = []

        def results() -> list[object]:
            return [one.result(timeout=20) for one in begun]

        begun += map(pool.submit, works)
        yield results


def test_who_is_taken_out_by_two_processes_at_once_counts_once(
    services: Services, other_worker: Services, database: Database
) -> None:
    made = an_exchange(services)

    with database.write() as session:
        exchanges.get(session, TEAM, made.exchange_id, lock=True)
        with meanwhile(
            lambda: services.repairs.deactivated(by(BEN)),
            lambda: other_worker.repairs.deactivated(by(BEN)),
        ) as results:
            looking.wait_for_a_lock(database, waiting=2)
            session.commit()
            counts = results()

    assert sorted(map(str, counts)) == ["0", "1"]
    assert looking.the_exchange(database, made.exchange_id).joined_count == 3


def test_an_account_ends_while_its_owner_leaves(services: Services, database: Database) -> None:
    made = an_exchange(services)

    with database.write() as session:
        row = exchanges.get(session, TEAM, made.exchange_id)
        participants.let_go(session, row, BEN, services.exchanges.clock.now())
        with meanwhile(lambda: services.repairs.deactivated(by(BEN))) as results:
            looking.wait_for_a_lock(database)
            exchanges.lock(session, row)
            row.joined_count -= 1
            session.flush()
            session.commit()
            assert results() == [0]

    assert looking.the_exchange(database, made.exchange_id).joined_count == 3
    assert looking.owed(database, DeliveryKind.DEACTIVATED) == []


def test_an_account_ends_while_names_are_drawn(services: Services, database: Database) -> None:
    made = an_exchange(services)

    with database.write() as session:
        row = exchanges.get(session, TEAM, made.exchange_id, lock=True)
        with meanwhile(lambda: services.repairs.deactivated(by(BEN))) as results:
            looking.wait_for_a_lock(database)
            row.status, row.seed_encrypted = S.DRAWN, b"sealed"
            session.flush()
            session.commit()
            assert results() == [1]

    assert looking.the_exchange(database, made.exchange_id).joined_count == len(EVERYBODY)
    assert looking.owed(database, DeliveryKind.DEACTIVATED) == [OLGA]


def test_a_file_is_saved_while_somebody_in_it_joins(services: Services, database: Database) -> None:
    made = an_exchange(services, people=(OLGA, ANA, BEN))
    kept = services.rosters.keep(
        by(OLGA), made.exchange_id, a_file("ana|Red", "cleo|Red", "dan|Red|ana")
    )

    with database.write() as session:
        # Dan has joined, and is about to be counted.
        row = exchanges.get(session, TEAM, made.exchange_id)
        participants.let_in(session, row, DAN, services.exchanges.clock.now())
        with meanwhile(
            lambda: services.rosters.save(by(OLGA), kept.roster_id, teams_apart=True)
        ) as results:
            looking.wait_for_a_lock(database)
            exchanges.lock(session, row)
            row.joined_count += 1
            session.flush()
            session.commit()
            (saved,) = results()

    people = looking.everything(database, looking.models.Participant)
    assert {one.user_id: one.status for one in people if one.user_id in (CLEO, DAN)} == {
        CLEO: ParticipantStatus.INVITED,
        DAN: ParticipantStatus.JOINED,
    }
    assert saved.invited.exchange.joined_count == 4  # type: ignore[attr-defined]


def test_what_somebody_has_in_hand_is_doubted_later(
    services: Services, database: Database, clock: FixedClock
) -> None:
    an_exchange(services, status=S.DRAWN)
    on_their_way = list[str]()
    while len(on_their_way) < 2:
        on_their_way += [one.delivery_id for one in services.outbox.claim(1)]
        clock.advance(STEP)
    clock.advance(services.repairs.patience.lease + timedelta(seconds=1))

    with database.write() as session:
        # The outcome of one is being written down.
        deliveries.find(session, TEAM, on_their_way[0], lock=True)
        assert services.outbox.doubt_expired() == 1

    found = {one.delivery_id: one.status for one in looking.deliveries(database)}
    assert [found[one] for one in on_their_way] == [D.SENDING, D.UNKNOWN]
    assert services.outbox.doubt_expired() == 1


def test_what_somebody_has_in_hand_is_forgotten_later(
    services: Services, database: Database, clock: FixedClock
) -> None:
    wished(services, clock, S.DRAWN)
    clock.advance(2 * FORGETS_AFTER)
    (told,) = looking.deliveries(database, DeliveryKind.WISHES)

    with database.write() as session:
        # All names are drawn again, say.
        deliveries.find(session, TEAM, told.delivery_id, lock=True)
        assert services.outbox.forget_told() == 0

    assert services.outbox.forget_told() == 1


def test_a_wrong_wait_in_somebody_elses_hands_is_mended_later(
    services: Services, database: Database, clock: FixedClock
) -> None:
    an_exchange(services)
    wrong = clock.steady() + WEEK
    with database.write() as session:
        lanes.find(session, TEAM).lane_next_at = wrong

    with database.write() as session:
        lanes.find(session, TEAM, lock=True)
        services.timekeeping.mend_waits()
        assert looking.the_lane(database, TEAM).lane_next_at == wrong

    services.timekeeping.mend_waits()
    assert looking.the_lane(database, TEAM).lane_next_at is None
