"""The one thing that tests replace: Slack, behind the port of messages."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from core.domain.snapshots import Exchange, Order, Receipt
from core.domain.types import ChannelId
from core.ports import LostReply


class Killed(BaseException):
    """The process ends in the middle of a call: nobody catches this."""


@dataclass(frozen=True)
class Refreshed:
    exchange: Exchange
    announced: Receipt


class FakeMessenger:
    """A `core.ports.Messenger` that keeps what arrived, and fails as it was told beforehand.

    `meanwhile` is called with each order while it is on its way, `meanwhile_refreshing` with each
    exchange: whoever wants to look at the rows then, or to change them.
    """

    def __init__(self) -> None:
        self.tried: list[Order] = []
        self.arrived: list[Order] = []
        self.looked_for: list[Order] = []
        self.refreshed: list[Refreshed] = []
        self.meanwhile: Callable[[Order], None] = lambda order: None
        self.meanwhile_refreshing: Callable[[Exchange], None] = lambda exchange: None
        self._lies: dict[str, Receipt] = {}
        self._failures: dict[str, deque[tuple[BaseException, str | None]]] = defaultdict(deque)
        self._lock = threading.Lock()

    def fail_sending(self, *errors: BaseException, to: str | None = None) -> None:
        """The next messages (to this addressee) fail so; after a lost reply it has arrived."""
        self._failures["send"].extend((error, to) for error in errors)

    def fail_finding(self, *errors: BaseException) -> None:
        self._failures["find"].extend((error, None) for error in errors)

    def fail_refreshing(self, *errors: BaseException) -> None:
        self._failures["refresh"].extend((error, None) for error in errors)

    def lose(self, key: str) -> None:
        """What arrived under this key is not in the conversation after all."""
        del self._lies[key]

    def addressees(self) -> list[str]:
        return [order.addressee_id for order in self.arrived]

    def send(self, order: Order) -> Receipt:
        with self._lock:
            self.tried.append(order)
        self.meanwhile(order)
        with self._lock:
            error = self._next("send", order.addressee_id)
            if error is None or isinstance(error, LostReply):
                self._arrive(order)
        if error is not None:
            raise error
        return self._lies[order.key]

    def find(self, order: Order) -> Receipt | None:
        with self._lock:
            self.looked_for.append(order)
            error = self._next("find")
        if error is not None:
            raise error
        return self._lies.get(order.key)

    def refresh(self, exchange: Exchange, announced: Receipt) -> None:
        with self._lock:
            self.refreshed.append(Refreshed(exchange, announced))
            error = self._next("refresh")
        self.meanwhile_refreshing(exchange)
        if error is not None:
            raise error

    def _arrive(self, order: Order) -> None:
        self.arrived.append(order)
        channel = order.addressee_id if order.addressee_id[0] == "C" else f"D{order.addressee_id}"
        self._lies[order.key] = Receipt(ChannelId(channel), f"{1000 + len(self.arrived)}.0001")

    def _next(self, what: str, addressee_id: str | None = None) -> BaseException | None:
        waiting = self._failures[what]
        for entry in waiting:
            error, to = entry
            if to in (None, addressee_id):
                waiting.remove(entry)
                return error
        return None
