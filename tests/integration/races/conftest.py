"""Services that draw slowly enough for something to happen meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.db.session import Database
from core.db.vault import Vault
from core.services.registry import Services
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration.drawn import SlowVault
from tests.integration.races.drawers import SlowDatabase


@pytest.fixture
def slow(vault: Vault) -> SlowVault:
    return SlowVault(vault)


@pytest.fixture
def services(
    database: Database, slow: SlowVault, clock: FixedClock, messenger: FakeMessenger
) -> Services:
    return Services.build(database, slow, clock, messenger)


@pytest.fixture
def slow_database(database: Database) -> Iterator[SlowDatabase]:
    opened = SlowDatabase(database.url.render_as_string(hide_password=False))
    opened.meanwhile = []
    yield opened
    opened.close()


@pytest.fixture
def slow_worker(slow_database: SlowDatabase, vault: Vault, clock: FixedClock) -> Services:
    return Services.build(slow_database, vault, clock, FakeMessenger())
