"""The views of an ordinary office, as most people see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.views import (
    deliveries,
    drawing,
    exchanges,
    exclusions,
    history,
    matches,
    overview,
    planning,
    wishlists,
)
from core.domain.snapshots import (
    Drawability,
    Exchange,
    GiftSeen,
    PastExchange,
    PastPage,
    Relaxation,
    Wishlist,
)
from core.domain.types import Budget, ChannelId, ExchangeStatus, ExclusionKind, Wish, WishId
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make

WISHES = (
    Wish(WishId("w" * 32), "A paperback you loved", "", "Any genre, with a line from you inside."),
    Wish(WishId("v" * 32), "Tea from where you live", "https://example.com/tea/loose-leaf", ""),
    Wish(WishId("u" * 32), "Wool socks", "", "Size 38, the thicker the better."),
)


def an_office(**changes: Any) -> Exchange:
    ordinary: dict[str, Any] = {
        "exchange_on": date(2026, 12, 18),
        "budget": Budget(Decimal(20), "EUR"),
        "message": "We unwrap on a video call, cocoa in hand.",
        "joined_count": 12,
    }
    return worlds.an_exchange(**ordinary | changes)


OPEN = an_office()
DRAWN = an_office(status=ExchangeStatus.DRAWN, drawn_at=worlds.DRAW_AT)
OVER = an_office(status=ExchangeStatus.COMPLETED, drawn_at=worlds.DRAW_AT)
WISHLIST = Wishlist(DRAWN, WISHES, "Nuts: I am allergic.", "My desk, by the window.")
MINE = worlds.an_involvement(
    OPEN,
    is_organizer=True,
    has_wishlist=True,
    roster=worlds.people(12),
    drawability=replace(worlds.DRAWABLE, joined_count=12),
    exclusion_count=2,
    invited_count=3,
)
THEIRS = worlds.an_involvement(
    replace(DRAWN, name="Team lunch"), has_wishlist=True, gift=GiftSeen(), awaited=GiftSeen()
)
PLAN = replace(
    worlds.a_draft(),
    name="Winter in the office",
    channel_id=ChannelId("C0CHANNEL01"),
    exchange_on=date(2026, 12, 18),
    budget=Budget(Decimal(20), "EUR"),
    message=OPEN.message,
)

PAIR = worlds.an_exclusion(1, ExclusionKind.MUTUAL, worlds.people(2))
TEAM = worlds.an_exclusion(2, ExclusionKind.GROUP, worlds.people(8)[3:])
ROOMY = replace(worlds.DRAWABLE, joined_count=12)
BOARD = worlds.a_board((PAIR, TEAM), exchange=OPEN, drawability=ROOMY)
#: So many of the twelve that the others are too few for them.
LARGE = worlds.an_exclusion(3, ExclusionKind.GROUP, worlds.people(12)[4:])
TIGHT = Drawability(
    12,
    False,
    givers=LARGE.people,
    recipients=worlds.people(4),
    relax=Relaxation((LARGE,), is_smallest=True, is_secret=True),
)
STUCK = replace(BOARD, exclusions=(PAIR, LARGE), drawability=TIGHT)


def views() -> dict[str, Make]:
    match = replace(worlds.a_match(WISHLIST), exchange=DRAWN)
    return {
        "create-typical": lambda: planning.create_modal(PLAN),
        "create-more-typical": lambda: planning.create_modal(PLAN, more=True),
        "announcement-typical": lambda: exchanges.announcement(OPEN),
        "exclusions-office": lambda: exclusions.board(BOARD),
        "exclusions-stuck-office": lambda: exclusions.board(STUCK),
        "match-office": lambda: drawing.match(match),
        "shown-office": lambda: matches.shown(match),
        "editor-office": lambda: wishlists.editor(replace(WISHLIST, exchange=OPEN)),
        "wish-office": lambda: wishlists.wish_form("ex_1", WISHES[2], is_new=False),
        "report-office": lambda: deliveries.report(worlds.a_report(DRAWN, sent_count=12)),
        "status-typical": lambda: overview.status((MINE, THEIRS), worlds.NOW),
        "history-typical": lambda: history.history(
            PastPage(
                (
                    PastExchange(OVER, worlds.RECIPIENT),
                    PastExchange(replace(OVER, name="Team lunch"), None, True),
                )
            )
        ),
    }
