"""The form that changes an exchange."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import field, remembered, text
from bot.forms.planning import Problems, read_budget, read_draw_at, read_exchange_on
from core.domain.editing import Details, EditField
from core.domain.errors import PlanField, PlanProblem


def read_details(view: dict[str, Any], now: Details) -> tuple[Details, Problems]:
    """What stands in the form that changes an exchange, and what could not be read of it. A field
    that it does not show is as it is `now`."""
    shown = view["state"]["values"].keys()
    budget, problems = read_budget(view) if ids.BUDGET_AMOUNT in shown else (now.budget, {})
    draw_at = read_draw_at(view) if ids.DRAW_AT in shown else now.draw_at
    if draw_at is None:
        problems[PlanField.DRAW_AT] = PlanProblem.MISSING
    boxes = field(view, ids.ENVELOPES).get("selected_options")
    last = str((field(view, ids.EDIT_REPEATS).get("selected_option") or {}).get("value"))
    details = Details(
        name=text(view, ids.NAME) if ids.NAME in shown else now.name,
        draw_at=draw_at or now.draw_at,
        exchange_on=read_exchange_on(view) if ids.EXCHANGE_ON in shown else now.exchange_on,
        budget=budget,
        message=text(view, ids.MESSAGE) if ids.MESSAGE in shown else now.message,
        has_envelopes=bool(boxes) if ids.ENVELOPES in shown else now.has_envelopes,
        no_repeats=int(last) if last.isdecimal() else now.no_repeats,
    )
    return details, problems


def read_marks(view: dict[str, Any]) -> dict[str, str]:
    """The marks of what the form showed at first."""
    marks = str(remembered(view).get("shown") or "").split(",")
    return dict(zip(EditField, marks, strict=False))
