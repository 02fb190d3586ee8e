"""The pace at which messages leave a workspace, and what slows it down."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import ChannelId, ExchangeStatus, UserId
from core.ports import Blocked, LostReply, NotSent, RateLimited, SendError
from core.services.outbox import CATCHES_UP
from core.services.outcomes import BLOCKED_FOR, STUMBLED, TOO_FAST
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import (
    ANA,
    EVERYBODY,
    OLGA,
    TEAM,
    an_exchange,
    by,
    deliver,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    SECOND,
    deliver_until_settled,
    matches_of,
    next_turn,
    take,
)

S = ExchangeStatus
STEP = timedelta(microseconds=1)
PATIENCE = Patience()


def set_pace(database: Database, pace: float) -> None:
    with database.write() as session:
        session.execute(update(models.Workspace).values(pace=pace))


def pace_of(database: Database, team_id: str = TEAM) -> float:
    return looking.the_lane(database, team_id).pace


def test_a_workspace_starts_with_five_a_second_and_gets_quicker_with_each_success(
    services: Services, database: Database, clock: FixedClock
) -> None:
    an_exchange(services, status=S.DRAWN)
    paces, turns = [], []

    for _ in range(5):
        paces.append(pace_of(database))
        claim = next_turn(services)
        turns.append(clock.now())
        services.outbox.attempt(claim)

    assert paces == pytest.approx([5.0, 5.1, 5.2, 5.3, 5.4])
    # The pace at the time a message is taken out is the pause after it.
    pauses = [(later - turn).total_seconds() for turn, later in pairwise(turns)]
    assert pauses == pytest.approx([1 / pace for pace in paces[:-1]], abs=1e-5)


def test_ten_a_second_is_the_fastest(services: Services, database: Database) -> None:
    an_exchange(services, status=S.DRAWN)
    set_pace(database, 9.85)

    for _ in range(4):
        services.outbox.attempt(next_turn(services))

    assert pace_of(database) == 10.0


def test_a_new_exchange_keeps_the_pace_of_its_workspace(
    services: Services, database: Database
) -> None:
    an_exchange(services)
    deliver(services)
    pace = pace_of(database)

    an_exchange(services)

    assert pace_of(database) == pace > 5.0


def test_small_delays_do_not_add_up(
    services: Services, database: Database, clock: FixedClock
) -> None:
    people = [UserId(f"U{number}") for number in range(20)]
    an_exchange(services, status=S.DRAWN, people=people)
    began = clock.now()

    for _ in people:
        next_turn(services)
        clock.advance(SECOND / 20)  # until somebody looks again

    next_at = looking.the_lane(database, TEAM).lane_next_at
    assert next_at is not None
    assert next_at - began == pytest.approx(len(people) * SECOND / 5, abs=SECOND / 1000)


def test_a_longer_delay_is_caught_up_for_half_a_second_alone(
    services: Services, clock: FixedClock
) -> None:
    an_exchange(services, status=S.DRAWN, people=[UserId(f"U{number}") for number in range(20)])
    next_turn(services)
    clock.advance(timedelta(minutes=10))

    at_once = 0
    while services.outbox.claim(1):
        at_once += 1

    assert at_once == 1 + CATCHES_UP // (SECOND / 5)


TOO_QUICK = RateLimited(30 * SECOND)
TROUBLES = [
    (TOO_QUICK, TOO_FAST),
    (NotSent("slack_unreachable"), STUMBLED),
    (LostReply("no_reply"), STUMBLED),
]


@pytest.mark.parametrize(("error", "left"), TROUBLES, ids=["429", "not_sent", "lost"])
def test_trouble_slows_down(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    drawn: Exchange,
    error: SendError,
    left: float,
) -> None:
    claim = take(services, ANA)
    pace = pace_of(database)
    messenger.fail_sending(error)

    services.outbox.attempt(claim)

    assert pace_of(database) == pytest.approx(pace * left)
    assert left == (0.5 if isinstance(error, RateLimited) else 0.8)


def test_what_is_found_says_nothing_of_the_pace(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    services.outbox.attempt(take(services, ANA))
    services.outbox.clock.sleep(PATIENCE.looks_after.total_seconds())
    pace = pace_of(database)

    services.outbox.attempt(take(services, ANA))

    assert matches_of(messenger).count(ANA) == len(messenger.looked_for) == 1
    assert pace_of(database) == pace


def test_those_that_were_on_their_way_together_halve_it_once(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    an_exchange(services, status=S.DRAWN)
    together = [next_turn(services) for _ in range(4)]
    messenger.fail_sending(TOO_QUICK, RateLimited(20 * SECOND), *[TOO_QUICK] * 2)

    for claim in together:
        services.outbox.attempt(claim)
    first = pace_of(database)
    clock.advance(30 * SECOND)
    messenger.fail_sending(TOO_QUICK)
    services.outbox.attempt(next_turn(services))

    assert (first, pace_of(database)) == (2.5, 1.25)


def test_one_in_two_seconds_is_the_slowest(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    an_exchange(services, status=S.DRAWN)
    paces = []

    for _ in range(5):
        messenger.fail_sending(TOO_QUICK)
        services.outbox.attempt(next_turn(services))
        paces.append(pace_of(database))
        clock.advance(30 * SECOND)

    assert paces == [2.5, 1.25, 0.625, 0.5, 0.5]


@pytest.mark.parametrize(
    ("error", "wait"),
    [(TOO_QUICK, 30 * SECOND), (Blocked("token_revoked"), BLOCKED_FOR)],
    ids=["rate_limited", "blocked"],
)
def test_the_whole_workspace_waits(
    services: Services,
    messenger: FakeMessenger,
    clock: FixedClock,
    drawn: Exchange,
    error: SendError,
    wait: timedelta,
) -> None:
    claim = take(services, ANA)
    an_exchange(services, channel_id=ChannelId("C0ELSEWHERE"))
    messenger.fail_sending(error, to=ANA)

    services.outbox.attempt(claim)
    clock.advance(wait - STEP)
    too_soon = services.outbox.claim(10)
    clock.advance(STEP)

    assert too_soon == []
    assert len(services.outbox.claim(10)) == 1
    deliver_until_settled(services)
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_the_longest_wait_counts(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    an_exchange(services, status=S.DRAWN)
    together = [next_turn(services) for _ in range(3)]
    waits = [RateLimited(seconds * SECOND) for seconds in (5, 60, 10)]
    messenger.fail_sending(*waits)

    for claim in together:
        services.outbox.attempt(claim)

    assert looking.the_lane(database, TEAM).lane_waits_until == clock.now() + 60 * SECOND


def blocked_of(services: Services) -> str | None:
    (seen,) = services.overview.status(by(OLGA))
    assert seen.report is not None
    return seen.report.blocked


def test_a_blocked_workspace_says_why_until_slack_takes_something(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    caplog: pytest.LogCaptureFixture,
) -> None:
    claim = take(services, ANA)
    pace, before = pace_of(database), blocked_of(services)
    messenger.fail_sending(*[Blocked("token_revoked")] * 3, to=ANA)
    services.outbox.attempt(claim)
    during = []

    for _ in range(2):
        clock.advance(BLOCKED_FOR)
        deliver(services)
        during.append(blocked_of(services))
    slower = pace_of(database)
    clock.advance(BLOCKED_FOR)
    deliver(services)

    assert (before, during, blocked_of(services)) == (None, ["token_revoked"] * 2, None)
    assert slower == pace
    assert f"workspace {TEAM} cannot be written to: token_revoked" in caplog.text
    assert matches_of(messenger) == sorted(EVERYBODY)
    assert looking.the_delivery(database, MATCH, ANA).attempts == 4
