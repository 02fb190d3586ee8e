"""One exchange, for anybody's eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.domain.types import Budget, ChannelId, ExchangeId, ExchangeStatus, TeamId, UserId


@dataclass(frozen=True)
class Exchange:
    """One exchange, for anybody's eyes: nothing in it tells who gives to whom.

    `has_envelopes`: whom somebody gives to is told to them on a click only, and in no message.
    """

    exchange_id: ExchangeId
    team_id: TeamId
    name: str
    status: ExchangeStatus
    channel_id: ChannelId
    channel_is_private: bool
    organizer_ids: tuple[UserId, ...]
    draw_at: datetime
    time_zone: str
    exchange_on: date | None
    budget: Budget | None
    message: str
    joined_count: int
    drawn_at: datetime | None
    announced_ts: str | None = None
    has_envelopes: bool = False
    #: From so many of their last exchanges nobody draws a recipient again, if that works out.
    no_repeats: int = 1
    #: When everybody learns who gave to them, if they do; and since when they have known.
    reveal_at: datetime | None = None
    revealed_at: datetime | None = None
    #: After that the channel reads who gave to whom.
    posts_circle: bool = False
