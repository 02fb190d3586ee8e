"""Those who join, leave and exclude while names are drawn do not wait, and count."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, ExchangeStatus
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
    joins,
    one_way,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking, rows
from tests.integration.drawn import SlowVault
from tests.integration.races.drawers import MATCH, Begin, S, draw_now, either_way, wait_for_deadline


def test_who_joins_while_names_are_drawn_does_not_wait_and_is_in(
    services: Services, slow: SlowVault, database: Database
) -> None:
    exchange = an_exchange(services)
    # In the same thread: whoever kept a lock meanwhile would wait for themself.
    slow.meanwhile = [lambda: joins(services, exchange, DAN)]

    drawn = draw_now(services, exchange)

    assert (drawn.status, drawn.joined_count) == (S.DRAWN, 5)
    assert slow.drawn == [exchange.exchange_id] * 2
    assert looking.owed(database, MATCH) == sorted([*EVERYBODY, DAN])
    assert looking.count(database, models.Assignment) == 5


@either_way
def test_who_leaves_while_names_are_drawn_is_out(
    services: Services, slow: SlowVault, database: Database, begin: Begin
) -> None:
    exchange = an_exchange(services)
    slow.meanwhile = [lambda: services.participation.leave(by(CLEO), exchange.exchange_id)]

    drawn = begin(services, exchange)

    assert (drawn.status, drawn.joined_count) == (S.DRAWN, 3)
    assert looking.owed(database, MATCH) == sorted([OLGA, ANA, BEN])


@either_way
def test_what_is_excluded_while_names_are_drawn_holds(
    services: Services, slow: SlowVault, begin: Begin
) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN))
    slow.meanwhile = [
        lambda: services.exclusions.add(by(OLGA), exchange.exchange_id, [one_way(OLGA, ANA)])
    ]

    begin(services, exchange)

    # One of the two ways in which three people can draw one another is left.
    drawn = {
        who: services.matches.show(by(who), exchange.exchange_id).recipient_id
        for who in (OLGA, ANA, BEN)
    }
    assert drawn == {OLGA: BEN, BEN: ANA, ANA: OLGA}
    assert len(slow.drawn) == 2


def test_what_is_allowed_again_while_names_are_drawn_may_be_drawn(
    services: Services, slow: SlowVault
) -> None:
    exchange = an_exchange(services, exclusions=[one_way(OLGA, ANA), one_way(ANA, OLGA)])
    first, second = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions
    slow.meanwhile = [
        lambda: services.exclusions.remove(by(OLGA), exchange.exchange_id, first.exclusion_id),
        lambda: services.exclusions.relax(by(OLGA), exchange.exchange_id, [second.exclusion_id]),
    ]

    draw_now(services, exchange)

    assert len(slow.drawn) == 3


def test_who_joins_while_a_draw_is_written_down_does_not_wait_and_is_in(
    postgres_database: Database, vault: Vault, clock: FixedClock
) -> None:
    services = Services.build(postgres_database, vault, clock, FakeMessenger())
    exchange = an_exchange(services)
    drawing = threading.Thread(target=draw_now, args=[services, exchange])

    with suppress(TimeoutError), postgres_database.write() as session:
        # Another draw has written one of its rows; it will not come to its end.
        session.add(rows.assignment(OLGA, exchange_id=exchange.exchange_id))
        session.flush()
        drawing.start()
        looking.wait_for_a_lock(postgres_database)
        joins(services, exchange, DAN)
        raise TimeoutError
    drawing.join()

    assert looking.owed(postgres_database, MATCH) == sorted([*EVERYBODY, DAN])
    assert looking.count(postgres_database, models.Assignment) == 5


CHANGES: dict[str, tuple[Callable[[Services, Exchange], object], ExchangeStatus]] = {
    "postponed": (
        lambda s, e: s.exchanges.postpone(by(OLGA), e.exchange_id, e.draw_at + WEEK, None),
        S.OPEN,
    ),
    "cancelled": (lambda s, e: s.exchanges.cancel(by(OLGA), e.exchange_id), S.CANCELLED),
    "drawn by hand": (draw_now, S.DRAWN),
}


@pytest.mark.parametrize(("change", "status"), CHANGES.values(), ids=CHANGES.keys())
def test_an_organizer_who_is_quicker_than_the_deadline_counts(
    services: Services,
    slow: SlowVault,
    database: Database,
    change: Callable[[Services, Exchange], object],
    status: ExchangeStatus,
) -> None:
    exchange = an_exchange(services)
    slow.meanwhile = [lambda: change(services, exchange)]

    after = wait_for_deadline(services, exchange)

    is_drawn = status == S.DRAWN
    assert after.status == status
    assert looking.owed(database, MATCH) == (sorted(EVERYBODY) if is_drawn else [])
    assert looking.count(database, models.Assignment) == (len(EVERYBODY) if is_drawn else 0)
    assert looking.owed(database, DeliveryKind.BROKEN) == []


def test_whoever_draws_what_is_being_cancelled_is_told(
    services: Services, slow: SlowVault, database: Database
) -> None:
    exchange = an_exchange(services)
    slow.meanwhile = [lambda: services.exchanges.cancel(by(OLGA), exchange.exchange_id)]

    with pytest.raises(errors.WrongStatus) as refused:
        draw_now(services, exchange)

    assert refused.value.status == S.CANCELLED
    assert looking.count(database, models.Assignment) == 0
