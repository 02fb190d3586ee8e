"""Whom one giver gives to."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.gifts import GiftSeen
from core.domain.snapshots.wishlists import Wishlist
from core.domain.types import MatchNews, UserId


@dataclass(frozen=True)
class Match:
    """What one giver may see: whom they give to, and that person's wishlist. Nobody else's.
    `own_giver_id`: who gave to them, where they look by a click and it is revealed. `news` is what
    the message tells that brings it.

    `gift`: how far they have got with it, while they can say so. `rescue_id`: they were not drawn
    for this person, but step in for whoever was.
    """

    exchange: Exchange
    recipient_id: UserId
    wishlist: Wishlist
    own_giver_id: UserId | None = None
    news: MatchNews = MatchNews.FIRST
    gift: GiftSeen | None = None
    rescue_id: str = ""


@dataclass(frozen=True)
class Envelope:
    """The message that a match is ready, in an exchange with envelopes: it holds no match."""

    exchange: Exchange
    news: MatchNews = MatchNews.FIRST
