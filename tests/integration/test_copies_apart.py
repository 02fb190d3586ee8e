"""Of several exchanges that are held once more, each goes on by itself."""

from __future__ import annotations

from datetime import timedelta

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, ParticipantStatus
from core.services.copying import PAUSE
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, WEEK, a_plan, an_exchange, by, person
from tests.clock import FixedClock
from tests.directory import FakeDirectory
from tests.integration import looking


def copied(services: Services, old: Exchange) -> Exchange:
    plan = a_plan(copy_of=old.exchange_id, draw_at=services.copying.clock.now() + WEEK)
    return services.exchanges.create(by(OLGA), person(OLGA), plan)


def invited(database: Database, exchange: Exchange) -> set[str]:
    rows = looking.everything(database, models.Participant)
    here = [row for row in rows if row.exchange_id == exchange.exchange_id]
    return {row.user_id for row in here if row.status == ParticipantStatus.INVITED}


def test_a_copy_that_breaks_keeps_no_other_waiting(
    services: Services, database: Database, clock: FixedClock, directory: FakeDirectory
) -> None:
    over = ExchangeStatus.COMPLETED
    one = an_exchange(services, people=(OLGA, CLEO, DAN), status=over)
    other = an_exchange(services, people=(OLGA, ANA, BEN), status=over)
    broken = copied(services, one)
    clock.advance(timedelta(seconds=1))
    second = copied(services, other)
    directory.breaks_for = {DAN}

    assert services.copying.invite_due() == 1
    assert invited(database, second) == {ANA, BEN}
    directory.breaks_for = set()
    assert services.copying.invite_due() == 0  # not before its time
    clock.advance(PAUSE)
    assert services.copying.invite_due() == 1
    assert invited(database, broken) == {CLEO, DAN}
