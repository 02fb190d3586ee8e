"""The one thing that tests replace: Slack, behind the port of messages."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable

from core.domain.snapshots import Order, Receipt
from core.domain.types import ChannelId, DeliveryKind
from core.ports import LostReply, NotSent


class Killed(BaseException):
    """The process ends in the middle of a call: nobody catches this."""


class FakeMessenger:
    """A `core.ports.Messenger` that keeps what arrived, and fails as it was told beforehand.

    `meanwhile` is called with each message while it is on its way, `meanwhile_refreshing` with each
    order to rewrite one: whoever wants to look at the rows then, or to change them. Afterwards, as
    before the first byte, it is asked whether the message may still go.
    """

    def __init__(self) -> None:
        self.tried: list[Order] = []
        self.arrived: list[Order] = []
        self.looked_for: list[Order] = []
        self.refreshed: list[Order] = []
        self.tidied: list[Order] = []
        self.meanwhile: Callable[[Order], None] = lambda order: None
        self.meanwhile_refreshing: Callable[[Order], None] = lambda order: None
        self.meanwhile_tidying: Callable[[Order], None] = lambda order: None
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

    def fail_tidying(self, *errors: BaseException) -> None:
        self._failures["tidy"].extend((error, None) for error in errors)

    def lose(self, key: str) -> None:
        """What arrived under this key is not in the conversation after all."""
        del self._lies[key]

    def addressees(self) -> list[str]:
        return [order.addressee_id for order in self.arrived]

    def send(self, order: Order, may_go: Callable[[], bool] = lambda: True) -> Receipt:
        if order.kind == DeliveryKind.TIDIED and order.place is not None:
            return self._tidy(order, order.place)
        if order.place is not None:
            return self._rewrite(order, order.place, may_go)
        with self._lock:
            self.tried.append(order)
        self.meanwhile(order)
        if not may_go():
            raise NotSent("lease_ran_out")
        with self._lock:
            error = self._next("send", order.addressee_id)
            if error is None or isinstance(error, LostReply):
                self._arrive(order)
        if error is not None:
            raise error
        return self._lies[order.key]

    def _rewrite(self, order: Order, place: Receipt, may_go: Callable[[], bool]) -> Receipt:
        self.meanwhile_refreshing(order)
        if not may_go():
            raise NotSent("lease_ran_out")
        with self._lock:
            self.refreshed.append(order)
            error = self._next("refresh")
        if error is not None:
            raise error
        return place

    def _tidy(self, order: Order, place: Receipt) -> Receipt:
        self.meanwhile_tidying(order)
        with self._lock:
            self.tidied.append(order)
            error = self._next("tidy")
        if error is not None:
            raise error
        return place

    def find(self, order: Order) -> Receipt | None:
        with self._lock:
            self.looked_for.append(order)
            error = self._next("find")
        if error is not None:
            raise error
        return self._lies.get(order.key)

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
