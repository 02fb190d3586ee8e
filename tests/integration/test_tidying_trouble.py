"""Tidying a message delays nothing else, and harms nothing when it fails."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, DeliveryStatus
from core.ports import Blocked, LostReply, NotSent, RateLimited, Refused, SendError
from core.services.patience import Patience
from core.services.registry import Services
from core.services.resync import Resync
from tests.builders import DAN, OLGA, OTHER_TEAM, TEAM, an_exchange, by, deliver, joins, the_clock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import SECOND, deliver_until_settled
from tests.integration.inviting import EVE, FAY, invite

TIDIED, INVITATION = DeliveryKind.TIDIED, DeliveryKind.INVITATION
BETWEEN = Patience().between_tidyings


@pytest.fixture
def answered(services: Services, messenger: FakeMessenger) -> Exchange:
    """Eve, Fay and Dan have answered their invitations, which have not been tidied yet."""
    exchange = an_exchange(services)
    invite(services, exchange, DAN, EVE, FAY)
    deliver_until_settled(services)
    joins(services, exchange, DAN, EVE, FAY)
    messenger.refreshed.clear()
    return exchange


def test_it_comes_after_all_else_and_not_often(
    services: Services, messenger: FakeMessenger, answered: Exchange
) -> None:
    services.drawing.draw_now(by(OLGA), answered.exchange_id)
    said: list[tuple[DeliveryKind, timedelta]] = []
    began_at = the_clock(services).now()

    def note(kind: DeliveryKind) -> None:
        said.append((kind, the_clock(services).now() - began_at))

    messenger.meanwhile = lambda order: note(order.kind)
    messenger.meanwhile_tidying = lambda order: note(order.kind)
    deliver_until_settled(services)

    at = [moment for kind, moment in said if kind == TIDIED]
    matches = [moment for kind, moment in said if kind == DeliveryKind.MATCH]
    assert len(matches) == 7
    assert len(at) == 3
    assert max(matches) < at[1]
    assert all(later - earlier >= BETWEEN for earlier, later in pairwise(at))
    assert messenger.refreshed


def test_no_workspace_waits_for_what_is_tidied_in_others(
    services: Services, answered: Exchange, database: Database
) -> None:
    """Not even one that had its turn later."""
    for _ in range(2):  # then one message is left to be tidied, and nothing else
        while deliver(services):
            pass
        the_clock(services).advance(6 * SECOND)
    an_exchange(services, people=(), team_id=OTHER_TEAM)
    with database.write() as session:
        lane = session.get_one(models.Workspace, OTHER_TEAM)
        lane.lane_next_at = the_clock(services).now()

    first, second = (services.outbox.claim(1)[0] for _ in range(2))

    assert (first.team_id, first.kind) == (OTHER_TEAM, DeliveryKind.ANNOUNCEMENT)
    assert (second.team_id, second.kind) == (TEAM, TIDIED)


def test_what_is_sent_waits_for_none_of_it(
    services: Services, messenger: FakeMessenger, answered: Exchange, database: Database
) -> None:
    messenger.fail_tidying(RateLimited(60 * SECOND))

    for _ in range(10):
        deliver(services)
        the_clock(services).advance(SECOND)

    lane = looking.the_lane(database, TEAM)
    assert (lane.lane_waits_until, lane.refreshes_wait_until) == (None, None)
    assert lane.pace == max(lane.pace, 5)
    assert messenger.refreshed
    assert len(messenger.tidied) == 1
    deliver_until_settled(services)
    assert len(messenger.tidied) == 4


TROUBLE: dict[str, tuple[SendError, int]] = {
    "deleted": (Refused("message_not_found"), 1),
    "no permission": (Blocked("no_permission"), 1),
    "lost reply": (LostReply("no_reply"), 2),
    "not sent": (NotSent("slack_unreachable"), 2),
}


@pytest.mark.parametrize(("error", "tries"), TROUBLE.values(), ids=TROUBLE)
def test_trouble_with_it_is_nobodys(
    services: Services,
    messenger: FakeMessenger,
    answered: Exchange,
    database: Database,
    error: SendError,
    tries: int,
) -> None:
    messenger.fail_tidying(error)
    pace = looking.the_lane(database, TEAM).pace

    deliver_until_settled(services)

    assert len(messenger.tidied) == 2 + tries
    assert looking.owed(database, TIDIED) == []
    lane = looking.the_lane(database, TEAM)
    assert (lane.lane_waits_until, lane.lane_error) == (None, None)
    assert lane.pace >= pace
    assert {row.status for row in looking.deliveries(database)} == {DeliveryStatus.SENT}
    before = services.preflight.look(by(OLGA), answered.exchange_id)
    assert (before.unreachable, before.blocked) == ((), None)


def test_it_is_given_up_when_it_fails_again_and_again(
    services: Services, messenger: FakeMessenger, answered: Exchange, database: Database
) -> None:
    messenger.fail_tidying(*[LostReply("no_reply")] * 100)

    deliver_until_settled(services)

    assert len(messenger.tidied) == 3 * 5
    assert looking.owed(database, TIDIED) == []


def test_whoever_died_while_doing_it_leaves_it_to_others(
    services: Services, messenger: FakeMessenger, answered: Exchange, database: Database
) -> None:
    taken = None
    while taken is None:
        for claim in services.outbox.claim(1):
            if claim.kind == TIDIED:
                taken = claim
            else:
                services.outbox.attempt(claim)
        the_clock(services).advance(SECOND / 10)

    deliver_until_settled(services)

    assert len(messenger.tidied) == 3
    assert messenger.looked_for == []
    assert looking.owed(database, TIDIED) == []


def test_after_a_backup_it_is_done_and_not_looked_for(
    services: Services, messenger: FakeMessenger, answered: Exchange, database: Database
) -> None:
    clock = the_clock(services)

    assert Resync(database, clock).since(clock.now()).delivery_count == 0

    deliver_until_settled(services)

    assert len(messenger.tidied) == 3
