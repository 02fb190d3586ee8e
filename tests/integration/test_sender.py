"""The sender: as many messages on their way as it has threads, and none waits for another."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import SystemClock
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Order
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, TeamId
from core.services.registry import Services
from tests.builders import DAN, EVERYBODY, OLGA, OTHER_TEAM, TEAM, an_exchange
from tests.eventually import eventually
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.running import (
    HASTE,
    TICK,
    has_report,
    hurry,
    matches_in,
    once_each,
    rename,
    scheduled,
    sending,
    waiting_for,
)

S = ExchangeStatus
D = DeliveryStatus
REPORT = DeliveryKind.REPORT
MATCH = DeliveryKind.MATCH


@pytest.fixture
def services(hasty_services: Services) -> Services:
    return hasty_services


def test_what_could_not_be_written_down_is_looked_for(
    messenger: FakeMessenger,
    database: Database,
    vault: Vault,
    real_clock: SystemClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hasty = replace(HASTE, lease=timedelta(seconds=1))
    services = Services.build(database, vault, real_clock, messenger, hasty)

    def go_away(order: Order) -> None:
        if order.addressee_id == DAN:
            messenger.meanwhile = lambda order: None
            rename(database, "deliveries", "deliveries_away")

    an_exchange(services, status=S.DRAWN, people=[OLGA, DAN, *EVERYBODY[1:]])
    hurry(database)
    messenger.meanwhile = go_away
    owed = {row.delivery_id: row.addressee_id for row in looking.deliveries(database, MATCH)}

    def unsettled() -> set[str]:
        said = caplog.text
        return {one for key, one in owed.items() if f"settling delivery {key} failed" in said}

    with scheduled(services):
        eventually(lambda: DAN in unsettled())
        rename(database, "deliveries_away", "deliveries")
        eventually(lambda: has_report(messenger))

    assert unsettled() <= {order.addressee_id for order in messenger.looked_for}
    assert matches_in(messenger) == once_each(TEAM) + Counter({(TEAM, DAN): 1})


def test_workspaces_do_not_wait_for_one_another(
    services: Services, messenger: FakeMessenger
) -> None:
    go_on = threading.Event()
    messenger.meanwhile = waiting_for(go_on, TEAM)
    an_exchange(services)
    an_exchange(services, team_id=OTHER_TEAM)

    with scheduled(services):
        eventually(lambda: [one.team_id for one in messenger.arrived] == [OTHER_TEAM])
        go_on.set()
        eventually(lambda: len(messenger.arrived) == 2)


def test_no_more_is_taken_out_than_is_being_sent(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    go_on = threading.Event()
    messenger.meanwhile = waiting_for(go_on)
    for number in range(5):
        an_exchange(services, team_id=TeamId(f"T{number}"))

    with sending(services, threads=2):
        eventually(lambda: len(messenger.tried) == 2)
        time.sleep(3 * TICK)
        statuses = [row.status for row in looking.deliveries(database)]
        during = len(messenger.tried)
        go_on.set()
        eventually(lambda: len(messenger.arrived) == 5)

    assert (during, statuses.count(D.SENDING)) == (2, 2)


def test_one_thread_serves_every_workspace(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    teams = [TeamId(f"T{number}") for number in range(5)]
    for team_id in teams:
        an_exchange(services, team_id=team_id, status=S.DRAWN)
    hurry(database)

    with sending(services, threads=1):
        eventually(lambda: matches_in(messenger) == once_each(*teams))
