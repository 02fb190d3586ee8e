"""What an organizer has filled in for an exchange."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from core.domain import errors
from core.domain.errors import PlanField, PlanProblem
from core.domain.rules.people import check_organizer
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, Plan, UserId

#: How long somebody whose form Slack had trouble with may still be at it.
SENT_AGAIN_WITHIN = timedelta(minutes=10)
MAX_NAME = 150
MAX_MESSAGE = 2000
MAX_BUDGET = 1_000_000
LONGEST_WAIT = timedelta(days=366)


def check_same_form(
    exchange: Exchange, user_id: UserId, plan: Plan, created_at: datetime, now: datetime
) -> None:
    """A form sent again changes what it has made, but only at once, and not where it is announced:
    an old form would undo what has been changed since."""
    check_organizer(exchange, user_id)
    if exchange.status != ExchangeStatus.OPEN:
        raise errors.WrongStatus(exchange.status)
    if now - created_at > SENT_AGAIN_WITHIN:
        raise errors.AlreadyHandled
    if plan.channel_id != exchange.channel_id:
        raise errors.PlanRefused({PlanField.CHANNEL: PlanProblem.ANNOUNCED_ELSEWHERE})


def check_plan(plan: Plan, now: datetime) -> None:
    """Raises `PlanRefused` with every problem at once, so that each field can carry its own."""
    problems: dict[PlanField, PlanProblem] = {}
    if not plan.name.strip():
        problems[PlanField.NAME] = PlanProblem.MISSING
    elif len(plan.name) > MAX_NAME:
        problems[PlanField.NAME] = PlanProblem.TOO_LONG
    if len(plan.message) > MAX_MESSAGE:
        problems[PlanField.MESSAGE] = PlanProblem.TOO_LONG
    problems |= _time_problems(plan.draw_at, plan.exchange_on, plan.time_zone, now)
    problems |= _budget_problem(plan)
    problems |= _reveal_problems(plan)
    if problems:
        raise errors.PlanRefused(problems)


def check_times(draw_at: datetime, exchange_on: date | None, time_zone: str, now: datetime) -> None:
    """Raises `PlanRefused` for a deadline that is past or too far, and for an exchange day before
    it or too far."""
    if problems := _time_problems(draw_at, exchange_on, time_zone, now):
        raise errors.PlanRefused(problems)


def _time_problems(
    draw_at: datetime, exchange_on: date | None, time_zone: str, now: datetime
) -> dict[PlanField, PlanProblem]:
    if time_zone not in time_zones():
        return {PlanField.DRAW_AT: PlanProblem.NOT_KNOWN}
    problems = {}
    if draw_at <= now:
        problems[PlanField.DRAW_AT] = PlanProblem.TOO_SOON
    elif draw_at > now + LONGEST_WAIT:
        problems[PlanField.DRAW_AT] = PlanProblem.TOO_FAR
    draw_on = draw_at.astimezone(ZoneInfo(time_zone)).date()
    if exchange_on is not None and exchange_on < draw_on:
        problems[PlanField.EXCHANGE_ON] = PlanProblem.BEFORE_THE_DRAW
    elif exchange_on is not None and exchange_on > draw_on + LONGEST_WAIT:
        problems[PlanField.EXCHANGE_ON] = PlanProblem.TOO_FAR
    return problems


def _reveal_problems(plan: Plan) -> dict[PlanField, PlanProblem]:
    return reveal_problems(
        plan.reveal_at,
        plan.posts_circle,
        after=plan.draw_at,
        has_envelopes=plan.has_envelopes,
    )


def reveal_problems(
    reveal_at: datetime | None, posts_circle: bool, *, after: datetime, has_envelopes: bool
) -> dict[PlanField, PlanProblem]:
    """Of what an organizer has chosen for the reveal; names are drawn at `after`."""
    problems: dict[PlanField, PlanProblem] = {}
    if reveal_at and reveal_at <= after:
        problems[PlanField.REVEAL_AT] = PlanProblem.BEFORE_THE_DRAW
    elif reveal_at and reveal_at > after + 2 * LONGEST_WAIT:
        problems[PlanField.REVEAL_AT] = PlanProblem.TOO_FAR
    if posts_circle and reveal_at is None:
        problems[PlanField.REVEAL_AT] = PlanProblem.MISSING
    elif posts_circle and has_envelopes:
        problems[PlanField.REVEAL] = PlanProblem.IN_ENVELOPES
    return problems


@cache
def time_zones() -> frozenset[str]:
    """The names of all that are known. Found once: Python walks through hundreds of files."""
    return frozenset(available_timezones())


def _budget_problem(plan: Plan) -> dict[PlanField, PlanProblem]:
    if plan.budget is None:
        return {}
    amount = plan.budget.amount
    if not amount.is_finite() or not 0 < amount <= MAX_BUDGET or amount != round(amount, 2):
        return {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}
    code = plan.budget.currency
    if len(code) != 3 or not code.isascii() or not code.isupper():
        return {PlanField.BUDGET_CURRENCY: PlanProblem.NOT_KNOWN}
    return {}
