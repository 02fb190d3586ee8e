"""Changing an exchange that is there: what, until when, and what two do at the same time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.editing import Details, details_of
from core.domain.errors import PlanField, PlanProblem
from core.domain.snapshots import Edited, Exchange, Invitation, Order
from core.domain.types import Budget, DeliveryKind, ExchangeStatus, UserId
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    WEEK,
    an_exchange,
    by,
    deliver,
    joins,
    person,
    the_clock,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled

S, MOVED = ExchangeStatus, DeliveryKind.MOVED
EVE = UserId("U0EVE")
DAY = timedelta(days=1)
LATER = START + 2 * WEEK
EVERYTHING: dict[str, Any] = {
    "name": "Spring",
    "draw_at": LATER,
    "exchange_on": date(2027, 1, 6),
    "budget": Budget(Decimal("12.50"), "GBP"),
    "message": "Bring socks",
    "has_envelopes": True,
    "no_repeats": 3,
}


def edit(
    services: Services,
    exchange: Exchange,
    who: UserId = OLGA,
    *,
    shown: Exchange | None = None,
    **changes: Any,
) -> Edited:
    """In the form that showed the exchange as it was `shown`."""
    before = details_of(shown or exchange)
    given = replace(before, **changes)
    return services.editing.change(by(who), exchange.exchange_id, given, before.marks())


def now(services: Services, exchange: Exchange) -> Exchange:
    return services.exchanges.get(by(OLGA), exchange.exchange_id)


def in_status(services: Services, status: ExchangeStatus) -> Exchange:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    return an_exchange(services, status=status, people=people)


def test_every_field_can_be_changed_while_it_is_open(services: Services) -> None:
    exchange = an_exchange(services)

    edited = edit(services, exchange, **EVERYTHING)

    assert set(edited.fields) == {*EVERYTHING}
    assert details_of(now(services, exchange)) == Details(**EVERYTHING)
    assert edited.exchange == now(services, exchange)
    assert edited.exchange.channel_id == CHANNEL


@pytest.mark.parametrize("field", EVERYTHING)
def test_one_field_leaves_the_others_as_they_are(services: Services, field: str) -> None:
    exchange = an_exchange(services)

    edited = edit(services, exchange, **{field: EVERYTHING[field]})

    assert edited.fields == (field,)
    wanted = replace(details_of(exchange), **{field: EVERYTHING[field]})
    assert details_of(now(services, exchange)) == wanted


def test_saving_without_a_change_says_nothing_to_anybody(
    services: Services, messenger: FakeMessenger, clock: FixedClock, database: Database
) -> None:
    exchange = an_exchange(services)
    for _ in range(2):
        deliver(services)
        clock.advance(DAY / 24)
    before = looking.count(database, models.Delivery)
    messenger.refreshed.clear()

    edited = edit(services, exchange, message="  ", name=f" {exchange.name} ")
    deliver(services)

    assert edited.fields == ()
    assert messenger.refreshed == []
    assert looking.count(database, models.Delivery) == before


def test_after_the_draw_day_budget_and_message_may_change(
    services: Services, database: Database
) -> None:
    drawn = in_status(services, S.DRAWN)
    after = {field: EVERYTHING[field] for field in ("exchange_on", "budget", "message")}

    edited = edit(services, drawn, **after)

    assert set(edited.fields) == {*after}
    row = looking.the_exchange(database, drawn.exchange_id)
    assert row.completes_at is not None
    assert row.completes_at.date() == date(2027, 1, 6)  # midnight there
    for field in ("name", "draw_at", "has_envelopes", "no_repeats"):
        with pytest.raises(errors.WrongStatus):
            edit(services, edited.exchange, **{field: EVERYTHING[field]})
    assert now(services, drawn) == edited.exchange


def test_a_reveal_goes_along_with_a_day_that_is_put_off_after_the_draw(services: Services) -> None:
    on = (START + 2 * WEEK).date()
    drawn = an_exchange(services, status=S.DRAWN, exchange_on=on, reveal_at=START + 2 * WEEK)
    assert drawn.reveal_at

    later = edit(services, drawn, exchange_on=on + 3 * DAY).exchange
    renamed = edit(services, later, message="Bring socks").exchange
    sooner = edit(services, renamed, exchange_on=on).exchange

    assert [one.reveal_at for one in (later, renamed, sooner)] == [drawn.reveal_at + 3 * DAY] * 3


@pytest.mark.parametrize("status", [S.COMPLETED, S.CANCELLED])
def test_of_what_is_over_nothing_changes(services: Services, status: S) -> None:
    over = in_status(services, status)

    with pytest.raises(errors.WrongStatus):
        services.editing.look(by(OLGA), over.exchange_id)
    with pytest.raises(errors.WrongStatus):
        edit(services, over, message="Thank you")


@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "outsider"])
def test_only_organizers_change_anything(services: Services, who: UserId) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.NotOrganizer):
        services.editing.look(by(who), exchange.exchange_id)
    with pytest.raises(errors.NotOrganizer):
        edit(services, exchange, who, **EVERYTHING)

    assert now(services, exchange) == exchange


def test_every_problem_stands_on_its_field(services: Services) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.PlanRefused) as refused:
        edit(
            services,
            exchange,
            name=" ",
            draw_at=START,
            exchange_on=date(2026, 11, 1),
            budget=Budget(Decimal("0.001"), "EUR"),
            message="x" * 2001,
        )

    assert set(refused.value.problems) == {
        PlanField.NAME,
        PlanField.DRAW_AT,
        PlanField.EXCHANGE_ON,
        PlanField.BUDGET_AMOUNT,
        PlanField.MESSAGE,
    }
    assert now(services, exchange) == exchange


def test_a_draw_that_moves_behind_its_day_is_refused(services: Services) -> None:
    exchange = an_exchange(services, exchange_on=(START + WEEK + DAY).date())

    with pytest.raises(errors.PlanRefused) as refused:
        edit(services, exchange, draw_at=LATER)

    assert refused.value.problems == {PlanField.EXCHANGE_ON: PlanProblem.BEFORE_THE_DRAW}


def test_a_drawn_exchange_is_not_moved_into_the_past(services: Services) -> None:
    drawn = an_exchange(services, status=S.DRAWN, exchange_on=(START + 2 * WEEK).date())
    the_clock(services).advance(3 * DAY)

    with pytest.raises(errors.PlanRefused) as refused:
        edit(services, drawn, exchange_on=(START + DAY).date())
    edit(services, drawn, exchange_on=(START + 3 * DAY).date())  # before what was planned at first

    assert refused.value.problems == {PlanField.EXCHANGE_ON: PlanProblem.TOO_SOON}


def test_what_the_channel_was_promised_is_not_sealed_by_the_way(services: Services) -> None:
    at = START + 2 * WEEK
    exchange = an_exchange(services, reveal_at=at, posts_circle=True)

    with pytest.raises(errors.PlanRefused) as refused:
        edit(services, exchange, name="Spring", has_envelopes=True)

    assert refused.value.problems == {PlanField.ENVELOPES: PlanProblem.IN_ENVELOPES}
    assert now(services, exchange) == exchange
    services.reveals.set(by(OLGA), exchange.exchange_id, at, posts_circle=False)
    edited = edit(services, now(services, exchange), has_envelopes=True).exchange
    assert (edited.has_envelopes, edited.reveal_at) == (True, at)


def test_no_repeats_are_counted_within_reason(services: Services) -> None:
    with pytest.raises(errors.NotAChoice):
        edit(services, an_exchange(services), no_repeats=99)


def test_two_who_change_different_fields_both_have_their_way(services: Services) -> None:
    exchange = an_exchange(services)
    edit(services, exchange, name="Spring")

    edit(services, exchange, shown=exchange, message="Bring socks")

    assert now(services, exchange).name == "Spring"
    assert now(services, exchange).message == "Bring socks"


def test_two_who_change_the_same_field_are_told(services: Services) -> None:
    exchange = an_exchange(services)
    edit(services, exchange, name="Spring", message="Bring socks")

    with pytest.raises(errors.EditedMeanwhile) as meanwhile:
        edit(services, exchange, shown=exchange, name="Summer", message="Bring socks")

    assert meanwhile.value.fields == ("name",)
    assert now(services, exchange).name == "Spring"
    edit(services, now(services, exchange), name="Summer")
    assert now(services, exchange).name == "Summer"


def test_the_same_form_sent_twice_counts_once(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    details = details_of(exchange)
    given = replace(details, draw_at=LATER)
    caller = by(OLGA)
    services.editing.change(caller, exchange.exchange_id, given, details.marks())

    with pytest.raises(errors.AlreadyHandled):
        services.editing.change(caller, exchange.exchange_id, given, details.marks())
    again = services.editing.change(by(OLGA), exchange.exchange_id, given, details.marks())

    assert again.fields == ()
    assert looking.owed(database, MOVED) == [ANA, BEN, CLEO]


def told(messenger: FakeMessenger) -> dict[str, Order]:
    return {one.addressee_id: one for one in messenger.arrived if one.kind == MOVED}


def test_another_draw_time_is_announced_and_told_to_whom_it_concerns(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(DAN), person(EVE)])
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(UserId("U0ORG"))], [])
    deliver_until_settled(services)
    services.invitations.decline(by(EVE), exchange.exchange_id)
    messenger.refreshed.clear()

    edited = edit(services, exchange, draw_at=LATER)
    deliver_until_settled(services)

    orders = told(messenger)
    assert set(orders) == {ANA, BEN, CLEO, DAN, "U0ORG", CHANNEL}
    assert isinstance(orders[DAN].content, Invitation)
    picture = replace(edited.exchange, announced_ts=orders[ANA].content.announced_ts)  # type: ignore[union-attr]
    assert orders[ANA].content == orders[CHANNEL].content == picture
    assert [order.is_to_person for order in (orders[ANA], orders[CHANNEL])] == [True, False]
    assert messenger.refreshed[-1].content.draw_at == LATER  # type: ignore[union-attr]


def test_only_the_newest_time_is_told(services: Services, messenger: FakeMessenger) -> None:
    exchange = an_exchange(services)
    deliver_until_settled(services)
    edited = edit(services, exchange, draw_at=LATER).exchange
    the_clock(services).advance(timedelta(seconds=1))

    edit(services, edited, draw_at=exchange.draw_at)
    deliver_until_settled(services)

    (order,) = [one for one in messenger.arrived if one.kind == MOVED and one.addressee_id == ANA]
    assert isinstance(order.content, Exchange)
    assert order.content.draw_at == exchange.draw_at


def test_moving_it_to_and_fro_is_told_each_time(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    times = [LATER, exchange.draw_at, LATER]
    deliver_until_settled(services)
    for draw_at in times:
        edit(services, now(services, exchange), draw_at=draw_at)
        deliver_until_settled(services)

    arrived = [one for one in messenger.arrived if one.kind == MOVED and one.addressee_id == ANA]
    assert [one.content.draw_at for one in arrived] == times  # type: ignore[union-attr]


def test_a_stalled_exchange_is_open_again_with_a_new_time(
    services: Services, messenger: FakeMessenger
) -> None:
    stalled = in_status(services, S.STALLED)

    renamed = edit(services, stalled, name="Spring").exchange
    moved = edit(services, renamed, draw_at=LATER).exchange

    assert (renamed.status, moved.status) == (S.STALLED, S.OPEN)
    joins(services, moved, DAN)
    deliver_until_settled(services)
    assert ANA in told(messenger)


def test_what_is_drawn_meanwhile_is_not_announced_as_moved(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    edit(services, exchange, draw_at=LATER)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    deliver_until_settled(services)

    assert told(messenger) == {}


@pytest.mark.parametrize("is_told", [True, False])
def test_postponing_tells_them_too(
    services: Services, messenger: FakeMessenger, is_told: bool
) -> None:
    exchange = an_exchange(services)
    deliver_until_settled(services)

    services.exchanges.postpone(by(OLGA), exchange.exchange_id, LATER, None, is_told=is_told)
    deliver_until_settled(services)

    assert set(told(messenger)) == ({ANA, BEN, CLEO, CHANNEL} if is_told else set())


def test_a_time_that_stays_is_no_news(services: Services, database: Database) -> None:
    exchange = an_exchange(services)

    same = (exchange.draw_at, LATER.date())
    moved = services.exchanges.postpone(by(OLGA), exchange.exchange_id, *same, is_told=True)
    again = services.exchanges.postpone(by(OLGA), exchange.exchange_id, *same, is_told=True)

    assert looking.owed(database, MOVED) == []
    assert (moved.fields, again.fields) == (("exchange_on",), ())
