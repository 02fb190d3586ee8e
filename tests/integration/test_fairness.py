"""Nobody waits for others: no workspace for another, no person for one who has to wait."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select

from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Exchange
from core.domain.types import ChannelId, DeliveryKind, ExchangeStatus, TeamId, UserId
from core.ports import RateLimited
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    TEAM,
    an_exchange,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration.delivering import (
    MATCH,
    SECOND,
    deliver_until_settled,
    next_turn,
    take,
)

S = ExchangeStatus
CANCELLED = DeliveryKind.CANCELLED


def test_another_workspace_does_not_wait(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    claim = take(services, ANA)
    messenger.fail_sending(RateLimited(30 * SECOND), to=ANA)
    services.outbox.attempt(claim)
    for team_id in (TEAM, OTHER_TEAM):
        an_exchange(services, team_id=team_id, channel_id=ChannelId("C0ELSEWHERE"))

    assert [claim.team_id for claim in services.outbox.claim(10)] == [OTHER_TEAM]


def test_somebody_gets_two_messages_a_second_apart(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    for number in range(2):
        an_exchange(services, status=S.DRAWN, channel_id=ChannelId(f"C{number}"))
    at: dict[str, list[datetime]] = defaultdict(list)
    messenger.meanwhile = lambda order: at[order.addressee_id].append(clock.now())

    deliver_until_settled(services)

    assert {who: len(at[who]) for who in (ANA, BEN, CLEO)} == {ANA: 2, BEN: 2, CLEO: 2}
    assert all(later - one >= SECOND for times in at.values() for one, later in pairwise(times))


def test_the_same_person_in_two_workspaces_is_two_conversations(services: Services) -> None:
    for team_id in (TEAM, OTHER_TEAM):
        an_exchange(services, team_id=team_id, people=(OLGA,), channel_id=ChannelId("C0SAME"))

    assert len(services.outbox.claim(10)) == 2


def test_who_has_to_wait_a_second_keeps_nobody_else_waiting(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    for _ in range(2):
        an_exchange(services, status=S.STALLED, people=(OLGA, DAN))
    messenger.arrived.clear()

    while len(messenger.arrived) < 4:
        services.outbox.attempt(next_turn(services))

    olga, *others = [order.addressee_id for order in messenger.arrived]
    assert olga == OLGA
    assert {*others} < {*EVERYBODY}


def test_thousands_of_cancellations_keep_no_match_waiting(
    services: Services, messenger: FakeMessenger
) -> None:
    crowd = [UserId(f"U{number}") for number in range(20)]
    an_exchange(services, status=S.CANCELLED, people=crowd)
    an_exchange(services, status=S.DRAWN)

    deliver_until_settled(services)

    people = [one.kind for one in messenger.arrived if one.kind in (MATCH, CANCELLED)]
    assert people == [MATCH] * len(EVERYBODY) + [CANCELLED] * (len(crowd) - 1)


def test_workspaces_of_many_delay_none_of_few(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    crowd = [UserId(f"U{number}") for number in range(10)]
    for team_id in ("T1", "T2", "T3"):
        an_exchange(services, status=S.DRAWN, people=crowd, team_id=TeamId(team_id))
    small = TeamId("T9")
    an_exchange(services, status=S.DRAWN, team_id=small)

    # Only one message goes at a time, ten a second, and the three could send fifteen.
    while len([one for one in messenger.arrived if one.team_id == small]) < len(EVERYBODY):
        for claim in services.outbox.claim(1):
            services.outbox.attempt(claim)
        clock.advance(SECOND / 10)

    shares = Counter(order.team_id for order in messenger.arrived)
    assert shares[small] == len(EVERYBODY)
    assert max(shares.values()) <= 2 * len(EVERYBODY)
    assert len(shares) == 4


def test_workspaces_in_another_processs_hands_are_left_out(
    postgres_database: Database, vault: Vault, clock: FixedClock
) -> None:
    services = Services.build(postgres_database, vault, clock, FakeMessenger())
    for team_id in (TEAM, OTHER_TEAM):
        an_exchange(services, team_id=team_id)

    with postgres_database.write() as session:
        lane = select(models.Workspace).where(models.Workspace.team_id == TEAM)
        session.scalars(lane.with_for_update()).one()
        meanwhile = [claim.team_id for claim in services.outbox.claim(10)]

    assert meanwhile == [OTHER_TEAM]
    assert [claim.team_id for claim in services.outbox.claim(10)] == [TEAM]


def test_who_has_nobody_to_write_to_yet_keeps_no_other_workspace_waiting(
    services: Services, clock: FixedClock
) -> None:
    an_exchange(services, team_id=TeamId("T0FIRST"), people=(OLGA,))
    an_exchange(services, team_id=TeamId("T0FIRST"), people=(OLGA,))
    an_exchange(services, team_id=TeamId("T0SECOND"), people=(OLGA,))
    clock.advance(SECOND)
    (first,) = services.outbox.claim(1)
    (second,) = services.outbox.claim(1)
    services.outbox.attempt(first)
    services.outbox.attempt(second)
    an_exchange(services, team_id=TeamId("T0SECOND"), channel_id=ChannelId("C0ELSEWHERE"))
    clock.advance(SECOND / 2)

    # The first one's second announcement goes to the channel that has just had another.
    assert [claim.team_id for claim in services.outbox.claim(1)] == ["T0SECOND"]
