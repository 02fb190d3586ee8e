"""When somebody who asks for it is forgotten, and when they are asked for something first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from core.crypto import Binding, SealBroken
from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain.errors import AlreadyHandled, StillOrganizes
from core.domain.forgetting import is_forgotten
from core.domain.retention import KEPT_FOR
from core.domain.snapshots import Traces
from core.domain.types import ExchangeStatus
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    OLGA,
    an_exchange,
    by,
    person,
    the_clock,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.drawn import matches
from tests.integration.forgotten import Dump, a_full_exchange

S = ExchangeStatus


def test_a_match_stands_until_the_exchange_is_over(
    services: Services, database: Database, vault: Vault
) -> None:
    exchange = a_full_exchange(services, S.DRAWN)
    before = matches(services, exchange.exchange_id)

    found = services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    assert [one.exchange_id for one in found.drawn] == [exchange.exchange_id]
    assert matches(services, exchange.exchange_id) == before
    giver = next(who for who, to in before.items() if to == ANA)
    assert services.matches.show(by(giver), exchange.exchange_id).wishlist.items == ()
    assert ANA not in services.exchanges.get(by(OLGA), exchange.exchange_id).organizer_ids
    written = {row.text_encrypted for row in looking.everything(database, models.AnonymousMessage)}
    assert len(written) == 6  # two that were reported, their reports, and what Ana got

    the_clock(services).advance(timedelta(days=31))
    services.exchanges.complete_due()
    assert services.forgetting.forget_due() == 1

    assert Dump(database, vault).naming(ANA) == set()
    assert looking.everything(database, models.AnonymousMessage) == []


def test_asking_twice_changes_nothing_more(
    services: Services, database: Database, clock: FixedClock
) -> None:
    for _ in range(3):
        an_exchange(services, status=S.COMPLETED)
    caller = by(ANA)
    assert services.forgetting.forget(caller).past_count == 3
    with pytest.raises(AlreadyHandled):
        services.forgetting.forget(caller)
    assert services.forgetting.forget(by(ANA)).past_count == 3
    assert looking.count(database, models.ForgetRequest) == 3
    assert services.forgetting.forget_due() == 3
    marks = {row.giver_id for row in looking.everything(database, models.Assignment)}
    assert sum(map(is_forgotten, marks)) == 3  # another one in each: nothing joins them

    assert services.forgetting.forget(by(ANA)) == Traces()


def test_whoever_organizes_alone_hands_over_first(services: Services, database: Database) -> None:
    exchange = an_exchange(services, name="Winter")
    over = an_exchange(services, status=S.COMPLETED)
    before = looking.columns(looking.the_exchange(database, exchange.exchange_id))
    assert [one.name for one in services.forgetting.look(by(OLGA)).alone] == ["Winter"]

    with pytest.raises(StillOrganizes) as refused:
        services.forgetting.forget(by(OLGA))

    assert refused.value.names == ("Winter",)
    assert looking.columns(looking.the_exchange(database, exchange.exchange_id)) == before
    assert looking.count(database, models.ForgetRequest) == 0
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(BEN)], ())
    services.forgetting.forget(by(OLGA))
    services.forgetting.forget_due()
    left = services.exchanges.get(by(BEN), over.exchange_id).organizer_ids
    assert [is_forgotten(one) for one in left] == [True]


def test_where_it_fails_nobody_else_waits_for_it(
    database: Database,
    vault: Vault,
    clock: FixedClock,
    messenger: FakeMessenger,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = BrokenVault(vault)
    services = Services.build(database, broken, clock, messenger)
    first = min(an_exchange(services, status=S.COMPLETED).exchange_id for _ in range(2))
    services.forgetting.forget(by(ANA))

    broken.sealing_for = {first}
    assert services.forgetting.forget_due() == 1
    left = {row.exchange_id for row in looking.everything(database, models.ForgetRequest)}
    assert left == {first}
    assert first in caplog.text
    assert ANA not in caplog.text

    broken.sealing_for = set()
    assert services.forgetting.forget_due() == 1
    assert Dump(database, vault).naming(ANA) == set()


class BrokenVault(Vault):
    """A vault that seals nothing of some exchanges."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(vault._keys)
        self.sealing_for: set[str] = set()

    def seal(self, session: Session, binding: Binding, value: bytes, now: datetime) -> bytes:
        if self.sealing_for & {*binding.row}:
            raise SealBroken("its data key is not there")
        return super().seal(session, binding, value, now)


def test_what_is_to_be_forgotten_is_not_purged_before(
    services: Services, database: Database, vault: Vault
) -> None:
    an_exchange(services, status=S.COMPLETED)
    services.forgetting.forget(by(ANA))
    the_clock(services).advance(KEPT_FOR)

    assert services.retention.purge_due() == 0
    services.forgetting.forget_due()
    assert services.retention.purge_due() == 1

    assert Dump(database, vault).naming(ANA) == set()
