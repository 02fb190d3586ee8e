"""Something else is said of a gift before anybody has read what was said first."""

from __future__ import annotations

from core.domain.types import Note
from core.services.registry import Services
from tests.builders import ANA, by
from tests.fakes import FakeMessenger
from tests.integration.giving import given_by, mark, notes_to, of_participants
from tests.integration.rescuing import told, two_days_pass
from tests.integration.talking import Pair, a_pair, let_arrive


def missed_in_passing(services: Services, messenger: FakeMessenger) -> Pair:
    """Nothing has come, and before the giver reads so, they say themselves that it was given. Ana
    organizes."""
    pair = of_participants(a_pair(services))
    mark(services, pair)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    mark(services, pair)
    return pair


def test_a_giver_who_has_read_nothing_is_nudged_before_organizers_hear(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = missed_in_passing(services, messenger)
    assert notes_to(services, messenger, pair.giver, Note.NOTHING) == []

    services.gifts.miss(by(pair.recipient), pair.exchange_id)

    assert len(notes_to(services, messenger, pair.giver, Note.NOTHING)) == 1
    services.rescues.look_after()
    let_arrive(services)
    assert told(messenger) == []
    two_days_pass(services)
    assert told(messenger) == [(ANA, 1)]


def test_a_nudge_that_nobody_has_read_is_replaced_by_the_next(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = missed_in_passing(services, messenger)

    services.gifts.miss(by(pair.recipient), pair.exchange_id)  # both would go out at once now

    assert len(notes_to(services, messenger, pair.giver, Note.NOTHING)) == 1
    assert given_by(services, pair).answer is not None
