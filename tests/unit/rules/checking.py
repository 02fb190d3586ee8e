"""An exchange of each status, who stands how to it, and what a rule refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from core.domain import errors
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeId, ExchangeStatus
from tests.builders import ANA, CLEO, DAN, OLGA, TEAM, a_plan
from tests.clock import START

S = ExchangeStatus
DRAW_AT = START + timedelta(days=7)
SECOND = timedelta(seconds=1)


def an_exchange(status: ExchangeStatus = S.OPEN) -> Exchange:
    return Exchange(
        exchange_id=ExchangeId("E1"),
        team_id=TEAM,
        name="Winter",
        status=status,
        channel_id=a_plan().channel_id,
        channel_is_private=False,
        organizer_ids=(OLGA, CLEO),
        draw_at=DRAW_AT,
        time_zone="UTC",
        exchange_on=None,
        budget=None,
        message="",
        joined_count=3,
        drawn_at=None,
    )


def refusal(check: Callable[[], None]) -> type[errors.SantaError] | None:
    try:
        check()
    except errors.SantaError as refused:
        return type(refused)
    return None


ROLES = {
    "organizer_in_it": (OLGA, True),
    "organizer_beside_it": (CLEO, False),
    "participant": (ANA, True),
    "stranger": (DAN, False),
}
