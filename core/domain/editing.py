"""What organizers may change of an exchange that is there: which of it, until when, and what
becomes of two who change it at the same time. Pure, like `core.domain.rules`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from core.domain import rules
from core.domain.errors import NotAChoice, PlanField, PlanProblem, PlanRefused, WrongStatus
from core.domain.snapshots import Exchange
from core.domain.types import Budget, ExchangeStatus, Plan, UserId


class EditField(StrEnum):
    NAME = "name"
    DRAW_AT = "draw_at"
    EXCHANGE_ON = "exchange_on"
    BUDGET = "budget"
    MESSAGE = "message"
    ENVELOPES = "has_envelopes"
    NO_REPEATS = "no_repeats"


F, S = EditField, ExchangeStatus

#: What names were drawn by, and what their messages looked like, stays as it was.
AFTERWARDS = frozenset({F.EXCHANGE_ON, F.BUDGET, F.MESSAGE})
EDITABLE: dict[ExchangeStatus, frozenset[EditField]] = {
    S.OPEN: frozenset(F),
    S.STALLED: frozenset(F),
    S.DRAWN: AFTERWARDS,
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset(),
}
#: What stands in the announcement.
ANNOUNCED = frozenset({F.NAME, F.DRAW_AT, F.EXCHANGE_ON, F.BUDGET, F.MESSAGE})

#: A short mark of what each field says: a form carries them along, and has no room for the texts.
Marks = Mapping[str, str]


@dataclass(frozen=True)
class Details:
    """All of an exchange that may be changed. Its channel may not: people look for it there."""

    name: str
    draw_at: datetime
    exchange_on: date | None
    budget: Budget | None
    message: str
    has_envelopes: bool
    no_repeats: int

    def marks(self) -> dict[str, str]:
        budget = self.budget and (_plain(self.budget.amount), self.budget.currency)
        values = {
            F.NAME: self.name.strip(),
            F.DRAW_AT: int(self.draw_at.timestamp()),
            F.EXCHANGE_ON: self.exchange_on,
            F.BUDGET: budget,
            F.MESSAGE: self.message.strip(),
            F.ENVELOPES: self.has_envelopes,
            F.NO_REPEATS: self.no_repeats,
        }
        return {field.value: _mark(value) for field, value in values.items()}


def details_of(exchange: Exchange) -> Details:
    return Details(
        name=exchange.name,
        draw_at=exchange.draw_at,
        exchange_on=exchange.exchange_on,
        budget=exchange.budget,
        message=exchange.message,
        has_envelopes=exchange.has_envelopes,
        no_repeats=exchange.no_repeats,
    )


def _plain(amount: Decimal) -> str:
    """The same for 20 and 20.00."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _mark(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Changes:
    """What somebody has changed in the form that showed them `shown`. `lost`: what others have
    changed there since, to something else."""

    fields: frozenset[EditField]
    lost: frozenset[EditField]


def changes(shown: Marks, given: Details, now: Details) -> Changes:
    """What was left as it was shown is not changed, whatever has become of it meanwhile."""
    then, typed, here = shown, given.marks(), now.marks()
    mine = {one for one in F if typed[one] != then.get(one, "") and typed[one] != here[one]}
    lost = {one for one in mine if then.get(one) and here[one] != then[one]}
    return Changes(frozenset(mine), frozenset(lost))


def check_can_edit(exchange: Exchange, user_id: UserId) -> None:
    """Whether this person may change anything in it now."""
    rules.check_organizer(exchange, user_id)
    if not EDITABLE[exchange.status]:
        raise WrongStatus(exchange.status)


def check_changes(
    exchange: Exchange, given: Details, fields: frozenset[EditField], now: datetime
) -> None:
    """Raises `WrongStatus` where one of these fields cannot be changed any more, and `PlanRefused`
    with every problem that comes with them; what was not changed is not judged anew."""
    if fields - EDITABLE[exchange.status]:
        raise WrongStatus(exchange.status)
    if not 0 <= given.no_repeats <= rules.MAX_NO_REPEATS and F.NO_REPEATS in fields:
        raise NotAChoice
    concerned = {PlanField(one) for one in fields & {F.NAME, F.DRAW_AT, F.EXCHANGE_ON, F.MESSAGE}}
    if F.BUDGET in fields:
        concerned |= {PlanField.BUDGET_AMOUNT, PlanField.BUDGET_CURRENCY}
    if F.ENVELOPES in fields:
        concerned.add(PlanField.ENVELOPES)
    if F.DRAW_AT in fields:
        concerned.add(PlanField.EXCHANGE_ON)
    found = {
        **_problems(exchange, given, now),
        **_too_late(exchange, given, now),
        **_promised(exchange, given),
    }
    if problems := {field: what for field, what in found.items() if field in concerned}:
        raise PlanRefused(problems)


def _problems(exchange: Exchange, given: Details, now: datetime) -> Mapping[PlanField, PlanProblem]:
    """Of all fields, as in a new exchange."""
    plan = Plan(
        key="",
        name=given.name,
        channel_id=exchange.channel_id,
        channel_is_private=exchange.channel_is_private,
        draw_at=exchange.drawn_at or given.draw_at,
        time_zone=exchange.time_zone,
        exchange_on=given.exchange_on,
        budget=given.budget,
        message=given.message,
    )
    try:
        rules.check_plan(plan, now)
    except PlanRefused as refused:
        return refused.problems
    return {}


def _too_late(exchange: Exchange, given: Details, now: datetime) -> dict[PlanField, PlanProblem]:
    """A day that is over would end what was drawn at once."""
    today = now.astimezone(ZoneInfo(exchange.time_zone)).date()
    is_over = given.exchange_on is not None and given.exchange_on < today
    if exchange.status == S.DRAWN and is_over:
        return {PlanField.EXCHANGE_ON: PlanProblem.TOO_SOON}
    return {}


def _promised(exchange: Exchange, given: Details) -> dict[PlanField, PlanProblem]:
    """The announcement says that the channel reads in the end who gave to whom. The form does not
    show that, so sealed envelopes must not take it back by the way."""
    if exchange.posts_circle and given.has_envelopes:
        return {PlanField.ENVELOPES: PlanProblem.IN_ENVELOPES}
    return {}
