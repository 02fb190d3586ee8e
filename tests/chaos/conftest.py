"""A PostgreSQL that may be stopped at any time: never the one that other tests use."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator

import pytest

from tests.chaos import server as postgresql
from tests.chaos.server import Server

logger = logging.getLogger(__name__)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgresql.running() as running:
        yield running


@pytest.fixture
def seed() -> int:
    """Another one each time; shown when a test fails."""
    seed = random.randrange(10**6)
    logger.warning("seed %d", seed)
    return seed
