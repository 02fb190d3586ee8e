"""A gift that is missing, and whoever steps in."""

from __future__ import annotations

from core.domain.gifts import GIVER_HAS
from core.domain.snapshots import MissingNotice
from core.domain.types import Note, UserId
from core.services.registry import Services
from tests.builders import by, the_clock
from tests.fakes import FakeMessenger
from tests.integration.giving import (
    GIVEN,
    involvement,
    let_pauses_pass,
    mark,
    notes_to,
    of_participants,
)
from tests.integration.talking import Pair, a_pair, let_arrive


def missed(services: Services, messenger: FakeMessenger, **plan: bool) -> Pair:
    """Nothing has come for the recipient; the giver has just been told. Ana organizes."""
    pair = of_participants(a_pair(services, **plan))
    mark(services, pair, GIVEN)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    let_arrive(services)
    return pair


def known(services: Services, messenger: FakeMessenger, **plan: bool) -> Pair:
    """And two days have changed nothing."""
    pair = missed(services, messenger, **plan)
    two_days_pass(services)
    return pair


def two_days_pass(services: Services) -> None:
    the_clock(services).advance(GIVER_HAS)
    let_pauses_pass(services)
    services.rescues.look_after()
    let_arrive(services)


def told(messenger: FakeMessenger) -> list[tuple[str, int]]:
    """Which organizers have heard of how many."""
    found = ((one.addressee_id, one.content) for one in messenger.arrived)
    return [(who, what.count) for who, what in found if isinstance(what, MissingNotice)]


def rescue_id_of(services: Services, pair: Pair, rescuer: UserId) -> str:
    (rescue,) = involvement(services, rescuer, pair.exchange).rescues
    return rescue.rescue_id


def involvement_is_gone(services: Services, pair: Pair, who: UserId) -> bool:
    return not any(
        one.exchange.exchange_id == pair.exchange_id for one in services.overview.status(by(who))
    )
