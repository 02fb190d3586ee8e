"""A fresh Slack and a Kringle of its own for each end-to-end test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import Playground
from tests.e2e.process import Process
from tests.e2e.world import World

CHEAPEST = ("http", "sqlite")
#: In seconds. How quick Kringle is, benchmarks tell; a machine under load is none of its faults.
UNHURRIED = 15


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground.start() as running:
        running.settle(0.3)
        running.be_patient(UNHURRIED)
        yield running


@pytest.fixture
def idle_world(slack: Playground, request: pytest.FixtureRequest) -> Iterator[World]:
    """Slack, people and a database, but no Kringle yet. The parameter: transport and database."""
    world = _world(slack, request)
    yield world
    world.close()


@pytest.fixture
def world(slack: Playground, request: pytest.FixtureRequest) -> Iterator[World]:
    """The same with a Kringle in this process."""
    world = _world(slack, request)
    world.start()
    yield world
    world.close()


def _world(slack: Playground, request: pytest.FixtureRequest) -> World:
    transport, database = getattr(request, "param", CHEAPEST)
    kind = "sqlite" if database == "sqlite" else "postgres"
    return World(slack, request.getfixturevalue(f"{kind}_url"), transport)


@pytest.fixture
def process(idle_world: World, tmp_path: Path) -> Iterator[Process]:
    """`python -m bot`, started, for the idle world."""
    process = Process(idle_world, tmp_path)
    process.start()
    yield process
    process.kill()
