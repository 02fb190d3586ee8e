"""What becomes of a repair when the exchange changes while it is being worked out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors
from core.domain.snapshots import Revealed
from core.domain.types import ExchangeStatus, UserId
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    WEEK,
    an_exchange,
    by,
    deliver,
    person,
    the_clock,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration.drawn import SlowVault
from tests.integration.repaired import assignments, check_all_holds, told

EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
AT = START + 2 * WEEK
SIX = (OLGA, ANA, BEN, CLEO, DAN, EVE)

Repair = Callable[[Services, str], object]
either_repair = pytest.mark.parametrize(
    "repair",
    [
        lambda services, exchange_id: services.repairs.drop_out(by(BEN), exchange_id),
        lambda services, exchange_id: services.repairs.change(
            by(OLGA), exchange_id, joined=person(FAY)
        ),
        lambda services, exchange_id: services.repairs.redraw(by(OLGA), exchange_id),
    ],
    ids=["somebody leaves", "somebody is let in", "all over again"],
)


@pytest.fixture
def slow(vault: Vault) -> SlowVault:
    return SlowVault(vault)


@pytest.fixture
def services(
    database: Database, slow: SlowVault, clock: FixedClock, messenger: FakeMessenger
) -> Services:
    return Services.build(database, slow, clock, messenger)


@either_repair
def test_what_was_revealed_meanwhile_stays_as_everybody_is_told_it(
    services: Services, slow: SlowVault, messenger: FakeMessenger, repair: Repair
) -> None:
    made = an_exchange(services, status=ExchangeStatus.DRAWN, people=SIX, reveal_at=AT)
    before = assignments(services, made.exchange_id)
    told(messenger, services, made.exchange_id)

    def reveal() -> None:
        the_moment_comes(services)
        services.reveals.reveal_due()

    slow.meanwhile = [reveal]

    with pytest.raises(errors.RevealedAlready):
        repair(services, made.exchange_id)

    assert check_all_holds(services, made.exchange_id) == before
    deliver(services)
    heard = {one.addressee_id: one.content for one in messenger.arrived}
    givers = {who: what.giver_id for who, what in heard.items() if isinstance(what, Revealed)}
    assert {giver: who for who, giver in givers.items()} == before
    assert told(messenger, services, made.exchange_id) == []


@either_repair
@pytest.mark.parametrize("is_meanwhile", [False, True], ids=["before", "meanwhile"])
def test_nothing_is_drawn_again_once_the_moment_of_the_reveal_has_come(
    services: Services, slow: SlowVault, repair: Repair, is_meanwhile: bool
) -> None:
    """Though nobody has been told yet."""
    made = an_exchange(services, status=ExchangeStatus.DRAWN, people=SIX, reveal_at=AT)
    before = assignments(services, made.exchange_id)
    if is_meanwhile:
        slow.meanwhile = [lambda: the_moment_comes(services)]
    else:
        the_moment_comes(services)

    with pytest.raises(errors.RevealedAlready):
        repair(services, made.exchange_id)

    assert check_all_holds(services, made.exchange_id) == before
    assert services.reveals.reveal_due() == 1


def the_moment_comes(services: Services) -> None:
    clock = the_clock(services)
    clock.advance(AT - clock.now())
