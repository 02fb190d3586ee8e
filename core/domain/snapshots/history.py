"""What somebody was part of."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import UserId


@dataclass(frozen=True)
class Turnout:
    """How many were asked and came, and how their matches got on. `joined_count`: those who were in
    when it ended. Nobody is named."""

    joined_count: int = 0
    invited_count: int = 0
    declined_count: int = 0
    sent_count: int = 0
    failed_count: int = 0


@dataclass(frozen=True)
class PastExchange:
    """A line of somebody's history. `recipient_id` is whom they themselves gave to, if anybody;
    `giver_id` who gave to them, once that is revealed. `in_envelope`: they have a match, and both
    are told on a click only. `turnout` is for organizers."""

    exchange: Exchange
    recipient_id: UserId | None
    in_envelope: bool = False
    giver_id: UserId | None = None
    turnout: Turnout | None = None


@dataclass(frozen=True)
class PastPage:
    """So many of them at once, the newest first. Pages count from 0, and there is at least one."""

    exchanges: tuple[PastExchange, ...] = ()
    page: int = 0
    page_count: int = 1
