"""Emptying the outbox in tests, step by step, and what has come of it."""

from __future__ import annotations

from datetime import timedelta

from core.domain.snapshots import DeliveryReport
from core.domain.types import DeliveryKind, DeliveryStatus
from core.services.outbox import Claim
from core.services.registry import Services
from tests.builders import STEP, TEAM, deliver, the_clock
from tests.fakes import FakeMessenger
from tests.integration import looking

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
SETTLED = (DeliveryStatus.SENT, DeliveryStatus.FAILED)
MATCH = DeliveryKind.MATCH


def take(services: Services, addressee_id: str, kind: DeliveryKind = MATCH) -> Claim:
    """Send everything that is due but this one message, and have it in hand."""
    database = services.outbox.database
    wanted = looking.the_delivery(database, kind, addressee_id).delivery_id
    taken: list[Claim] = []
    quiet = timedelta()
    while quiet <= 1.5 * SECOND:
        claims = services.outbox.claim(1)
        for claim in claims:
            if claim.delivery_id == wanted:
                taken.append(claim)
            else:
                services.outbox.attempt(claim)
        quiet = timedelta() if claims else quiet + STEP
        the_clock(services).advance(STEP)
    (mine,) = taken
    return mine


def next_turn(services: Services) -> Claim:
    """Wait for the turn of the first workspace, no moment longer, and take one message out."""
    clock, moment = the_clock(services), timedelta(microseconds=1)
    next_at = looking.the_lane(services.outbox.database, TEAM).lane_next_at
    if next_at is not None and next_at > clock.now():
        clock.advance(next_at - clock.now() - moment)
        assert services.outbox.claim(1) == []
        clock.advance(moment)
    (claim,) = services.outbox.claim(1)
    return claim


def look_again(services: Services) -> None:
    """What the clock does beside sending: see what was lost on its way; then send on."""
    services.outbox.doubt_expired()
    deliver(services)


def deliver_until_settled(services: Services) -> None:
    """Go on until nothing is unfinished, letting pauses pass."""
    for _ in range(40):
        look_again(services)
        rows = looking.deliveries(services.outbox.database)
        if all(row.status in SETTLED for row in rows):
            return
        the_clock(services).advance(30 * SECOND)
    raise AssertionError("something stays unfinished")


def matches_of(messenger: FakeMessenger) -> list[str]:
    """Who has their match, sorted; twice who has it twice."""
    return sorted(order.addressee_id for order in messenger.arrived if order.kind == MATCH)


def reports_of(messenger: FakeMessenger) -> list[DeliveryReport]:
    arrived = (order.content for order in messenger.arrived)
    return [content for content in arrived if isinstance(content, DeliveryReport)]
