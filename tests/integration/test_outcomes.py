"""Each way in which a message, a look and a rewrite may fail, and what is written down of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, DeliveryStatus
from core.ports import Blocked, LostReply, NotSent, RateLimited, Refused, SendError
from core.services.outcomes import BLOCKED_FOR, STUMBLED, TOO_FAST, pause_after
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import ANA, BEN, CHANNEL, CLEO, EVERYBODY, OLGA, TEAM, an_exchange, deliver
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    SECOND,
    matches_of,
    take,
)

D = DeliveryStatus
PATIENCE = Patience()
ANNOUNCEMENT, REFRESH = DeliveryKind.ANNOUNCEMENT, DeliveryKind.REFRESH

RATE_LIMITED = RateLimited(40 * SECOND)
NOT_SENT = NotSent("slack_unreachable")
REFUSED = Refused("user_disabled")
BLOCKED = Blocked("token_revoked")
LOST = LostReply("no_reply")
BUG = ZeroDivisionError("a bug")


@dataclass(frozen=True)
class Expected:
    """How the delivery and its lane stand afterwards; each wait counts from then."""

    status: DeliveryStatus
    said: str
    waits: timedelta | None = None
    settles: timedelta | None = None
    lane_waits: timedelta | None = None
    looks_wait: timedelta | None = None
    rewrites_wait: timedelta | None = None
    lane_error: str | None = None
    pace: float = 1.0  # of what it was before


def stands(row: models.Delivery, lane: models.Workspace, pace: float, now: datetime) -> Expected:
    def until(moment: datetime | None) -> timedelta | None:
        return moment - now if moment else None

    assert (row.owner, row.leased_until, row.sent_at) == (None, None, None)
    assert lane.pace in (pace, pace / 2, pace * 0.8)
    return Expected(
        status=row.status,
        said=row.error or "",
        waits=until(row.not_before),
        settles=until(row.settles_at),
        lane_waits=until(lane.lane_waits_until),
        looks_wait=until(lane.looks_wait_until),
        rewrites_wait=until(lane.refreshes_wait_until),
        lane_error=lane.lane_error,
        pace=round(lane.pace / pace, 6),
    )


SENT: dict[str, tuple[Exception, Expected]] = {
    "rate_limited": (
        RATE_LIMITED,
        Expected(D.PENDING, "ratelimited", lane_waits=40 * SECOND, pace=TOO_FAST),
    ),
    "not_sent": (
        NOT_SENT,
        Expected(D.PENDING, "slack_unreachable", waits=4 * SECOND, pace=STUMBLED),
    ),
    "refused": (REFUSED, Expected(D.FAILED, "user_disabled")),
    "blocked": (
        BLOCKED,
        Expected(D.PENDING, "token_revoked", lane_waits=BLOCKED_FOR, lane_error="token_revoked"),
    ),
    "lost": (
        LOST,
        Expected(
            D.UNKNOWN,
            "no_reply",
            waits=PATIENCE.looks_after,
            settles=PATIENCE.settles,
            pace=STUMBLED,
        ),
    ),
    "bug": (
        BUG,
        Expected(
            D.UNKNOWN,
            "ZeroDivisionError",
            waits=PATIENCE.looks_after,
            settles=PATIENCE.settles,
            pace=STUMBLED,
        ),
    ),
    "long": (
        NotSent("x" * 200),
        Expected(D.PENDING, "x" * 64, waits=4 * SECOND, pace=STUMBLED),
    ),
}


@pytest.mark.parametrize(("error", "expected"), SENT.values(), ids=SENT.keys())
def test_a_message_that_failed(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    error: Exception,
    expected: Expected,
) -> None:
    claim = take(services, ANA)
    pace = looking.the_lane(database, TEAM).pace
    messenger.fail_sending(error, to=ANA)

    services.outbox.attempt(claim)

    row, lane = looking.the_delivery(database, MATCH, ANA), looking.the_lane(database, TEAM)
    assert stands(row, lane, pace, clock.now()) == expected


AGO, AFTER_TWO = 3 * SECOND, 8 * SECOND  # it was lost; the pause after the second attempt
LOOKED_FOR: dict[str, tuple[Exception, Expected]] = {
    "rate_limited": (
        RATE_LIMITED,
        Expected(D.UNKNOWN, "ratelimited", waits=AFTER_TWO, looks_wait=40 * SECOND),
    ),
    "not_sent": (
        NotSent("channel_not_found"),
        Expected(D.UNKNOWN, "channel_not_found", waits=AFTER_TWO),
    ),
    "refused": (REFUSED, Expected(D.FAILED, "user_disabled", waits=-SECOND)),
    "blocked": (
        BLOCKED,
        Expected(
            D.UNKNOWN,
            "token_revoked",
            waits=AFTER_TWO,
            lane_waits=BLOCKED_FOR,
            lane_error="token_revoked",
        ),
    ),
    "lost": (LOST, Expected(D.UNKNOWN, "no_reply", waits=AFTER_TWO)),
    "bug": (BUG, Expected(D.UNKNOWN, "ZeroDivisionError", waits=AFTER_TWO)),
}


@pytest.mark.parametrize(("error", "expected"), LOOKED_FOR.values(), ids=LOOKED_FOR.keys())
def test_a_look_that_failed(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    error: Exception,
    expected: Expected,
) -> None:
    messenger.fail_sending(LOST, to=ANA)
    services.outbox.attempt(take(services, ANA))
    settles_at = looking.the_delivery(database, MATCH, ANA).settles_at
    clock.advance(AGO)
    (look,) = services.outbox.claim(1)
    pace = looking.the_lane(database, TEAM).pace
    messenger.fail_finding(error)

    services.outbox.attempt(look)

    row, lane = looking.the_delivery(database, MATCH, ANA), looking.the_lane(database, TEAM)
    found = stands(row, lane, pace, clock.now())
    assert row.settles_at == settles_at
    assert found == Expected(**{**vars(expected), "settles": found.settles})


# Why it was refused, and nothing else, is kept for its organizers.
REWRITTEN: dict[str, tuple[Exception, Expected]] = {
    "rate_limited": (
        RATE_LIMITED,
        Expected(D.PENDING, "", rewrites_wait=40 * SECOND),
    ),
    "not_sent": (
        NOT_SENT,
        Expected(D.PENDING, "", waits=4 * SECOND, pace=STUMBLED),
    ),
    "refused": (
        Refused("message_not_found"),
        Expected(D.FAILED, "message_not_found", waits=PATIENCE.between_refreshes),
    ),
    "blocked": (
        BLOCKED,
        Expected(D.PENDING, "", lane_waits=BLOCKED_FOR, lane_error="token_revoked"),
    ),
    "lost": (
        LOST,
        Expected(
            D.PENDING,
            "",
            waits=4 * SECOND,
            settles=PATIENCE.settles,
            pace=STUMBLED,
        ),
    ),
    "bug": (
        BUG,
        Expected(
            D.PENDING,
            "",
            waits=4 * SECOND,
            settles=PATIENCE.settles,
            pace=STUMBLED,
        ),
    ),
}


@pytest.mark.parametrize(("error", "expected"), REWRITTEN.values(), ids=REWRITTEN.keys())
def test_a_rewrite_that_failed(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    error: Exception,
    expected: Expected,
) -> None:
    an_exchange(services)
    deliver(services)
    clock.advance(PATIENCE.between_refreshes)
    (claim,) = services.outbox.claim(1)
    pace = looking.the_lane(database, TEAM).pace
    messenger.fail_refreshing(error)

    services.outbox.attempt(claim)

    row = looking.the_delivery(database, REFRESH, CHANNEL)
    assert stands(row, looking.the_lane(database, TEAM), pace, clock.now()) == expected


@pytest.mark.parametrize(
    "error", [NOT_SENT, LOST, REFUSED, BUG], ids=lambda error: type(error).__name__
)
def test_one_persons_failure_delays_nobody(
    services: Services, messenger: FakeMessenger, drawn: Exchange, error: SendError
) -> None:
    messenger.fail_sending(error, to=ANA)

    deliver(services)

    assert set(matches_of(messenger)) >= {OLGA, BEN, CLEO}


def test_pauses_grow_to_five_minutes() -> None:
    pauses = [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 8, 9, 10, 5000)]

    assert pauses == [4, 8, 16, 300, 300, 300, 300]


def test_what_was_not_sent_is_tried_until_it_is(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    claim = take(services, ANA)
    messenger.fail_sending(*[NOT_SENT] * 3, to=ANA)
    pauses = []

    for _ in range(3):
        services.outbox.attempt(claim)
        not_before = looking.the_delivery(database, MATCH, ANA).not_before
        assert not_before is not None
        pauses.append(not_before - clock.now())
        clock.advance(pauses[-1])
        claim = take(services, ANA)
    services.outbox.attempt(claim)

    assert pauses == [4 * SECOND, 8 * SECOND, 16 * SECOND]
    assert looking.the_delivery(database, MATCH, ANA).attempts == 4
    assert matches_of(messenger) == sorted(EVERYBODY)
    assert messenger.looked_for == []


def test_a_bug_is_logged_with_its_cause(
    services: Services, messenger: FakeMessenger, drawn: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    claim = take(services, ANA)
    messenger.fail_sending(BUG, to=ANA)

    services.outbox.attempt(claim)

    assert f"delivery {claim.delivery_id} broke" in caplog.text
    assert "ZeroDivisionError: a bug" in caplog.text
    assert ANA not in caplog.text
