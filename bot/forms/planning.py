"""The fields that the form that starts an exchange shares with those that change one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot import ids
from bot.forms.fields import field, remembered, text
from core.domain.errors import PlanField, PlanProblem
from core.domain.types import Budget, ChannelId

Problems = dict[PlanField, PlanProblem]


def read_channel(view: dict[str, Any]) -> ChannelId:
    return ChannelId(field(view, ids.CHANNEL).get("selected_conversation") or "")


def read_draw_at(view: dict[str, Any]) -> datetime | None:
    seconds = field(view, ids.DRAW_AT).get("selected_date_time")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def read_exchange_on(view: dict[str, Any]) -> date | None:
    day = field(view, ids.EXCHANGE_ON).get("selected_date")
    return date.fromisoformat(day) if day else None


def keeps_day(view: dict[str, Any]) -> bool:
    """Whether the exchange day was left as the form has shown it."""
    day = read_exchange_on(view)
    return remembered(view).get("day") == (day.isoformat() if day else "")


def read_budget(view: dict[str, Any]) -> tuple[Budget | None, Problems]:
    """A currency alone is no budget: the menu cannot be emptied again."""
    amount = text(view, ids.BUDGET_AMOUNT)
    chosen = field(view, ids.BUDGET_CURRENCY).get("selected_option")
    if not amount:
        return None, {}
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return None, {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}
    if not chosen:
        return None, {PlanField.BUDGET_CURRENCY: PlanProblem.MISSING}
    return Budget(value, chosen["value"]), {}
