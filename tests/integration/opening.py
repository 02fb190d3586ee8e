"""One match is to be opened in an emergency."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.db import models
from core.domain.errors import OpeningProblem, OpeningRefused
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, ExchangeStatus, OpeningStatus, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, OLGA, an_exchange, by, deliver, person
from tests.fakes import FakeMessenger
from tests.integration import looking

REASON = "CANARY-reason"
BOSS = UserId("U0BOSS")
ADMIN = person(BOSS, is_admin=True)


def shared(
    services: Services, *organizers: UserId, status: ExchangeStatus = ExchangeStatus.DRAWN
) -> Exchange:
    """Olga organizes it with these."""
    exchange = an_exchange(services, status=status)
    if organizers:
        added = [person(one) for one in organizers]
        services.organizers.change(by(OLGA), exchange.exchange_id, added, ())
    return exchange


def ask(services: Services, exchange: Exchange, giver: UserId = BEN, **options: object) -> str:
    """Olga asks; the id of what comes of it."""
    admin = ADMIN if options.get("admin") else None
    services.break_glass.ask(by(OLGA), exchange.exchange_id, giver, REASON, admin)
    rows = looking.everything(services.break_glass.database, models.Opening)
    here = [row for row in rows if row.exchange_id == exchange.exchange_id]
    return next(row.opening_id for row in here if row.status == OpeningStatus.ASKED)


def agree(services: Services, opening_id: str, who: UserId = ANA, *, agrees: bool = True) -> None:
    admin = who == BOSS
    services.break_glass.decide(by(who), person(who, is_admin=admin), opening_id, agrees=agrees)


def arrived(services: Services, messenger: FakeMessenger, kind: DeliveryKind) -> dict[str, object]:
    while deliver(services):
        pass
    return {one.addressee_id: one.content for one in messenger.arrived if one.kind == kind}


@contextmanager
def refused(problem: OpeningProblem) -> Iterator[None]:
    with pytest.raises(OpeningRefused) as why:
        yield
    assert why.value.problem == problem
