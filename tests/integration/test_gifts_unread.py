"""Something else is said of a gift before anybody has read what was said first."""

from __future__ import annotations

from datetime import timedelta

from core.db.session import Database
from core.domain.types import DeliveryKind, DeliveryStatus, Note
from core.ports import RateLimited
from core.services.registry import Services
from tests.builders import ANA, by, deliver
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.giving import given_by, let_pauses_pass, mark, notes_to, of_participants
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

    assert services.gifts.missable(by(pair.recipient), pair.exchange_id).giver_hears
    assert services.gifts.miss(by(pair.recipient), pair.exchange_id).giver_hears

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


def given_but_held_up(services: Services, messenger: FakeMessenger, database: Database) -> Pair:
    """Slack wants to be left alone for a while, just as the recipient was to be told."""
    pair = of_participants(a_pair(services))
    let_arrive(services)
    mark(services, pair)
    let_pauses_pass(services)
    messenger.fail_sending(RateLimited(timedelta(seconds=30)), to=pair.recipient)
    deliver(services)
    (note,) = looking.deliveries(database, DeliveryKind.ANONYMOUS)
    assert (note.status, note.first_tried_at is None) == (DeliveryStatus.PENDING, False)
    return pair


def test_what_was_taken_back_is_not_told_though_somebody_has_tried_to(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = given_but_held_up(services, messenger, database)

    services.gifts.take_back(by(pair.giver), pair.exchange_id)

    assert notes_to(services, messenger, pair.recipient, Note.GIVEN) == []
    mark(services, pair)
    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 1
    services.gifts.take_back(by(pair.giver), pair.exchange_id)
    mark(services, pair)
    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 1


def test_what_was_taken_back_and_said_anew_in_time_is_told_once(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = given_but_held_up(services, messenger, database)

    services.gifts.take_back(by(pair.giver), pair.exchange_id)
    mark(services, pair)

    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 1
