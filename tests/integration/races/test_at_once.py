"""Several who draw at once: one draw."""

from __future__ import annotations

import threading

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.types import UserId
from core.services.drawing import LEASE
from core.services.registry import Services
from tests.builders import DAN, EVERYBODY, OLGA, WEEK, an_exchange, joins
from tests.clock import FixedClock
from tests.integration import looking
from tests.integration.drawn import SlowVault, at_once, matches
from tests.integration.races.drawers import MATCH, draw_now, wait_for_deadline


def test_what_one_process_draws_no_other_draws_meanwhile(
    services: Services, other_worker: Services, slow: SlowVault
) -> None:
    exchange = an_exchange(services)
    meanwhile: list[int] = []
    slow.meanwhile = [lambda: meanwhile.append(other_worker.drawing.draw_due())]

    wait_for_deadline(services, exchange)

    assert meanwhile == [0]


def test_of_one_that_took_too_long_the_other_draw_counts(
    services: Services,
    other_worker: Services,
    slow: SlowVault,
    database: Database,
    clock: FixedClock,
) -> None:
    exchange = an_exchange(services)
    drawn: list[dict[str, str]] = []

    def too_long() -> None:
        clock.advance(LEASE)
        assert other_worker.drawing.draw_due() == 1
        drawn.append(matches(services, exchange.exchange_id))

    slow.meanwhile = [too_long]
    wait_for_deadline(services, exchange)

    assert [matches(services, exchange.exchange_id)] == drawn
    assert looking.owed(database, MATCH) == sorted(EVERYBODY)
    assert looking.count(database, models.Assignment) == len(EVERYBODY)


def test_two_organizers_and_the_deadline_make_one_draw(
    services: Services, other_worker: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    clock.advance(WEEK)

    raised = at_once(
        lambda: draw_now(services, exchange),
        lambda: draw_now(other_worker, exchange),
        services.drawing.draw_due,
        other_worker.drawing.draw_due,
    )

    assert {type(error) for error in raised if error} <= {errors.WrongStatus}
    assert looking.owed(database, MATCH) == sorted(EVERYBODY)
    assert looking.count(database, models.Assignment) == len(EVERYBODY)
    assert sorted(matches(services, exchange.exchange_id).values()) == sorted(EVERYBODY)


def test_of_two_who_write_their_draws_at_once_one_wins_and_the_other_is_told(
    services: Services, slow: SlowVault, database: Database
) -> None:
    crowd = [OLGA, *(UserId(f"U{number}") for number in range(60))]
    times = 1 if database.is_sqlite else 6  # the order in which two write is chance
    for _ in range(times):
        exchange = an_exchange(services, people=crowd)
        together = threading.Barrier(2)
        slow.meanwhile = [together.wait, together.wait]

        raised = at_once(*[lambda exchange=exchange: draw_now(services, exchange)] * 2)

        assert sorted(type(error).__name__ for error in raised) == ["NoneType", "WrongStatus"]
    assert looking.count(database, models.Assignment) == times * len(crowd)


def test_somebody_who_joins_at_the_moment_of_the_draw_is_in_or_told(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)

    raised = at_once(lambda: draw_now(services, exchange), lambda: joins(services, exchange, DAN))

    assert raised[0] is None
    is_in = raised[1] is None
    assert is_in or isinstance(raised[1], errors.WrongStatus)
    assert (DAN in looking.owed(database, MATCH)) is is_in
