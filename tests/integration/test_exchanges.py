"""Creating, postponing, cancelling and completing an exchange."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.errors import PlanField, PlanProblem, RefusedAs
from core.domain.types import (
    Budget,
    ChannelId,
    DeliveryKind,
    ExchangeStatus,
    Person,
)
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    WEEK,
    a_plan,
    an_exchange,
    by,
    deliver,
    person,
    reach_deadline,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus
DAY = timedelta(days=1)


def test_a_new_exchange_is_open_and_as_planned(services: Services) -> None:
    plan = a_plan(
        name="  Winter ",
        exchange_on=date(2026, 12, 24),
        budget=Budget(Decimal("20.50"), "EUR"),
        message=" Homemade is best. ",
        channel_is_private=True,
    )

    made = services.exchanges.create(by(OLGA), person(OLGA), plan)

    assert (made.name, made.message, made.status) == ("Winter", "Homemade is best.", S.OPEN)
    assert (made.channel_id, made.channel_is_private) == (CHANNEL, True)
    assert (made.draw_at, made.time_zone) == (plan.draw_at, "Europe/Berlin")
    assert (made.exchange_on, made.budget) == (plan.exchange_on, plan.budget)
    assert (made.organizer_ids, made.joined_count, made.drawn_at) == ((OLGA,), 1, None)
    assert services.exchanges.get(by(DAN), made.exchange_id) == made


def test_a_new_exchange_owes_its_announcement_to_the_channel(
    services: Services, database: Database
) -> None:
    made = an_exchange(services, people=())

    (owed,) = looking.deliveries(database)
    assert (owed.kind, owed.addressee_id) == (DeliveryKind.ANNOUNCEMENT, CHANNEL)
    assert owed.exchange_id == made.exchange_id


def test_an_organizer_need_not_take_part(services: Services) -> None:
    made = an_exchange(services, people=())

    assert made.joined_count == 0
    assert services.participation.joined(by(OLGA), S.OPEN) == []


def test_a_plan_with_problems_makes_nothing(services: Services, database: Database) -> None:
    plan = a_plan(name="", draw_at=START)

    with pytest.raises(errors.PlanRefused) as refused:
        services.exchanges.create(by(OLGA), person(OLGA), plan)

    assert set(refused.value.problems) == {PlanField.NAME, PlanField.DRAW_AT}
    assert looking.count(database, models.Exchange) == 0


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (person(OLGA, is_bot=True), RefusedAs.BOT),
        (person(OLGA, is_deactivated=True), RefusedAs.DEACTIVATED),
        (person(OLGA, is_guest=True), RefusedAs.GUEST),
        (person(OLGA, OTHER_TEAM), RefusedAs.STRANGER),
    ],
    ids=["bot", "deactivated", "guest", "stranger"],
)
def test_who_cannot_take_part_cannot_create(
    services: Services, database: Database, who: Person, reason: RefusedAs
) -> None:
    with pytest.raises(errors.PersonRefused) as refused:
        services.exchanges.create(by(OLGA), who, a_plan())

    assert refused.value.reason == reason
    assert looking.count(database, models.Exchange) == 0


def test_postponing_moves_the_deadline(services: Services) -> None:
    made = an_exchange(services)
    later = made.draw_at + 3 * DAY

    postponed = services.exchanges.postpone(by(OLGA), made.exchange_id, later, None).exchange

    assert (postponed.draw_at, postponed.status) == (later, S.OPEN)
    assert services.exchanges.get(by(OLGA), made.exchange_id) == postponed


def test_a_postponed_exchange_is_drawn_at_its_new_deadline(
    services: Services, clock: FixedClock
) -> None:
    made = an_exchange(services)
    postponed = services.exchanges.postpone(
        by(OLGA), made.exchange_id, made.draw_at + DAY, None
    ).exchange

    reach_deadline(services, made)
    between = services.exchanges.get(by(OLGA), made.exchange_id).status
    reach_deadline(services, postponed)

    assert between == S.OPEN
    assert services.exchanges.get(by(OLGA), made.exchange_id).status == S.DRAWN


def test_postponing_opens_a_stalled_exchange_again(services: Services, clock: FixedClock) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))

    postponed = services.exchanges.postpone(
        by(OLGA), stalled.exchange_id, clock.now() + DAY, None
    ).exchange
    joined = services.participation.join(by(BEN), stalled.exchange_id, person(BEN))

    assert postponed.status == S.OPEN
    assert joined.is_new


CHRISTMAS = date(2026, 12, 24)
NO_TIMES = {
    "now": (START, None, {PlanField.DRAW_AT: PlanProblem.TOO_SOON}),
    "in_a_year": (START + 367 * DAY, None, {PlanField.DRAW_AT: PlanProblem.TOO_FAR}),
    "a_minute_past_midnight_there": (
        START + 23 * DAY + timedelta(hours=14, minutes=1),
        CHRISTMAS,
        {PlanField.EXCHANGE_ON: PlanProblem.BEFORE_THE_DRAW},
    ),
}


@pytest.mark.parametrize(("draw_at", "day", "problems"), NO_TIMES.values(), ids=NO_TIMES.keys())
def test_times_that_make_no_sense_are_refused(
    services: Services, draw_at: datetime, day: date | None, problems: object
) -> None:
    made = an_exchange(services, exchange_on=CHRISTMAS)

    with pytest.raises(errors.PlanRefused) as refused:
        services.exchanges.postpone(by(OLGA), made.exchange_id, draw_at, day)

    assert refused.value.problems == problems
    assert services.exchanges.get(by(OLGA), made.exchange_id) == made


def test_the_exchange_day_moves_with_the_deadline(services: Services) -> None:
    made = an_exchange(services, exchange_on=CHRISTMAS)
    latest = START + 24 * DAY
    on = CHRISTMAS + DAY

    postponed = services.exchanges.postpone(by(OLGA), made.exchange_id, latest, on).exchange

    assert (postponed.draw_at, postponed.exchange_on) == (latest, on)


def test_a_day_that_is_kept_is_the_one_of_now(services: Services) -> None:
    made = an_exchange(services, exchange_on=CHRISTMAS)
    latest, newer = START + 24 * DAY, CHRISTMAS + DAY
    services.exchanges.postpone(by(OLGA), made.exchange_id, made.draw_at, newer)

    kept = services.exchanges.postpone(
        by(OLGA), made.exchange_id, latest, CHRISTMAS, keeps_day=True
    ).exchange

    assert (kept.draw_at, kept.exchange_on) == (latest, newer)


def test_cancelling_owes_the_news_to_everybody_else(services: Services, database: Database) -> None:
    made = an_exchange(services)
    services.participation.leave(by(CLEO), made.exchange_id)

    cancelled = services.exchanges.cancel(by(OLGA), made.exchange_id)

    assert cancelled.status == S.CANCELLED
    assert looking.owed(database, DeliveryKind.CANCELLED) == [ANA, BEN]


def test_a_cancelled_exchange_says_so_to_those_in_it(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.CANCELLED)

    deliver(services)

    assert sorted(messenger.addressees()) == [ANA, BEN, CLEO]
    assert {order.kind for order in messenger.arrived} == {DeliveryKind.CANCELLED}
    assert messenger.arrived[0].content == made


@pytest.mark.parametrize("status", [S.STALLED, S.DRAWN])
def test_what_is_not_over_can_be_cancelled(services: Services, status: S) -> None:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    exchange = an_exchange(services, status=status, people=people)

    assert services.exchanges.cancel(by(OLGA), exchange.exchange_id).status == S.CANCELLED


CHANGES: dict[str, Callable[[Services, str, str], object]] = {
    "cancel": lambda services, who, exchange_id: services.exchanges.cancel(by(who), exchange_id),
    "postpone": lambda services, who, exchange_id: services.exchanges.postpone(
        by(who), exchange_id, START + 2 * WEEK, None
    ),
}
change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())


@change
@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "stranger"])
def test_only_organizers_change_an_exchange(
    services: Services, change: Callable[[Services, str, str], object], who: str
) -> None:
    made = an_exchange(services)

    with pytest.raises(errors.NotOrganizer):
        change(services, who, made.exchange_id)

    assert services.exchanges.get(by(OLGA), made.exchange_id) == made


@change
@pytest.mark.parametrize("status", [S.CANCELLED, S.COMPLETED])
def test_what_is_over_stays_as_it_is(
    services: Services, change: Callable[[Services, str, str], object], status: S
) -> None:
    over = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus) as refused:
        change(services, OLGA, over.exchange_id)

    assert refused.value.status == status
    assert services.exchanges.get(by(OLGA), over.exchange_id) == over


def test_a_drawn_exchange_cannot_be_postponed(services: Services) -> None:
    drawn = an_exchange(services, status=S.DRAWN)

    with pytest.raises(errors.WrongStatus):
        services.exchanges.postpone(by(OLGA), drawn.exchange_id, START + 2 * WEEK, None)


def test_an_exchange_is_completed_as_its_day_ends_there(
    services: Services, clock: FixedClock
) -> None:
    drawn = an_exchange(
        services, status=S.DRAWN, exchange_on=date(2026, 12, 24), time_zone="Asia/Kolkata"
    )
    clock.advance(23 * DAY + timedelta(hours=9, minutes=29))

    too_soon = services.exchanges.complete_due()
    clock.advance(timedelta(minutes=1))
    at_midnight = services.exchanges.complete_due()

    assert (too_soon, at_midnight, services.exchanges.complete_due()) == (0, 1, 0)
    assert services.exchanges.get(by(OLGA), drawn.exchange_id).status == S.COMPLETED


def test_only_drawn_exchanges_are_completed(services: Services, clock: FixedClock) -> None:
    an_exchange(services, status=S.CANCELLED)
    an_exchange(services, draw_at=START + 300 * DAY)
    clock.advance(100 * DAY)

    assert services.exchanges.complete_due() == 0


def test_an_unknown_exchange_is_not_found(services: Services) -> None:
    with pytest.raises(errors.ExchangeNotFound):
        services.exchanges.get(by(OLGA), "no such id")


def test_a_channel_may_have_several_exchanges(services: Services) -> None:
    first, second = an_exchange(services), an_exchange(services, name="Summer")

    found = services.participation.joinable(by(DAN), ChannelId(CHANNEL))

    assert {one.exchange_id for one in found} == {first.exchange_id, second.exchange_id}
