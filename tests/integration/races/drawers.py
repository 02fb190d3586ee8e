"""Both ways to a draw, and a database that lets something happen in the middle of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.registry import Services
from tests.builders import OLGA, by, reach_deadline

S = ExchangeStatus
MATCH = DeliveryKind.MATCH


def draw_now(services: Services, exchange: Exchange) -> Exchange:
    return services.drawing.draw_now(by(OLGA), exchange.exchange_id)


def wait_for_deadline(services: Services, exchange: Exchange) -> Exchange:
    reach_deadline(services, exchange)
    return services.exchanges.get(by(OLGA), exchange.exchange_id)


Begin = Callable[[Services, Exchange], Exchange]
either_way = pytest.mark.parametrize("begin", [draw_now, wait_for_deadline])


class SlowDatabase(Database):
    """`meanwhile` is what happens between reading what is to be drawn and writing down what came
    of it, one for each."""

    meanwhile: list[Callable[[], object]]

    @contextmanager
    def read(self) -> Iterator[Session]:
        with super().read() as session:
            yield session
        if self.meanwhile:
            self.meanwhile.pop(0)()
