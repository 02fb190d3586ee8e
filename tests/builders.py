"""Worlds for tests, built the way people build them: through the services.

An exchange that could not have come about cannot be built here.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.domain.snapshots import Exchange
from core.domain.types import (
    Caller,
    ChannelId,
    ExchangeStatus,
    ExclusionKind,
    NewExclusion,
    Person,
    Plan,
    TeamId,
    UserId,
    Wish,
    WishId,
)
from core.services.outbox import Claim
from core.services.registry import Services
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.waiting import next_moment

TEAM = TeamId("T0SANTA")
OTHER_TEAM = TeamId("T0OTHER")
CHANNEL = ChannelId("C0SANTA")

OLGA = UserId("U0OLGA")  # organizes
ANA = UserId("U0ANA")
BEN = UserId("U0BEN")
CLEO = UserId("U0CLEO")
DAN = UserId("U0DAN")  # not in it unless a test says so
EVERYBODY = (OLGA, ANA, BEN, CLEO)

WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)
STEP = timedelta(seconds=0.1)

_numbers = itertools.count(1)


def by(user_id: str, team_id: str = TEAM, request_id: str = "") -> Caller:
    """Somebody asks; each time it is another request, unless its id is given."""
    return Caller(TeamId(team_id), UserId(user_id), request_id or f"request {next(_numbers)}")


def person(user_id: str, team_id: str = TEAM, **traits: bool) -> Person:
    return Person(UserId(user_id), TeamId(team_id), **traits)


def a_plan(**changes: Any) -> Plan:
    plan = Plan(
        key=f"form {next(_numbers)}",
        name="Winter",
        channel_id=CHANNEL,
        channel_is_private=False,
        draw_at=START + WEEK,
        time_zone="Europe/Berlin",
    )
    return replace(plan, **changes)


def one_way(giver: UserId, recipient: UserId) -> NewExclusion:
    return NewExclusion(ExclusionKind.ONE_WAY, (giver, recipient))


def mutual(one: UserId, other: UserId) -> NewExclusion:
    return NewExclusion(ExclusionKind.MUTUAL, (one, other))


def group(*people: UserId) -> NewExclusion:
    return NewExclusion(ExclusionKind.GROUP, people)


def a_wish(title: str = "A book", **changes: str) -> Wish:
    return replace(Wish(WishId(f"wish {next(_numbers)}"), title), **changes)


def an_exchange(
    services: Services,
    *,
    status: ExchangeStatus = ExchangeStatus.OPEN,
    people: Sequence[UserId] = EVERYBODY,
    exclusions: Sequence[NewExclusion] = (),
    team_id: TeamId = TEAM,
    **plan: Any,
) -> Exchange:
    """An exchange of Olga's that `people` joined, brought to `status`.

    Stalled and completed ones move the clock: to the deadline, to the end of the exchange.
    """
    organizer = people[0] if OLGA not in people and people else OLGA
    plan = {"draw_at": services.exchanges.clock.now() + WEEK, **plan}
    takes_part = organizer in people
    made = services.exchanges.create(
        by(organizer, team_id),
        person(organizer, team_id),
        a_plan(organizer_takes_part=takes_part, **plan),
    )
    for user_id in people:
        if user_id != organizer:
            joins(services, made, user_id)
    if exclusions:
        services.exclusions.add(by(organizer, team_id), made.exchange_id, exclusions)
    _bring(services, made, status, organizer)
    now = services.exchanges.get(by(organizer, team_id), made.exchange_id)
    assert now.status == status, f"these people and exclusions make it {now.status}"
    return now


def joins(services: Services, exchange: Exchange, *people: UserId) -> None:
    for user_id in people:
        team_id = exchange.team_id
        caller = by(user_id, team_id)
        services.participation.join(caller, exchange.exchange_id, person(user_id, team_id))


def _bring(
    services: Services, exchange: Exchange, status: ExchangeStatus, organizer: UserId
) -> None:
    caller = by(organizer, exchange.team_id)
    match status:
        case ExchangeStatus.STALLED:
            reach_deadline(services, exchange)
        case ExchangeStatus.DRAWN:
            services.drawing.draw_now(caller, exchange.exchange_id)
        case ExchangeStatus.COMPLETED:
            services.drawing.draw_now(caller, exchange.exchange_id)
            the_clock(services).advance(timedelta(days=31))
            services.exchanges.complete_due()
        case ExchangeStatus.CANCELLED:
            services.exchanges.cancel(caller, exchange.exchange_id)


def reach_deadline(services: Services, exchange: Exchange) -> None:
    clock = the_clock(services)
    clock.advance(exchange.draw_at - clock.now())
    services.drawing.draw_due()


def deliver(services: Services) -> int:
    """Send everything that is due, keeping the pace of each workspace; how many were tried. Within
    a second of quiet nothing more has come due."""
    tried, quiet = 0, timedelta()
    while quiet <= SECOND:
        claims = services.outbox.claim(1)
        for claim in claims:
            services.outbox.attempt(claim)
        tried += len(claims)
        quiet = until_turn(services, claims) if claims else quiet + passed(services, quiet)
    return tried


def until_turn(services: Services, claims: Sequence[Claim]) -> timedelta:
    """As much time as it takes until the workspace may have its next message, in whole steps."""
    clock = the_clock(services)
    next_at = max(claim.lane_next_at for claim in claims)
    steps = max(0, min(-((clock.now() - next_at) // STEP), SECOND // STEP))
    clock.advance(steps * STEP)
    return steps * STEP


def passed(services: Services, quiet: timedelta, most: timedelta = SECOND) -> timedelta:
    """As much time as it takes until something may come due, in whole steps; the whole rest of the
    quiet, if nothing does before."""
    clock = the_clock(services)
    steps = (most - quiet) // STEP + 1
    if moment := next_moment(services.outbox.database, clock.now()):
        steps = min(steps, -((clock.now() - moment) // STEP))
    clock.advance(steps * STEP)
    return steps * STEP


def a_drawn_exchange(services: Services, messenger: FakeMessenger, **options: Any) -> Exchange:
    """Its announcement is out; its matches are owed."""
    exchange = an_exchange(services, **options)
    deliver(services)
    messenger.tried.clear()
    messenger.arrived.clear()
    organizer = by(exchange.organizer_ids[0], exchange.team_id)
    return services.drawing.draw_now(organizer, exchange.exchange_id)


def the_clock(services: Services) -> FixedClock:
    clock = services.exchanges.clock
    assert isinstance(clock, FixedClock)
    return clock
