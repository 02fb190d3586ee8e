"""Several who draw, and those who join, leave and exclude while names are drawn: one draw."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy.orm import Session

from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
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
from tests.fakes import FakeMessenger
from tests.integration import looking, rows
from tests.integration.drawn import SlowVault, at_once, matches

S = ExchangeStatus
MATCH = DeliveryKind.MATCH


@pytest.fixture
def slow(vault: Vault) -> SlowVault:
    return SlowVault(vault)


@pytest.fixture
def services(
    database: Database, slow: SlowVault, clock: FixedClock, messenger: FakeMessenger
) -> Services:
    return Services.build(database, slow, clock, messenger)


def draw_now(services: Services, exchange: Exchange) -> Exchange:
    return services.drawing.draw_now(by(OLGA), exchange.exchange_id)


def wait_for_deadline(services: Services, exchange: Exchange) -> Exchange:
    reach_deadline(services, exchange)
    return services.exchanges.get(by(OLGA), exchange.exchange_id)


Begin = Callable[[Services, Exchange], Exchange]
either_way = pytest.mark.parametrize("begin", [draw_now, wait_for_deadline])


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


class SlowDatabase(Database):
    """`meanwhile` is what happens between reading what is to be drawn and writing down what came
    of it, one for each."""

    meanwhile: list[Callable[[], object]]

    @contextmanager
    def read(self) -> Iterator[Session]:
        with super().read() as session:
            yield session
        if self.meanwhile:
            self.meanwhile.pop(0)()


@pytest.fixture
def slow_database(database: Database) -> Iterator[SlowDatabase]:
    opened = SlowDatabase(database.url.render_as_string(hide_password=False))
    opened.meanwhile = []
    yield opened
    opened.close()


@pytest.fixture
def slow_worker(slow_database: SlowDatabase, vault: Vault, clock: FixedClock) -> Services:
    return Services.build(slow_database, vault, clock, FakeMessenger())


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
