"""Draws that take long while their exchange keeps changing end all the same."""

from __future__ import annotations

import threading

import pytest

from core.db.session import Database
from core.domain import errors
from core.domain.types import DeliveryKind, UserId
from core.services.drawing import LEASE, PATIENT_TRIES, QUICK
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    WEEK,
    an_exchange,
    by,
    group,
    joins,
    one_way,
    reach_deadline,
)
from tests.clock import FixedClock
from tests.integration import looking
from tests.integration.drawn import SlowVault, at_once
from tests.integration.races.drawers import MATCH, S, SlowDatabase, draw_now


def test_where_somebody_joins_every_time_they_wait_in_the_end(
    services: Services, slow: SlowVault, database: Database
) -> None:
    exchange = an_exchange(services)
    quick = [UserId(f"U0QUICK{number}") for number in range(PATIENT_TRIES)]
    waited: list[bool] = []
    raised: list[BaseException | None] = []
    late = threading.Thread(
        target=lambda: raised.extend(at_once(lambda: joins(services, exchange, DAN)))
    )

    def wait() -> None:
        late.start()
        late.join(0.2)
        waited.append(late.is_alive())

    slow.meanwhile = [*(lambda who=who: joins(services, exchange, who) for who in quick), wait]
    draw_now(services, exchange)
    late.join()

    assert len(slow.drawn) == PATIENT_TRIES + 1
    assert looking.owed(database, MATCH) == sorted([*EVERYBODY, *quick])
    assert waited == [True]
    assert [type(error) for error in raised] == [errors.WrongStatus]


def test_a_draw_that_takes_long_lets_nobody_wait_and_ends_joining_where_they_keep_joining(
    services: Services, slow: SlowVault, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    quick = [UserId(f"U0QUICK{number}") for number in range(PATIENT_TRIES)]

    def slowly(who: UserId) -> None:
        clock.advance(2 * QUICK)
        joins(services, exchange, who)

    slow.meanwhile = [lambda who=who: slowly(who) for who in quick]
    ending = draw_now(services, exchange)
    with pytest.raises(errors.JoiningClosed):
        joins(services, exchange, DAN)

    assert (ending.status, ending.draw_at) == (S.OPEN, clock.now())
    assert len(slow.drawn) == PATIENT_TRIES
    assert services.drawing.draw_due() == 1
    assert looking.owed(database, MATCH) == sorted([*EVERYBODY, *quick])


def test_a_stalled_exchange_that_takes_long_and_keeps_changing_is_open_again_and_due(
    services: Services, slow: SlowVault, database: Database, clock: FixedClock
) -> None:
    many = [UserId(f"U{number}") for number in range(PATIENT_TRIES)]
    everybody = (*EVERYBODY, *many)
    exchange = an_exchange(
        services, people=everybody, status=S.STALLED, exclusions=[group(*everybody[1:])]
    )
    (culprit,) = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions
    services.exclusions.remove(by(OLGA), exchange.exchange_id, culprit.exclusion_id)

    def leaves_meanwhile(who: UserId) -> None:
        clock.advance(2 * QUICK)
        services.participation.leave(by(who), exchange.exchange_id)

    slow.meanwhile = [lambda who=who: leaves_meanwhile(who) for who in many]
    ending = draw_now(services, exchange)

    assert (ending.status, ending.draw_at) == (S.OPEN, clock.now())
    assert services.drawing.draw_due() == 1
    assert looking.owed(database, MATCH) == sorted(EVERYBODY)


def test_what_takes_long_and_keeps_changing_at_its_deadline_lets_all_others_go_first(
    services: Services, slow: SlowVault, database: Database, clock: FixedClock
) -> None:
    many = [UserId(f"U{number}") for number in range(PATIENT_TRIES)]
    restless = an_exchange(services, people=(*EVERYBODY, *many))
    sound = an_exchange(services, draw_at=restless.draw_at + LEASE)

    def leaves_meanwhile(who: UserId) -> None:
        clock.advance(LEASE / 2)
        services.participation.leave(by(who), restless.exchange_id)

    slow.meanwhile = [lambda who=who: leaves_meanwhile(who) for who in many]
    reach_deadline(services, sound)
    before = services.exchanges.get(by(OLGA), restless.exchange_id).status
    clock.advance(LEASE)
    services.drawing.draw_due()

    assert before == S.OPEN
    ids = (restless.exchange_id, sound.exchange_id)
    assert slow.drawn == [ids[0]] * PATIENT_TRIES + [ids[1], ids[0]]
    assert looking.owed(database, MATCH) == sorted(2 * EVERYBODY)


def test_what_is_allowed_again_while_it_is_found_impossible_is_drawn(
    services: Services,
    slow_worker: Services,
    slow_database: SlowDatabase,
    database: Database,
    clock: FixedClock,
) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO)])
    (culprit,) = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions
    clock.advance(WEEK)
    remove = services.exclusions.remove
    slow_database.meanwhile = [lambda: remove(by(OLGA), exchange.exchange_id, culprit.exclusion_id)]

    slow_worker.drawing.draw_due()

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.DRAWN
    assert looking.owed(database, DeliveryKind.STALLED) == []
    assert looking.owed(database, MATCH) == sorted(EVERYBODY)


def test_what_keeps_changing_and_stays_impossible_stalls_in_the_end(
    services: Services,
    slow_worker: Services,
    slow_database: SlowDatabase,
    database: Database,
    clock: FixedClock,
) -> None:
    people = (*EVERYBODY, DAN)
    exchange = an_exchange(services, people=people, exclusions=[group(ANA, BEN, CLEO, DAN)])
    clock.advance(WEEK)
    others = [one_way(OLGA, who) for who in (ANA, BEN, CLEO)[:PATIENT_TRIES]]
    slow_database.meanwhile = [
        lambda one=one: services.exclusions.add(by(OLGA), exchange.exchange_id, [one])
        for one in others
    ]

    slow_worker.drawing.draw_due()

    assert slow_database.meanwhile == []
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.STALLED
    assert looking.owed(database, DeliveryKind.STALLED) == [OLGA]


def test_what_takes_long_keeps_changing_and_is_impossible_by_hand_stays_as_it_is(
    services: Services, slow_worker: Services, slow_database: SlowDatabase, clock: FixedClock
) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO)])

    def slowly(recipient: UserId) -> None:
        clock.advance(2 * QUICK)
        services.exclusions.add(by(OLGA), exchange.exchange_id, [one_way(OLGA, recipient)])

    def first() -> None:
        """It is asked before whether this request is new."""

    others = (ANA, BEN, CLEO)[:PATIENT_TRIES]
    slow_database.meanwhile = [first, *(lambda one=one: slowly(one) for one in others)]
    with pytest.raises(errors.NotDrawable):
        draw_now(slow_worker, exchange)

    assert slow_database.meanwhile == []
    assert services.exchanges.get(by(OLGA), exchange.exchange_id) == exchange
