"""What the views of several flows are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_sdk.models.views import View

from bot.views import drawing
from bot.views.message import Message
from core.domain.snapshots import Exchange, GiftSeen, Rescue, Wishlist
from core.domain.types import ExchangeStatus, ExclusionKind, GiftMark
from tests.unit.views import worlds

Make = Callable[[], Message | View]
GROUP = worlds.an_exclusion(1, ExclusionKind.GROUP, worlds.people(100))
PAIR = worlds.an_exclusion(2, ExclusionKind.MUTUAL, worlds.people(2))
USERGROUPS = [(f"S{number}", worlds.HOSTILE * 2) for number in range(300)]
FAILURES = worlds.failures(500, codes=60)
HUGE = worlds.to_remove(drawing.MAX_REMOVED)
TOO_MUCH = worlds.to_remove(drawing.MAX_REMOVED + 1)
STATES = {
    "drawable": worlds.DRAWABLE,
    "few-choices": worlds.FEW_CHOICES,
    "too-few": worlds.TOO_FEW,
    "unknown": worlds.IMPOSSIBLE,
    "relaxable": worlds.RELAXABLE,
    "no-secret": worlds.NO_SECRET,
    "certain": worlds.CERTAIN,
    "overfull": HUGE,
    "too-much": TOO_MUCH,
    "private": worlds.PRIVATE,
    "private-as-well": replace(HUGE, private_count=60),
}
#: How many exchanges somebody is in: one, and far too many.
COUNTS = (1, 60)
INVITED = worlds.an_involvement(is_participant=False, invited_by=worlds.ORGANIZER)
GIFT = GiftSeen(GiftMark.READY, may_miss=True)
#: Everything about gifts that somebody may see of an exchange.
FULL_GIFTS: dict[str, Any] = {
    "gift": GIFT,
    "awaited": GIFT,
    "rescues": tuple(Rescue(f"{number:032}", GIFT) for number in range(9)),
    "missing_count": 12,
}


def each_exchange() -> dict[str, Exchange]:
    """With each name that somebody may have typed, and very full in each status."""
    named = {name: worlds.an_exchange(name=typed) for name, typed in worlds.NAMES.items()}
    full = {f"full-{one}": worlds.a_full_exchange(status=one) for one in ExchangeStatus}
    return named | full


def each_wishlist() -> dict[str, Wishlist]:
    typical = (worlds.a_wish(1), worlds.a_wish(2))
    return {
        "typical": Wishlist(worlds.an_exchange(), typical, "socks", "desk 4"),
        "overfull": worlds.a_full_wishlist(),
        "overfull-emoji": worlds.a_full_wishlist("🎅", "🎅"),
        "overfull-shortcodes": worlds.a_full_wishlist(":a:b"),
        "overfull-chinese": worlds.a_full_wishlist("礼"),
    }
