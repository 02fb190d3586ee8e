"""Orders for a real messenger, which speaks HTTP, and the calls that they come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.fence import FencedClient
from bot.messenger import SlackMessenger
from core.domain.snapshots import Content, Exchange, Order, Receipt
from core.domain.types import DeliveryKind
from playground import Playground
from tests.builders import TEAM
from tests.unit.views.worlds import a_match

SEND, HISTORY, OPEN, UPDATE = (
    "chat.postMessage",
    "conversations.history",
    "conversations.open",
    "chat.update",
)


def messenger_at(url: str, token: str) -> SlackMessenger:
    client = FencedClient(token=token, base_url=url, timeout=1)
    return SlackMessenger(lambda team_id: client)


def go() -> bool:
    return True


def an_order(
    addressee_id: str,
    key: str = "k1",
    kind: DeliveryKind = DeliveryKind.MATCH,
    content: Content | None = None,
) -> Order:
    return Order(TEAM, kind, addressee_id, key, datetime.now(UTC), content or a_match())


def a_refresh(exchange: Exchange, place: Receipt) -> Order:
    order = an_order(place.channel_id, kind=DeliveryKind.REFRESH, content=exchange)
    return replace(order, place=place)


class Counting:
    """How many calls of a method the bot has made since."""

    def __init__(self, slack: Playground, method: str = SEND) -> None:
        self._slack, self._method = slack, method
        self._before = len(slack.calls(method))

    def now(self) -> int:
        return len(self.new())

    def new(self) -> list[dict[str, Any]]:
        return self._slack.calls(self._method)[self._before :]
