"""Real threads on real time in tests, and how to wait for what they do."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import text, update

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Order
from core.domain.types import DeliveryKind
from core.scheduler import Scheduler
from core.sender import Sender
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import EVERYBODY
from tests.fakes import FakeMessenger

TICK = 0.05
SHORT = timedelta(seconds=0.2)
HASTE = Patience(
    looks_after=SHORT,
    settles=SHORT,
    gives_up_looking=SHORT,
    between_refreshes=SHORT,
    between_tidyings=SHORT,
)


@contextmanager
def scheduled(services: Services, tick: float = TICK) -> Iterator[Scheduler]:
    clock = services.exchanges.clock
    scheduler = Scheduler(services, services.exchanges.database, clock, tick)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.stop()


@contextmanager
def sending(services: Services, threads: int) -> Iterator[None]:
    sender = Sender(services.outbox, services.outbox.clock, TICK, threads)
    sender.start()
    try:
        yield
    finally:
        sender.stop()


def hurry(database: Database) -> None:
    """As if Slack took a hundred messages a second."""
    with database.write() as session:
        session.execute(update(models.Workspace).values(pace=100.0))


def has_report(messenger: FakeMessenger) -> bool:
    return DeliveryKind.REPORT in {one.kind for one in messenger.arrived}


def matches_in(messenger: FakeMessenger) -> Counter[tuple[str, str]]:
    """How often who has their match, by workspace."""
    matches = (one for one in messenger.arrived if one.kind == DeliveryKind.MATCH)
    return Counter((one.team_id, one.addressee_id) for one in matches)


def once_each(*teams: str) -> Counter[tuple[str, str]]:
    return Counter({(team, who): 1 for team in teams for who in EVERYBODY})


def rename(database: Database, table: str, to: str) -> None:
    """A database that is there, and cannot be worked with."""
    with database.write() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))


def waiting_for(go_on: threading.Event, *teams: str) -> Callable[[Order], None]:
    """What is on its way (in these workspaces) stays so until `go_on`."""

    def wait(order: Order) -> None:
        if not teams or order.team_id in teams:
            assert go_on.wait(10)

    return wait
