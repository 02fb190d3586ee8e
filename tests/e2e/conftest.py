"""A fresh Slack and a Kringle of its own for each end-to-end test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

import tests.e2e.world
from bot import storage
from core.db.session import Database
from playground import Playground
from tests.e2e import oracle
from tests.e2e.process import Process
from tests.e2e.world import World

CHEAPEST = ("http", "sqlite")
#: In seconds. How quick Kringle is, benchmarks tell; a machine under load is none of its faults.
UNHURRIED = 15


class Reused(Database):
    """One that the next world opens again: it remembers how statements are written, which takes
    longer to find out than most tests."""

    closed: ClassVar[dict[str, list[Reused]]] = {}

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._address = url

    @classmethod
    def open(cls, url: str) -> Reused:
        free = cls.closed.setdefault(url, [])
        return free.pop() if free else cls(url)

    def close(self) -> None:
        super().close()
        free = self.closed[self._address]
        if self not in free:
            free.append(self)


@pytest.fixture(autouse=True)
def reused_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (storage, tests.e2e.world):
        monkeypatch.setattr(module, "Database", Reused.open)


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground.start() as running:
        running.settle(0.3)
        running.be_patient(UNHURRIED)
        yield running


@pytest.fixture
def idle_world(slack: Playground, request: pytest.FixtureRequest) -> Iterator[World]:
    """Slack, people and a database, but no Kringle yet. The parameter: transport and database."""
    yield from _lived_in(_world(slack, request))


@pytest.fixture
def world(slack: Playground, request: pytest.FixtureRequest) -> Iterator[World]:
    """The same with a Kringle in this process."""
    world = _world(slack, request)
    world.start()
    yield from _lived_in(world)


def _lived_in(world: World) -> Iterator[World]:
    """Whatever a test is about, all that was shown in it is what Slack takes."""
    yield world
    world.close()
    oracle.check(world.slack, [*world.people, *world.others])


def _world(slack: Playground, request: pytest.FixtureRequest) -> World:
    transport, database = getattr(request, "param", CHEAPEST)
    kind = "sqlite" if database == "sqlite" else "postgres"
    return World(slack, request.getfixturevalue(f"{kind}_url"), transport)


@pytest.fixture
def process(idle_world: World, tmp_path: Path) -> Iterator[Process]:
    """`python -m bot`, started, for the idle world."""
    process = Process(idle_world, tmp_path)
    try:
        process.start()
        yield process
    finally:
        process.kill()
