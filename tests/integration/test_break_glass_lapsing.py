"""What was asked for in an emergency, and nobody goes on with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain.break_glass import LAPSES_AFTER
from core.domain.errors import OpeningProblem
from core.domain.snapshots import OpeningAnswer
from core.domain.types import DeliveryKind, OpeningStatus
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, OLGA, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.opening import (
    ADMIN,
    BOSS,
    REASON,
    agree,
    arrived,
    ask,
    refused,
    shared,
)

P = OpeningProblem


@pytest.mark.parametrize("agreed", [True, False], ids=["agreed", "asked"])
def test_without_an_answer_or_a_look_it_lapses(
    services: Services, messenger: FakeMessenger, clock: FixedClock, agreed: bool
) -> None:
    exchange = shared(services, ANA)
    opening_id = ask(services, exchange)
    if agreed:
        clock.advance(LAPSES_AFTER - timedelta(minutes=1))
        agree(services, opening_id)
        arrived(services, messenger, DeliveryKind.OPENING_ANSWER)
        messenger.arrived.clear()
    clock.advance(LAPSES_AFTER)

    with refused(P.LAPSED):  # also before anybody has looked at the clock
        if agreed:
            services.break_glass.show(by(OLGA), opening_id)
        else:
            agree(services, opening_id)
    assert arrived(services, messenger, DeliveryKind.OPENING) == {}
    assert services.break_glass.lapse_due() == 1
    assert services.break_glass.lapse_due() == 0

    (answer,) = arrived(services, messenger, DeliveryKind.OPENING_ANSWER).values()
    assert isinstance(answer, OpeningAnswer)
    assert answer.status == OpeningStatus.LAPSED
    with refused(P.LAPSED):
        services.break_glass.show(by(OLGA), opening_id)
    ask(services, exchange)


@pytest.mark.parametrize("agreed", [True, False], ids=["agreed", "asked"])
def test_what_nobody_can_go_on_with_keeps_nobody_from_asking(
    services: Services, messenger: FakeMessenger, database: Database, agreed: bool
) -> None:
    """Whoever asked organizes it no more; or whose match it is about has left."""
    one, other = (shared(services, ANA) for _ in range(2))
    for exchange in (one, other):
        opening_id = ask(services, exchange)
        if agreed:
            agree(services, opening_id)
    services.organizers.change(by(ANA), one.exchange_id, (), [OLGA])
    assert services.repairs.drop_out(by(BEN), other.exchange_id).is_out

    with refused(P.LAPSED):
        if agreed:
            services.break_glass.show(by(OLGA), opening_id)
        else:
            agree(services, opening_id)
    assert arrived(services, messenger, DeliveryKind.OPENING) == {}
    services.break_glass.ask(by(ANA), one.exchange_id, CLEO, REASON, ADMIN)
    services.break_glass.ask(by(OLGA), other.exchange_id, CLEO, REASON)

    rows = looking.everything(database, models.Opening)
    lapsed = [row.status for row in rows if row.status == OpeningStatus.LAPSED]
    assert (len(lapsed), len(rows)) == (2, 4)
    (told,) = (
        content
        for content in arrived(services, messenger, DeliveryKind.OPENING_ANSWER).values()
        if isinstance(content, OpeningAnswer) and content.status == OpeningStatus.LAPSED
    )
    assert told.exchange.exchange_id == other.exchange_id
    with refused(P.RUNNING):
        services.break_glass.form(by(OLGA), other.exchange_id)


def test_where_nobody_is_left_to_agree_an_admin_is_asked(services: Services) -> None:
    exchange = shared(services, ANA)
    ask(services, exchange)
    services.organizers.change(by(OLGA), exchange.exchange_id, (), [ANA])

    opening_id = ask(services, exchange, admin=True)

    agree(services, opening_id, BOSS)
    assert services.break_glass.show(by(OLGA), opening_id).giver_id == BEN
