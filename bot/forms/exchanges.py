"""The form that starts an exchange."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot import ids
from bot.forms.fields import field, remembered, text
from bot.forms.planning import Problems, read_budget, read_channel, read_draw_at, read_exchange_on
from bot.forms.reveals import read_reveal
from core.domain.errors import PlanField, PlanProblem
from core.domain.types import Plan


def read_plan(view: dict[str, Any], *, channel_is_private: bool) -> tuple[Plan, Problems]:
    """The plan, and what could not even be read of it. What the form does not show has its
    default."""
    known = remembered(view)
    budget, problems = read_budget(view)
    draw_at = read_draw_at(view)
    if draw_at is None:
        problems[PlanField.DRAW_AT] = PlanProblem.MISSING
    time_zone, exchange_on = str(known.get("tz") or "UTC"), read_exchange_on(view)
    reveal, unread = read_reveal(view, exchange_on, time_zone, by_time=True)
    problems |= unread
    plan = Plan(
        key=str(known.get("key") or view["id"])[:64],
        name=text(view, ids.NAME),
        channel_id=read_channel(view),
        channel_is_private=channel_is_private,
        draw_at=draw_at or datetime.now(UTC),
        time_zone=time_zone,
        exchange_on=exchange_on,
        budget=budget,
        message=text(view, ids.MESSAGE),
        organizer_takes_part=bool(field(view, ids.TAKES_PART).get("selected_options")),
        has_envelopes=bool(field(view, ids.ENVELOPES).get("selected_options")),
        copy_of=str(known.get("copy") or "")[:32],
        reveal_at=reveal.reveal_at,
        posts_circle=reveal.posts_circle,
    )
    return plan, problems


def shows_more(view: dict[str, Any]) -> bool:
    """Whether the form that starts an exchange shows what few need, too."""
    return any(block.get("block_id") == ids.MESSAGE for block in view["blocks"])
