"""One request takes effect once, however often it is delivered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Exchange
from core.domain.types import Caller, ExchangeStatus, WhoCreates
from core.ports import Refused
from core.services.registry import Services
from core.services.requests import forget_old_requests
from core.services.wishlists import Move
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    OLGA,
    OTHER_TEAM,
    WEEK,
    a_plan,
    a_wish,
    an_exchange,
    by,
    deliver,
    mutual,
    person,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus
Act = Callable[[Services, Caller, str], object]

ACTS: dict[str, tuple[str, Act]] = {
    "create": (OLGA, lambda s, c, e: s.exchanges.create(c, person(OLGA), a_plan())),
    "postpone": (OLGA, lambda s, c, e: s.exchanges.postpone(c, e, START + 2 * WEEK, None)),
    "cancel": (OLGA, lambda s, c, e: s.exchanges.cancel(c, e)),
    "join": ("U0DAN", lambda s, c, e: s.participation.join(c, e, person("U0DAN"))),
    "join_again": (ANA, lambda s, c, e: s.participation.join(c, e, person(ANA))),
    "leave": (ANA, lambda s, c, e: s.participation.leave(c, e)),
    "exclude": (OLGA, lambda s, c, e: s.exclusions.add(c, e, [mutual(ANA, BEN)])),
    "organizers": (OLGA, lambda s, c, e: s.organizers.change(c, e, [person(ANA)], [])),
    "creators": (
        OLGA,
        lambda s, c, e: s.workspaces.set_creators(
            c, person(OLGA, is_admin=True), WhoCreates.NAMED, add=[ANA]
        ),
    ),
    "put_wish": (ANA, lambda s, c, e: s.wishlists.add_item(c, e, a_wish())),
    "notes": (
        ANA,
        lambda s, c, e: s.wishlists.write_notes(c, e, dislikes="x", delivery_notes=""),
    ),
    "draw": (OLGA, lambda s, c, e: s.drawing.draw_now(c, e)),
}


@pytest.mark.parametrize(("who", "act"), ACTS.values(), ids=ACTS.keys())
def test_a_request_takes_effect_once(
    services: Services, database: Database, who: str, act: Act
) -> None:
    exchange = an_exchange(services)
    caller = by(who)
    act(services, caller, exchange.exchange_id)
    before = rows(database)

    with pytest.raises(errors.AlreadyHandled):
        act(services, caller, exchange.exchange_id)

    assert rows(database) == before


def rows(database: Database) -> dict[str, int]:
    tables = (models.Exchange, models.Participant, models.Exclusion, models.Wishlist)
    tables += (models.Assignment, models.Delivery, models.HandledRequest)
    tables += (models.Organizer, models.Creator)
    return {table.__tablename__: looking.count(database, table) for table in tables}


def test_moving_and_removing_a_wish_happen_once(services: Services) -> None:
    exchange = an_exchange(services)
    for title in ("Book", "Tea", "Socks"):
        services.wishlists.add_item(by(ANA), exchange.exchange_id, a_wish(title))
    first = services.wishlists.show(by(ANA), exchange.exchange_id).items[0].wish_id
    move, remove = by(ANA), by(ANA)

    services.wishlists.move_item(move, exchange.exchange_id, first, Move.DOWN)
    with pytest.raises(errors.AlreadyHandled):
        services.wishlists.move_item(move, exchange.exchange_id, first, Move.DOWN)
    services.wishlists.remove_item(remove, exchange.exchange_id, first)
    with pytest.raises(errors.AlreadyHandled):
        services.wishlists.remove_item(remove, exchange.exchange_id, first)

    left = services.wishlists.show(by(ANA), exchange.exchange_id).items
    assert [wish.title for wish in left] == ["Tea", "Socks"]


def test_a_replayed_removal_is_no_error(services: Services) -> None:
    exchange = an_exchange(services)
    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, BEN)])
    caller, exclusion_id = by(OLGA), board.exclusions[0].exclusion_id
    services.exclusions.remove(caller, exchange.exchange_id, exclusion_id)

    with pytest.raises(errors.AlreadyHandled):
        services.exclusions.remove(caller, exchange.exchange_id, exclusion_id)


def test_a_command_that_is_repeated_does_not_bring_back_who_has_left(services: Services) -> None:
    exchange = an_exchange(services)
    dan = by("U0DAN")
    join = partial(services.participation.join_chosen, dan, CHANNEL, person("U0DAN"))
    assert join(lambda found: found)
    services.participation.leave(by("U0DAN"), exchange.exchange_id)

    with pytest.raises(errors.AlreadyHandled):
        join(lambda found: found)

    assert services.participation.joined(dan, S.OPEN) == []


def test_a_refused_request_may_come_again(services: Services) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA))
    caller = by(OLGA)
    with pytest.raises(errors.NotDrawable):
        services.drawing.draw_now(caller, exchange.exchange_id)
    services.participation.join(by(BEN), exchange.exchange_id, person(BEN))

    assert services.drawing.draw_now(caller, exchange.exchange_id).status == S.DRAWN


def test_the_same_id_in_another_workspace_is_another_request(services: Services) -> None:
    here, there = an_exchange(services), an_exchange(services, team_id=OTHER_TEAM)
    services.participation.leave(by(ANA, request_id="same"), here.exchange_id)

    left = services.participation.leave(by(ANA, OTHER_TEAM, "same"), there.exchange_id)

    assert left.was_in


def test_a_long_request_id_is_kept_short_and_unreadable(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)
    services.participation.leave(by(ANA, request_id="trigger." * 100), exchange.exchange_id)

    with database.read() as session:
        kept = [row.request_id for row in session.query(models.HandledRequest)]
    assert {len(request_id) for request_id in kept} == {64}
    assert not any("trigger" in request_id for request_id in kept)


def test_copies_at_the_same_moment_take_effect_once(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    caller, together, outcomes = by(ANA), threading.Barrier(4), []

    def ask() -> None:
        together.wait()
        try:
            services.wishlists.add_item(caller, exchange.exchange_id, a_wish())
            outcomes.append("done")
        except errors.AlreadyHandled:
            outcomes.append("handled before")

    in_threads(ask, 4)

    assert sorted(outcomes) == ["done", "handled before", "handled before", "handled before"]
    assert len(services.wishlists.show(by(ANA), exchange.exchange_id).items) == 1


def in_threads(work: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_different_requests_at_the_same_moment_all_take_effect(services: Services) -> None:
    exchange = an_exchange(services)
    together = threading.Barrier(6)

    def ask() -> None:
        together.wait()
        services.wishlists.add_item(by(ANA), exchange.exchange_id, a_wish())

    in_threads(ask, 6)

    assert len(services.wishlists.show(by(ANA), exchange.exchange_id).items) == 6


def test_requests_are_forgotten_after_an_hour(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services, people=(OLGA,))
    old = looking.count(database, models.HandledRequest)
    clock.advance(timedelta(minutes=59))
    services.participation.leave(by(OLGA), exchange.exchange_id)

    forget_old_requests(database, clock)
    before = looking.count(database, models.HandledRequest)
    clock.advance(timedelta(minutes=2))
    forget_old_requests(database, clock)

    assert (before, looking.count(database, models.HandledRequest)) == (old + 1, 1)


def test_retrying_failed_matches_happens_once(services: Services, messenger: FakeMessenger) -> None:
    exchange: Exchange = an_exchange(services, status=S.DRAWN)
    messenger.fail_sending(Refused("user_disabled"), to=ANA)
    deliver(services)
    caller = by(OLGA)

    assert services.deliveries.retry_failed(caller, exchange.exchange_id) == 1
    with pytest.raises(errors.AlreadyHandled):
        services.deliveries.retry_failed(caller, exchange.exchange_id)
