"""What stands first of what somebody is in."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.domain.snapshots import GiftSeen, Involvement, Rescue
from core.domain.types import ExchangeStatus, GiftAnswer, GiftMark
from core.domain.urgency import urgency, waits_for_them
from tests.unit.views.worlds import (
    DRAW_AT,
    DRAWABLE,
    IMPOSSIBLE,
    ORGANIZER,
    a_report,
    an_exchange,
    an_involvement,
    failures,
)

S = ExchangeStatus
GIVEN, READY = GiftSeen(GiftMark.GIVEN), GiftSeen(GiftMark.READY)
DONE = GiftSeen(GiftMark.GIVEN, GiftAnswer.CAME)
MISSED = GiftSeen(GiftMark.GIVEN, GiftAnswer.MISSING)
REVEALED: dict[str, Any] = {"revealed_at": DRAW_AT}
ORGANIZES: dict[str, Any] = {"is_organizer": True, "has_wishlist": True}


def one(
    name: str,
    status: ExchangeStatus = S.OPEN,
    days: int = 0,
    revealed_at: datetime | None = None,
    **changes: Any,
) -> Involvement:
    later = timedelta(days=days)
    day = date(2026, 12, 18) + later if status == S.DRAWN else None
    exchange = an_exchange(
        name=name,
        status=status,
        draw_at=DRAW_AT + later,
        drawn_at=DRAW_AT + later,
        exchange_on=day,
        revealed_at=revealed_at,
    )
    return an_involvement(exchange, **{"has_wishlist": True, "gift": DONE} | changes)


def test_what_waits_comes_first_then_open_then_drawn_then_over() -> None:
    undated = one("drawn without a day", S.DRAWN)
    undated = replace(undated, exchange=replace(undated.exchange, exchange_on=None))
    ordered = [
        one("asked soon", invited_by=ORGANIZER, is_participant=False),
        one("no wishes, later", days=3, has_wishlist=False),
        one("gift to find", S.DRAWN, gift=GiftSeen()),
        one("stalled for another", S.STALLED, days=-1),
        one("open soon"),
        one("open later", days=2),
        one("its day is near", S.DRAWN),
        one("its day is later", S.DRAWN, days=1),
        undated,
        one("over lately", S.COMPLETED, days=-10),
        one("over for long", S.COMPLETED, days=-20),
    ]
    mixed = random.Random(5).sample(ordered, len(ordered))

    assert [seen.exchange.name for seen in sorted(mixed, key=urgency)] == [
        seen.exchange.name for seen in ordered
    ]


@pytest.mark.parametrize(
    ("involvement", "waits"),
    [
        (one("nothing to do"), False),
        (one("no wishlist", has_wishlist=False), True),
        (one("none needed beside it", has_wishlist=False, is_participant=False), False),
        (one("none any more", S.COMPLETED, has_wishlist=False), False),
        (one("gift to find", S.DRAWN, gift=GiftSeen()), True),
        (one("gift to give", S.DRAWN, gift=READY), True),
        (one("gift given", S.DRAWN, gift=GIVEN), False),
        (one("missed", S.DRAWN, gift=MISSED), True),
        (one("missed after all is over", S.COMPLETED, gift=MISSED), True),
        (one("said nothing until all was over", S.COMPLETED, gift=GiftSeen()), False),
        (one("said nothing until all was revealed", S.DRAWN, gift=READY, **REVEALED), False),
        (one("missed after all was revealed", S.DRAWN, gift=MISSED, **REVEALED), True),
        (one("another steps in", S.DRAWN, gift=GiftSeen(is_rescued=True)), False),
        (one("another steps in, late", S.DRAWN, gift=replace(MISSED, is_rescued=True)), False),
        (one("has mine come?", S.DRAWN, awaited=GIVEN), True),
        (one("had mine come?", S.COMPLETED, awaited=GIVEN), False),
        (one("mine has come", S.DRAWN, awaited=DONE), False),
        (one("steps in", S.COMPLETED, rescues=(Rescue("r", GiftSeen()),)), True),
        (one("has stepped in", S.COMPLETED, rescues=(Rescue("r", GIVEN),)), False),
        (one("stalled", S.STALLED, **ORGANIZES), True),
        (one("drawable", drawability=DRAWABLE, **ORGANIZES), False),
        (one("undrawable", drawability=IMPOSSIBLE, **ORGANIZES), True),
        (one("delivered", S.DRAWN, report=a_report(sent_count=8), **ORGANIZES), False),
        (one("undelivered", S.DRAWN, report=a_report(failed=failures(1)), **ORGANIZES), True),
        (one("refused", S.DRAWN, report=a_report(blocked="token"), **ORGANIZES), True),
        (one("a gift is missing", S.DRAWN, missing_count=1, **ORGANIZES), True),
    ],
    ids=lambda value: value.exchange.name if isinstance(value, Involvement) else str(value),
)
def test_something_waits_for_them(involvement: Involvement, waits: bool) -> None:
    assert waits_for_them(involvement) == waits
