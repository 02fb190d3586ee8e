"""What is owed, where it lies in Slack, and what failed."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import ChannelId, UserId


@dataclass(frozen=True)
class FailedDelivery:
    """Who could not be reached, and Slack's error code. Never what the message said."""

    user_id: UserId
    error: str


@dataclass(frozen=True)
class DeliveryReport:
    """How far the matches have got, counted from the delivery rows alone. `blocked`: Slack's error
    code, while it refuses everything that Kringle sends in this workspace. `repeat_count`: how many
    give to somebody whom they should not have drawn again, because there was no other way."""

    exchange: Exchange
    sent_count: int
    waiting_count: int
    failed: tuple[FailedDelivery, ...]
    blocked: str | None = None
    repeat_count: int = 0
    #: So many could not be told that their match has changed: who they are would say whose it was.
    unnamed_count: int = 0


@dataclass(frozen=True)
class RefusedAnnouncement:
    """The announcement, or a newer state of it, that Slack does not take, and its error code; None
    when it has taken it meanwhile."""

    exchange: Exchange
    error: str | None


@dataclass(frozen=True)
class Receipt:
    """Where a sent message lies in Slack."""

    channel_id: ChannelId
    message_ts: str
