"""Whom one giver gives to."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.wishlists import Wishlist
from core.domain.types import MatchNews, UserId


@dataclass(frozen=True)
class Match:
    """What one giver may see: whom they give to, and that person's wishlist. Nobody else's.
    `own_giver_id`: who gave to them, where they look by a click and it is revealed. `news` is what
    the message tells that brings it."""

    exchange: Exchange
    recipient_id: UserId
    wishlist: Wishlist
    own_giver_id: UserId | None = None
    news: MatchNews = MatchNews.FIRST


@dataclass(frozen=True)
class Envelope:
    """The message that a match is ready, in an exchange with envelopes: it holds no match."""

    exchange: Exchange
    news: MatchNews = MatchNews.FIRST
