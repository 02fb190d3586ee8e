"""The reveal: everybody learns who gave to them, and the channel may read all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from core.db import models
from core.db.session import Database
from core.domain.errors import (
    NoMatchNow,
    NotOrganizer,
    NotParticipant,
    NotRevealed,
    PlanField,
    PlanProblem,
    PlanRefused,
    WrongStatus,
)
from core.domain.snapshots import Circle, Exchange, Revealed
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.ports import Refused
from core.services import circles
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, EVERYBODY, OLGA, WEEK, an_exchange, by
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.drawn import matches
from tests.integration.talking import let_arrive

S = ExchangeStatus
REVEAL, CIRCLE = DeliveryKind.REVEAL, DeliveryKind.CIRCLE
AT = START + 2 * WEEK
DAY = timedelta(days=1)


def drawn(services: Services, **plan: object) -> Exchange:
    return an_exchange(services, status=S.DRAWN, **{"reveal_at": AT, **plan})


def reveal(services: Services, clock: FixedClock) -> None:
    let_arrive(services)
    clock.advance(AT - clock.now())
    services.reveals.reveal_due()
    let_arrive(services)


def told(messenger: FakeMessenger) -> list[tuple[str, UserId | None]]:
    """Who was told, in this order, that who gave to them."""
    found = ((order.addressee_id, order.content) for order in messenger.arrived)
    return [(who, what.giver_id) for who, what in found if isinstance(what, Revealed)]


def posted(messenger: FakeMessenger) -> list[Circle]:
    return [one.content for one in messenger.arrived if isinstance(one.content, Circle)]


@contextmanager
def refusal(field: PlanField, problem: PlanProblem) -> Iterator[None]:
    with pytest.raises(PlanRefused) as refused:
        yield
    assert refused.value.problems == {field: problem}


def test_everybody_is_told_around_the_circle(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    exchange = drawn(services)
    found = matches(services, exchange.exchange_id)
    clock.advance(AT - clock.now() - timedelta(seconds=9))
    assert services.reveals.reveal_due() == 0
    assert told(messenger) == []

    reveal(services, clock)

    givers = {recipient: giver for giver, recipient in found.items()}
    assert dict(told(messenger)) == givers
    assert len(told(messenger)) == len(EVERYBODY)
    steps = pairwise(told(messenger))
    breaks = [giver for (_, giver), (following, _) in steps if giver != following]
    assert len(breaks) == circles_in(found) - 1
    for who in EVERYBODY:
        shown = services.reveals.giver(by(who), exchange.exchange_id)
        assert shown.giver_id == givers[who]
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).revealed_at


def circles_in(found: dict[str, str]) -> int:
    left, count = dict(found), 0
    while left:
        at, count = next(iter(left)), count + 1
        while at in left:
            at = left.pop(at)
    return count


def test_it_happens_once(
    services: Services, other_worker: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    drawn(services)
    reveal(services, clock)
    for process in (services, other_worker):
        assert process.reveals.reveal_due() == 0
    let_arrive(services)

    assert len(told(messenger)) == len(EVERYBODY)
    assert posted(messenger) == []


def test_it_is_made_up_for(services: Services, clock: FixedClock, messenger: FakeMessenger) -> None:
    """Also when the exchange is over by then."""
    drawn(services)
    clock.advance(60 * DAY)
    services.exchanges.complete_due()

    assert services.reveals.reveal_due() == 1

    let_arrive(services)
    assert len(told(messenger)) == len(EVERYBODY)


def test_until_then_nobody_learns_anything(services: Services, clock: FixedClock) -> None:
    exchange = drawn(services)
    clock.advance(AT - clock.now() - timedelta(seconds=1))
    services.reveals.reveal_due()

    with pytest.raises(NotRevealed):
        services.reveals.giver(by(ANA), exchange.exchange_id)
    clock.advance(timedelta(seconds=1))
    services.reveals.reveal_due()
    with pytest.raises(NotParticipant):
        services.reveals.giver(by(DAN), exchange.exchange_id)
    with pytest.raises(NoMatchNow):
        services.reveals.giver(by(ANA), an_exchange(services).exchange_id)


@pytest.mark.parametrize("status", [S.OPEN, S.CANCELLED])
def test_what_is_not_drawn_is_not_revealed(
    services: Services, clock: FixedClock, status: S
) -> None:
    an_exchange(services, status=status, reveal_at=AT)
    clock.advance(AT - clock.now())

    assert services.reveals.reveal_due() == 0


def test_without_a_reveal_it_stays_a_secret(services: Services, clock: FixedClock) -> None:
    an_exchange(services, status=S.DRAWN)
    clock.advance(400 * DAY)

    assert services.reveals.reveal_due() == 0


def test_with_envelopes_the_message_names_nobody(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    exchange = drawn(services, has_envelopes=True)
    reveal(services, clock)

    assert {giver for _, giver in told(messenger)} == {None}
    assert services.reveals.giver(by(ANA), exchange.exchange_id).giver_id in EVERYBODY


def test_the_channel_reads_it_after_everybody_has_been_told(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    exchange = drawn(services, posts_circle=True)
    found = matches(services, exchange.exchange_id)
    let_arrive(services)
    clock.advance(AT - clock.now())
    services.reveals.reveal_due()
    assert services.reveals.post_due() == 0  # they are still on their way
    messenger.fail_sending(Refused("user_disabled"), to=BEN)  # nobody waits for Ben for ever
    let_arrive(services)

    assert services.reveals.post_due() == 1
    let_arrive(services)
    assert services.reveals.post_due() == 0

    (circle,) = posted(messenger)
    pairs = [pair for chain in circle.chains for pair in pairwise(chain)]
    assert sorted(pairs) == sorted(found.items())
    assert (circle.part, circle.parts, circle.count) == (1, 1, 4)


def test_a_large_circle_takes_several_messages_and_a_huge_one_none(
    services: Services,
    clock: FixedClock,
    messenger: FakeMessenger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(circles, "IN_ONE", 1)
    exchange = drawn(services, posts_circle=True)
    found = matches(services, exchange.exchange_id)
    huge = drawn(services, posts_circle=True, people=[*EVERYBODY, DAN])
    reveal(services, clock)
    services.reveals.post_due()
    let_arrive(services)

    several = [one for one in posted(messenger) if one.exchange.exchange_id != huge.exchange_id]
    (none,) = [one for one in posted(messenger) if one.exchange.exchange_id == huge.exchange_id]
    assert [(one.part, one.parts) for one in several] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert sorted(chain for one in several for chain in one.chains) == sorted(found.items())
    assert (none.chains, none.count) == ((), 5)


def test_organizers_choose_until_names_are_drawn(services: Services) -> None:
    exchange_id = an_exchange(services).exchange_id
    caller = by(OLGA)

    changed = services.reveals.set(caller, exchange_id, AT, posts_circle=True)
    assert (changed.reveal_at, changed.posts_circle) == (AT, True)
    changed = services.reveals.set(by(OLGA), exchange_id, None, posts_circle=False)
    assert (changed.reveal_at, changed.posts_circle) == (None, False)
    with refusal(PlanField.REVEAL_AT, PlanProblem.MISSING):
        services.reveals.set(by(OLGA), exchange_id, None, posts_circle=True)
    with refusal(PlanField.REVEAL_AT, PlanProblem.BEFORE_THE_DRAW):
        services.reveals.set(by(OLGA), exchange_id, START + WEEK, posts_circle=False)
    with pytest.raises(NotOrganizer):
        services.reveals.set(by(ANA), exchange_id, AT, posts_circle=False)
    sealed = an_exchange(services, has_envelopes=True).exchange_id
    with refusal(PlanField.REVEAL, PlanProblem.IN_ENVELOPES):
        services.reveals.set(by(OLGA), sealed, AT, posts_circle=True)


def test_afterwards_it_is_only_put_off_or_kept_a_secret(
    services: Services, clock: FixedClock
) -> None:
    exchange_id = drawn(services).exchange_id

    with refusal(PlanField.REVEAL_AT, PlanProblem.PROMISED_LATER):
        services.reveals.set(by(OLGA), exchange_id, AT - DAY, posts_circle=False)
    with refusal(PlanField.REVEAL, PlanProblem.PROMISED_SECRET):
        services.reveals.set(by(OLGA), exchange_id, AT, posts_circle=True)
    services.reveals.set(by(OLGA), exchange_id, AT + DAY, posts_circle=False)
    services.reveals.set(by(OLGA), exchange_id, None, posts_circle=False)
    with pytest.raises(WrongStatus):  # nobody was told that it would be
        services.reveals.set(by(OLGA), exchange_id, AT, posts_circle=False)

    other = drawn(services).exchange_id
    clock.advance(AT - clock.now())
    services.reveals.reveal_due()
    with pytest.raises(WrongStatus):
        services.reveals.settable(by(OLGA), other)


def test_a_postponed_exchange_is_revealed_later_as_well(services: Services) -> None:
    on = date(2026, 12, 20)
    at = datetime(2026, 12, 20, 16, tzinfo=UTC)
    exchange_id = an_exchange(services, exchange_on=on, reveal_at=at).exchange_id

    later = services.exchanges.postpone(
        by(OLGA), exchange_id, START + 2 * WEEK, on + timedelta(days=3)
    ).exchange
    assert later.reveal_at == at + timedelta(days=3)
    latest = services.exchanges.postpone(by(OLGA), exchange_id, START + 9 * WEEK, None).exchange
    assert latest.reveal_at == later.reveal_at + 7 * WEEK


def test_a_draw_that_comes_after_the_moment_moves_it(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA), status=S.STALLED, reveal_at=AT)
    clock.advance(AT - clock.now() + DAY)
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, clock.now() + DAY, None)
    moved = services.exchanges.get(by(OLGA), exchange.exchange_id)

    assert moved.reveal_at
    assert moved.reveal_at > moved.draw_at


def test_who_was_told_and_when_stands_nowhere_before(
    services: Services, database: Database, clock: FixedClock
) -> None:
    drawn(services, posts_circle=True)
    let_arrive(services)
    clock.advance(AT - clock.now() - timedelta(seconds=1))
    services.reveals.reveal_due()
    services.reveals.post_due()

    assert looking.owed(database, REVEAL) == looking.owed(database, CIRCLE) == []


def test_one_that_cannot_be_read_keeps_no_other_waiting(
    services: Services, database: Database, clock: FixedClock, messenger: FakeMessenger
) -> None:
    broken, _ = drawn(services), drawn(services)
    with database.write() as session:
        row = session.get_one(models.Assignment, (broken.exchange_id, CLEO))
        row.recipient_encrypted = b"\1" + bytes(60)
    clock.advance(AT - clock.now())

    assert services.reveals.reveal_due() == 1
    let_arrive(services)
    assert len(told(messenger)) == len(EVERYBODY)


def test_of_a_broken_circle_everybody_is_told_who_has_a_giver(
    services: Services, database: Database, clock: FixedClock, messenger: FakeMessenger
) -> None:
    exchange = drawn(services, posts_circle=True)
    givers = {
        recipient: giver for giver, recipient in matches(services, exchange.exchange_id).items()
    }
    with database.write() as session:
        session.delete(session.get_one(models.Assignment, (exchange.exchange_id, CLEO)))
    reveal(services, clock)
    services.reveals.post_due()
    let_arrive(services)

    left = {who: giver for who, giver in givers.items() if giver != CLEO}
    assert dict(told(messenger)) == left
    (circle,) = posted(messenger)
    pairs = [pair for chain in circle.chains for pair in pairwise(chain)]
    assert sorted(pairs) == sorted((giver, who) for who, giver in left.items())


def test_one_that_is_being_purged_keeps_no_other_waiting(
    services: Services, database: Database, clock: FixedClock, messenger: FakeMessenger
) -> None:
    gone, _ = (drawn(services, posts_circle=True) for _ in range(2))
    clock.advance(AT - clock.now())
    with database.write() as session:
        session.get_one(models.Exchange, gone.exchange_id).purge_began_at = clock.now()

    assert services.reveals.reveal_due() == 1
    let_arrive(services)
    with database.write() as session:
        session.get_one(models.Exchange, gone.exchange_id).revealed_at = clock.now()
    assert services.reveals.post_due() == 1
