"""What is chosen about the reveal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot import ids
from bot.forms.fields import field
from bot.forms.planning import Problems
from bot.views import reveals
from core.domain import rules
from core.domain.errors import PlanField, PlanProblem
from core.domain.exchange_day import afternoon_of


@dataclass(frozen=True)
class ChosenReveal:
    """What stands in a form about the reveal; no moment is no reveal."""

    reveal_at: datetime | None = None
    posts_circle: bool = False


def read_reveal(
    view: dict[str, Any], exchange_on: date | None, time_zone: str, *, by_time: bool = False
) -> tuple[ChosenReveal, Problems]:
    """A tick without a moment means the afternoon of the exchange day. `by_time`: a moment without
    a tick counts as well, because nothing has suggested it."""
    chosen = field(view, ids.REVEAL).get("selected_options") or ()
    ticked = {str(option.get("value")) for option in chosen}
    seconds = field(view, ids.REVEAL_AT).get("selected_date_time")
    if not ticked and not (seconds and by_time):
        return ChosenReveal(), {}
    if seconds:
        at = datetime.fromtimestamp(int(seconds), UTC)
        return ChosenReveal(at, reveals.POST in ticked), {}
    if exchange_on is None or time_zone not in rules.time_zones():
        return ChosenReveal(), {PlanField.REVEAL_AT: PlanProblem.MISSING}
    return ChosenReveal(afternoon_of(exchange_on, time_zone), reveals.POST in ticked), {}
