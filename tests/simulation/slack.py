"""A Slack in virtual time that loses replies, is late, refuses, and cannot be read at times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from core.domain.snapshots import Exchange, Order, Receipt
from core.domain.types import ChannelId, DeliveryKind
from core.ports import LostReply, NotSent, RateLimited
from tests.simulation.scheduler import Scheduler

#: Slack may do so much later what it was asked to, in seconds; less than `Patience.settles`.
LATEST = 20.0
TIMEOUT = 5.0
#: Afterwards all is well, so that whatever is not settled then is stuck.
TROUBLE_LASTS = 600.0


@dataclass(frozen=True)
class Said:
    """One message in somebody's conversation."""

    at: float
    addressee_id: str
    key: str


@dataclass
class SimulatedSlack:
    """What everybody has been sent. `trouble` is how often, of one, something goes wrong."""

    scheduler: Scheduler
    trouble: float
    said: list[Said] = field(default_factory=list)
    #: How many are in, as each announcement shows it.
    shown: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def happens(self, what: str, chance: float) -> bool:
        """Whether this trouble strikes now."""
        is_over = self.scheduler.seconds > TROUBLE_LASTS
        struck = self.scheduler.random.random() < chance * self.trouble and not is_over
        if struck:
            self.counts[what] = self.counts.get(what, 0) + 1
            self.scheduler.note(what)
        return struck

    def say(self, order: Order) -> Receipt:
        said = Said(self.scheduler.seconds, order.addressee_id, order.key)
        self.said.append(said)
        self.scheduler.note(f"said {order.kind} to {order.addressee_id}")
        receipt = Receipt(ChannelId(f"D{order.addressee_id}"), f"{len(self.said)}.0")
        return self.show(order, receipt)

    def show(self, order: Order, place: Receipt) -> Receipt:
        """An announcement, new or rewritten."""
        if isinstance(order.content, Exchange):
            self.shown[place.message_ts] = order.content.joined_count
        return place

    def has(self, key: str) -> bool:
        return any(said.key == key for said in self.said)


@dataclass(frozen=True)
class SimulatedMessenger:
    """The `core.ports.Messenger` of one process. Between any two effects the others go on."""

    slack: SimulatedSlack

    def send(self, order: Order, may_go: Callable[[], bool]) -> Receipt:
        scheduler, slack = self.slack.scheduler, self.slack
        self._check(may_go)
        scheduler.step()  # connecting
        if slack.happens("connection refused", 0.05):
            raise NotSent("slack_unreachable")
        scheduler.step(scheduler.random.random() * 0.1)
        self._check(may_go)
        # No step between the last look at the lease and the first byte: that much cannot be fenced.
        if slack.happens("429", 0.05):
            scheduler.step(0.05)
            raise RateLimited(timedelta(seconds=scheduler.random.randint(1, 5)))
        if slack.happens("lost before Slack had it", 0.05):
            scheduler.step(TIMEOUT)
            raise LostReply("no_reply")
        place = order.place
        do = partial(slack.say, order) if place is None else partial(slack.show, order, place)
        if slack.happens("late", 0.1):
            late = scheduler.random.random() * LATEST
            scheduler.spawn(do, after=late)
            scheduler.step(TIMEOUT)
            raise LostReply("no_reply")
        receipt = do()
        if slack.happens("lost reply", 0.1):
            scheduler.step(TIMEOUT)
            raise LostReply("no_reply")
        scheduler.step(scheduler.random.random() * 0.2)
        return receipt

    def find(self, order: Order) -> Receipt | None:
        if order.kind == DeliveryKind.ANNOUNCEMENT:
            return None  # it stands in a channel, where nobody may read along
        scheduler, slack = self.slack.scheduler, self.slack
        scheduler.step(0.05)
        if slack.happens("look refused", 0.1):
            raise RateLimited(timedelta(seconds=2))
        if slack.happens("look failed", 0.1):
            raise LostReply("no_reply")
        found = slack.has(order.key)
        scheduler.step(0.05)
        return Receipt(ChannelId(f"D{order.addressee_id}"), "found") if found else None

    def _check(self, may_go: Callable[[], bool]) -> None:
        if not may_go():
            self.slack.counts["fenced"] = self.slack.counts.get("fenced", 0) + 1
            raise NotSent("lease_ran_out")
