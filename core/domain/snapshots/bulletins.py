"""What an organizer writes to everybody in an exchange."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import UserId


@dataclass(frozen=True)
class Draft:
    """Somebody may write to so many people: those in it, and those who have not answered their
    invitation, each without the writer. `may_ask_invited`: these can still join."""

    exchange: Exchange
    joined_count: int = 0
    invited_count: int = 0
    may_ask_invited: bool = False


@dataclass(frozen=True)
class Bulletin:
    """As everybody may read it."""

    exchange: Exchange
    written_by: UserId
    text: str
