"""Every view of the App Home, and the status of somebody who is in a lot."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.views import home, overview
from core.domain.snapshots import GiftSeen, Involvement
from core.domain.types import ExchangeStatus
from core.domain.urgency import urgency
from tests.unit.views import worlds
from tests.unit.views.catalogue.office import DRAWN, MINE, OPEN, OVER, THEIRS
from tests.unit.views.catalogue.samples import COUNTS, FULL_GIFTS, INVITED, Make

S = ExchangeStatus
NAMES = (
    *("Winter in the office", "Book swap", "Design team", "Cookie exchange", "Berlin floor 3"),
    *("Remote friends", "Sales", "The lunch club", "New joiners", "Board games"),
)
PAGES: tuple[Mapping[str, int], ...] = ({}, {"takes_part": 1, "organizes": 1}, {"organizes": 999})

ROOMY = replace(worlds.DRAWABLE, joined_count=300)


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "home-empty": lambda: home.home((), worlds.NOW),
        "home-empty-admin": lambda: home.home((), worlds.NOW, is_admin=True),
        "home-one-typical": lambda: home.home([THEIRS], worlds.NOW),
        "home-organizer-typical": lambda: home.home([MINE], worlds.NOW, is_admin=True),
        "home-typical": lambda: home.home((MINE, THEIRS), worlds.NOW),
        "home-in-season": lambda: home.home((), worlds.NOW, last_time=worlds.a_full_exchange()),
        "home-in-season-typical": lambda: home.home([THEIRS], worlds.NOW, last_time=OVER),
        "home-invited": lambda: home.home([INVITED], worlds.NOW, gets_reminders=False),
        "status-20-typical": lambda: overview.status(many(20), worlds.NOW, 1),
        "home-20-typical": lambda: home.home(many(20), worlds.NOW),
        "home-20-typical-page-2": lambda: home.home(
            many(20), worlds.NOW, turned={"takes_part": 1, "organizes": 1}
        ),
    }
    for (number, turned), count in itertools.product(enumerate(PAGES), COUNTS):
        made[f"home-{count}-turned-{number}"] = _full(count, turned)
    return made


def many(count: int) -> list[Involvement]:
    """Of somebody who is in everything, half of it organized by them."""
    return sorted((_one(number) for number in range(count)), key=urgency)


def _one(number: int) -> Involvement:
    """Each is something else: open, drawn, over; looked after, or waiting for them."""
    kind = (OPEN, DRAWN, OPEN, replace(OPEN, status=S.STALLED), OVER)[number % 5]
    name = f"{NAMES[number // 2 % len(NAMES)]}{' 2027' if number % 2 else ''}"
    later = timedelta(days=number)
    exchange = replace(kind, name=name, draw_at=kind.draw_at + later, joined_count=300)
    if kind is DRAWN:
        exchange = replace(exchange, exchange_on=date(2026, 12, 18) + later)
    organizes = number % 4 < 2
    is_in = number % 4 != 1
    return replace(
        MINE if organizes else THEIRS,
        exchange=exchange,
        is_participant=is_in,
        has_wishlist=number % 3 > 0,
        roster=worlds.people(300) if organizes else (),
        drawability=ROOMY if organizes and exchange.status in (S.OPEN, S.STALLED) else None,
        gift=GiftSeen() if kind is DRAWN and is_in else None,
        awaited=GiftSeen() if kind is DRAWN and is_in else None,
    )


def _full(count: int, turned: Mapping[str, int]) -> Make:
    """In each of many everything that there may be, in each part of the Home."""
    everything = [
        replace(worlds.a_full_involvement(status), **FULL_GIFTS | more)
        for status in S
        for more in (
            {},
            {"is_organizer": False},
            {"is_organizer": False, "is_participant": False},
            {"is_organizer": False, "is_participant": False, "invited_by": worlds.ORGANIZER},
        )
    ]
    return lambda: home.home(
        everything * count,
        worlds.NOW,
        turned=turned,
        is_admin=True,
        gets_reminders=False,
        last_time=worlds.a_full_exchange(),
    )
