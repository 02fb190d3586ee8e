"""The services on a database of each kind, with time that stands still and a Slack that obeys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.messenger import SlackMessenger
from core.clock import SystemClock
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Exchange
from core.services.registry import Services
from playground import Person, Playground
from tests.builders import a_drawn_exchange
from tests.clock import FixedClock
from tests.directory import FakeDirectory
from tests.emptying import empty
from tests.fakes import FakeMessenger
from tests.integration.running import HASTE
from tests.integration.sending import messenger_at
from tests.postgres import Postgres


@pytest.fixture(scope="session")
def shared_postgres_database(postgres: Postgres, postgres_template: str) -> Iterator[Database]:
    url = postgres.create(postgres_template)
    database = Database(url)
    yield database
    database.close()
    postgres.drop(url)


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Tests of the services share its connections, too: nothing in them ends one."""
    if "services" in request.fixturenames:
        shared: Database = request.getfixturevalue("shared_postgres_database")
        empty(shared)
        yield shared
        return
    database = Database(request.getfixturevalue("postgres_url"))
    yield database
    database.close()


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def directory() -> FakeDirectory:
    return FakeDirectory()


@pytest.fixture
def services(
    database: Database,
    vault: Vault,
    clock: FixedClock,
    messenger: FakeMessenger,
    directory: FakeDirectory,
) -> Services:
    return Services.build(database, vault, clock, messenger, directory=directory)


@pytest.fixture
def other_worker(
    database: Database, vault: Vault, clock: FixedClock, messenger: FakeMessenger
) -> Services:
    """A second process on the same database."""
    return Services.build(database, vault, clock, messenger)


@pytest.fixture
def real_clock() -> Iterator[SystemClock]:
    clock = SystemClock()
    yield clock
    clock.stop()


@pytest.fixture
def hasty_services(
    database: Database, vault: Vault, real_clock: SystemClock, messenger: FakeMessenger
) -> Services:
    """For a scheduler or a sender that really runs."""
    return Services.build(database, vault, real_clock, messenger, HASTE)


@pytest.fixture
def drawn(services: Services, messenger: FakeMessenger, clock: FixedClock) -> Exchange:
    """Four matches are owed, and that the announcement, which has been out for a while, says so."""
    exchange = a_drawn_exchange(services, messenger)
    clock.advance(timedelta(minutes=1))
    return exchange


@pytest.fixture(scope="module")
def running_slack() -> Iterator[Playground]:
    with Playground.start() as running:
        yield running


@pytest.fixture
def slack(running_slack: Playground) -> Iterator[Playground]:
    """One that a module's tests share: nothing is complained of yet, and nothing goes wrong."""
    running_slack.complaints(forget=True)
    yield running_slack
    running_slack.clear_faults()


@pytest.fixture
def ana(slack: Playground) -> Person:
    return slack.person("Ana")


@pytest.fixture
def slack_messenger(slack: Playground) -> SlackMessenger:
    """The one that speaks to Slack, and not the fake."""
    return messenger_at(slack.api_url, slack.bot_token)
