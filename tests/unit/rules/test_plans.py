"""What an exchange may be planned like, field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain import errors, rules
from core.domain.errors import PlanField, PlanProblem
from core.domain.types import Budget, Plan
from tests.builders import a_plan
from tests.clock import START
from tests.unit.rules.checking import SECOND

BERLIN_DAY = date(2026, 12, 8)
PLANS: dict[str, tuple[Plan, dict[PlanField, PlanProblem]]] = {
    "no_name": (a_plan(name=" \n"), {PlanField.NAME: PlanProblem.MISSING}),
    "long_name": (a_plan(name="x" * 151), {PlanField.NAME: PlanProblem.TOO_LONG}),
    "draw_now": (a_plan(draw_at=START), {PlanField.DRAW_AT: PlanProblem.TOO_SOON}),
    "draw_in_two_years": (
        a_plan(draw_at=START + timedelta(days=366, seconds=1)),
        {PlanField.DRAW_AT: PlanProblem.TOO_FAR},
    ),
    "unknown_zone": (
        a_plan(time_zone="Mars/Olympus", exchange_on=BERLIN_DAY),
        {PlanField.DRAW_AT: PlanProblem.NOT_KNOWN},
    ),
    "a_path_as_zone": (
        a_plan(time_zone="../../etc/passwd"),
        {PlanField.DRAW_AT: PlanProblem.NOT_KNOWN},
    ),
    "day_before_the_draw": (
        a_plan(exchange_on=BERLIN_DAY - timedelta(days=1)),
        {PlanField.EXCHANGE_ON: PlanProblem.BEFORE_THE_DRAW},
    ),
    "day_in_two_years": (
        a_plan(exchange_on=BERLIN_DAY + timedelta(days=367)),
        {PlanField.EXCHANGE_ON: PlanProblem.TOO_FAR},
    ),
    "long_message": (a_plan(message="x" * 2001), {PlanField.MESSAGE: PlanProblem.TOO_LONG}),
}


@pytest.mark.parametrize(("plan", "problems"), PLANS.values(), ids=PLANS.keys())
def test_a_plan_is_refused_field_by_field(
    plan: Plan, problems: dict[PlanField, PlanProblem]
) -> None:
    with pytest.raises(errors.PlanRefused) as refused:
        rules.check_plan(plan, START)

    assert refused.value.problems == problems


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1000000.01", "NaN", "sNaN", "Infinity"])
def test_what_is_no_amount(amount: str) -> None:
    plan = a_plan(budget=Budget(Decimal(amount), "EUR"))

    with pytest.raises(errors.PlanRefused) as refused:
        rules.check_plan(plan, START)

    assert refused.value.problems == {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}


@pytest.mark.parametrize("code", ["", "EU", "EURO", "eur", "€€€", "ЕВР"])
def test_what_is_no_currency(code: str) -> None:
    plan = a_plan(budget=Budget(Decimal(20), code))

    with pytest.raises(errors.PlanRefused) as refused:
        rules.check_plan(plan, START)

    assert refused.value.problems == {PlanField.BUDGET_CURRENCY: PlanProblem.NOT_KNOWN}


def test_every_problem_of_a_plan_is_told_at_once() -> None:
    plan = a_plan(
        name="",
        exchange_on=BERLIN_DAY - timedelta(days=1),
        budget=Budget(Decimal(0), "EUR"),
        message="x" * 2001,
    )

    with pytest.raises(errors.PlanRefused) as refused:
        rules.check_plan(plan, START)

    assert refused.value.problems == {
        PlanField.NAME: PlanProblem.MISSING,
        PlanField.EXCHANGE_ON: PlanProblem.BEFORE_THE_DRAW,
        PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT,
        PlanField.MESSAGE: PlanProblem.TOO_LONG,
    }


GOOD_PLANS = {
    "smallest": a_plan(),
    "largest": a_plan(
        name="x" * 150,
        message="x" * 2000,
        draw_at=START + timedelta(days=366),
        budget=Budget(Decimal("1000000.00"), "EUR"),
    ),
    "next_second": a_plan(draw_at=START + SECOND),
    "one_cent": a_plan(budget=Budget(Decimal("0.01"), "JPY")),
    "on_the_day": a_plan(exchange_on=BERLIN_DAY),
    "in_a_year": a_plan(exchange_on=BERLIN_DAY + timedelta(days=366)),
}


@pytest.mark.parametrize("plan", GOOD_PLANS.values(), ids=GOOD_PLANS.keys())
def test_a_good_plan_is_taken(plan: Plan) -> None:
    rules.check_plan(plan, START)


@pytest.mark.parametrize(
    ("time_zone", "first_day"),
    [("Pacific/Auckland", 9), ("Asia/Kolkata", 8), ("UTC", 8), ("America/Los_Angeles", 8)],
)
def test_the_day_of_the_draw_is_the_one_where_the_exchange_is(
    time_zone: str, first_day: int
) -> None:
    plan = a_plan(draw_at=datetime(2026, 12, 8, 18, tzinfo=UTC), time_zone=time_zone)
    on = date(2026, 12, first_day)

    rules.check_plan(replace(plan, exchange_on=on), START)
    with pytest.raises(errors.PlanRefused):
        rules.check_plan(replace(plan, exchange_on=on - timedelta(days=1)), START)
