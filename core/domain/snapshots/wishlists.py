"""What somebody wishes for."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import Wish


@dataclass(frozen=True)
class Wishlist:
    """One person's wishes in one exchange: ordered items, and two free texts."""

    exchange: Exchange
    items: tuple[Wish, ...] = ()
    dislikes: str = ""
    delivery_notes: str = ""
