"""What somebody learns too late of a message that has gone on without them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.db.session import Database
from core.domain.snapshots import Exchange, Order, Receipt
from core.domain.types import DeliveryStatus
from core.ports import Blocked, LostReply, NotSent, RateLimited, Refused, SendError
from core.services.outbox import Claim
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import ANA, EVERYBODY
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    deliver_until_settled,
    matches_of,
    reports_of,
    take,
)

D = DeliveryStatus
PATIENCE = Patience()
SECOND = timedelta(seconds=1)


class SlowMessenger(FakeMessenger):
    """Slack has the message, or has refused it; `before_the_reply` is what happens until the
    process hears of it."""

    def __init__(self) -> None:
        super().__init__()
        self.before_the_reply: Callable[[Order], None] = lambda order: None

    def send(self, order: Order, may_go: Callable[[], bool] = lambda: True) -> Receipt:
        try:
            return super().send(order, may_go)
        finally:
            self._take_time(order)

    def find(self, order: Order) -> Receipt | None:
        try:
            return super().find(order)
        finally:
            self._take_time(order)

    def _take_time(self, order: Order) -> None:
        then, self.before_the_reply = self.before_the_reply, lambda order: None
        then(order)


@pytest.fixture
def messenger() -> SlowMessenger:
    return SlowMessenger()


ERRORS = [
    NotSent("slack_unreachable"),
    Refused("user_disabled"),
    RateLimited(SECOND),
    Blocked("token_revoked"),
    LostReply("no_reply"),
]
NO_ERROR: list[SendError | None] = [None]
whatever_it_is = pytest.mark.parametrize(
    "error", NO_ERROR + ERRORS, ids=lambda error: type(error).__name__ if error else "receipt"
)


def doubt(process: Services, clock: FixedClock) -> None:
    """The lease runs out, and the message is due to be looked for."""
    clock.advance(PATIENCE.lease)
    process.outbox.doubt_expired()
    clock.advance(PATIENCE.looks_after)


def test_a_late_receipt_settles_what_nobody_has_taken_since(
    services: Services,
    other_worker: Services,
    messenger: SlowMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    claim = take(services, ANA)

    messenger.before_the_reply = lambda order: doubt(other_worker, clock)
    services.outbox.attempt(claim)

    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.settles_at, row.owner) == (D.SENT, None, None)
    assert row.sent_at == clock.now()
    deliver_until_settled(other_worker)
    assert messenger.looked_for == []
    assert matches_of(messenger) == sorted(EVERYBODY)


LATE_NEWS = {
    "NotSent": (NotSent("slack_unreachable"), D.PENDING, False),
    "RateLimited": (RateLimited(SECOND), D.PENDING, False),
    "Blocked": (Blocked("token_revoked"), D.PENDING, False),
    "Refused": (Refused("user_disabled"), D.FAILED, True),
    "LostReply": (LostReply("no_reply"), D.UNKNOWN, True),
}


@pytest.mark.parametrize(
    ("error", "status", "is_doubtful"), LATE_NEWS.values(), ids=LATE_NEWS.keys()
)
def test_late_news_of_what_nobody_has_taken_since_are_believed(
    services: Services,
    other_worker: Services,
    messenger: SlowMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    error: SendError,
    status: DeliveryStatus,
    is_doubtful: bool,
) -> None:
    claim = take(services, ANA)

    messenger.fail_sending(error, to=ANA)
    messenger.before_the_reply = lambda order: doubt(other_worker, clock)
    services.outbox.attempt(claim)

    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.owner, row.settles_at is not None) == (status, None, is_doubtful)


@whatever_it_is
def test_what_another_has_in_hand_is_not_touched(
    services: Services,
    other_worker: Services,
    messenger: SlowMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    error: SendError | None,
) -> None:
    taken: list[Claim] = []
    stood: list[dict[str, object]] = []

    def taken_over(order: Order) -> None:
        doubt(other_worker, clock)
        taken.extend(other_worker.outbox.claim(1))
        stood.append(looking.columns(looking.the_delivery(database, MATCH, ANA)))

    claim = take(services, ANA)
    if error:
        messenger.fail_sending(error, to=ANA)
    messenger.before_the_reply = taken_over
    services.outbox.attempt(claim)

    (look,) = taken
    (before,) = stood
    assert looking.columns(looking.the_delivery(database, MATCH, ANA)) == before
    assert (before["status"], before["owner"], look.is_look) == (D.UNKNOWN, look.owner, True)
    other_worker.outbox.attempt(look)
    deliver_until_settled(other_worker)
    assert matches_of(messenger) == sorted(EVERYBODY)


@whatever_it_is
def test_what_another_has_finished_stays_finished(
    services: Services,
    other_worker: Services,
    messenger: SlowMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    error: SendError | None,
) -> None:
    def finished(order: Order) -> None:
        clock.advance(PATIENCE.lease)
        deliver_until_settled(other_worker)

    claim = take(services, ANA)
    if error:
        messenger.fail_sending(error, to=ANA)
    messenger.before_the_reply = finished
    services.outbox.attempt(claim)

    assert set(looking.statuses(database, MATCH).values()) == {D.SENT}
    assert matches_of(messenger) == sorted(EVERYBODY)
    deliver_until_settled(services)
    assert len(reports_of(messenger)) == 1


LOOKS = {"found": None, "not found": "lost", **{type(one).__name__: one for one in ERRORS}}


@pytest.mark.parametrize("news", LOOKS.values(), ids=LOOKS.keys())
def test_an_older_look_does_not_speak_for_the_one_under_way(
    services: Services,
    other_worker: Services,
    messenger: SlowMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    news: SendError | str | None,
) -> None:
    stood: list[dict[str, object]] = []

    def taken_over(order: Order) -> None:
        clock.advance(PATIENCE.lease)
        (look,) = other_worker.outbox.claim(1)
        assert look.is_look
        stood.append(in_hand(database))

    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    services.outbox.attempt(take(services, ANA))
    if isinstance(news, SendError):
        messenger.fail_finding(news)
    elif news:
        messenger.lose(messenger.arrived[-1].key)
    clock.advance(PATIENCE.settles)
    messenger.before_the_reply = taken_over
    services.outbox.attempt(take(services, ANA))

    assert [in_hand(database)] == stood


def in_hand(database: Database) -> dict[str, object]:
    """All but how long its workspace looks for nothing."""
    columns = looking.columns(looking.the_delivery(database, MATCH, ANA))
    return {name: value for name, value in columns.items() if name != "not_before"}


def test_a_look_says_how_it_stood_when_it_began(
    services: Services,
    messenger: SlowMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    services.outbox.attempt(take(services, ANA))
    on_its_way = messenger._lies.pop(messenger.arrived[-1].key)

    def arrives_after_all(order: Order) -> None:
        messenger._lies[order.key] = on_its_way
        clock.advance(PATIENCE.settles)  # the process stands still with its old answer

    clock.advance(PATIENCE.looks_after)
    claim = take(services, ANA)
    messenger.before_the_reply = arrives_after_all
    services.outbox.attempt(claim)

    assert looking.the_delivery(database, MATCH, ANA).status == D.UNKNOWN
    deliver_until_settled(services)
    assert matches_of(messenger) == sorted(EVERYBODY)
