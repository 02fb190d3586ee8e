"""A gift is missing, and somebody steps in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain.errors import (
    GiftProblem,
    GiftRefused,
    NoMatchNow,
    NotOrganizer,
    PeopleRefused,
    RescueNotFound,
    RescueProblem,
    RescueRefused,
)
from core.domain.gifts import GIVER_HAS
from core.domain.snapshots import Match, RescueEnvelope
from core.domain.types import DeliveryKind, Note, UserId
from core.ports import Refused
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, person
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.giving import (
    GIVEN,
    READY,
    ask,
    awaited_by,
    given_by,
    involvement,
    let_pauses_pass,
    mark,
    notes_to,
)
from tests.integration.rescuing import (
    involvement_is_gone,
    known,
    missed,
    rescue_id_of,
    told,
    two_days_pass,
)
from tests.integration.talking import a_pair, let_arrive

EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
STRANGERS = (DAN, EVE, FAY)


@contextmanager
def refusal(problem: RescueProblem) -> Iterator[None]:
    with pytest.raises(RescueRefused) as refused:
        yield
    assert refused.value.problem == problem


def test_after_two_days_organizers_hear_of_one_case(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    pair = missed(services, messenger)
    clock.advance(GIVER_HAS)
    services.rescues.look_after()
    let_arrive(services)
    assert told(messenger) == []  # the pause before the giver heard of it is theirs, too

    let_pauses_pass(services)
    for _ in range(2):
        services.rescues.look_after()
        let_arrive(services)

    assert told(messenger) == [(ANA, 1)]
    assert involvement(services, ANA, pair.exchange).missing_count == 1
    assert all(involvement(services, who, pair.exchange).missing_count == 0 for who in (BEN, CLEO))


@pytest.mark.parametrize("change", ["given", "came"])
def test_nobody_hears_of_a_gift_that_is_on_its_way_after_all(
    services: Services, messenger: FakeMessenger, database: Database, change: str
) -> None:
    pair = missed(services, messenger)
    if change == "given":
        mark(services, pair, GIVEN)
    else:
        services.gifts.thank(by(pair.recipient), pair.exchange_id)

    two_days_pass(services)

    assert told(messenger) == []
    assert looking.count(database, models.MissingGift) == 0


def test_whoever_complains_again_waits_no_more(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = missed(services, messenger)
    assert len(notes_to(services, messenger, pair.giver, Note.NOTHING)) == 1
    mark(services, pair, GIVEN)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    assert not services.gifts.missable(by(pair.recipient), pair.exchange_id).giver_hears

    again = services.gifts.miss(by(pair.recipient), pair.exchange_id)
    assert not again.giver_hears
    let_pauses_pass(services)
    services.rescues.look_after()
    let_arrive(services)

    assert told(messenger) == [(ANA, 1)]


def test_somebody_steps_in_and_gives(services: Services, messenger: FakeMessenger) -> None:
    pair = known(services, messenger)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)  # only Dan fits
    let_arrive(services)

    (asked,) = [one for one in messenger.arrived if one.kind == DeliveryKind.RESCUE]
    assert asked.addressee_id == DAN
    assert isinstance(asked.content, Match)
    assert asked.content.recipient_id == pair.recipient
    rescue_id = rescue_id_of(services, pair, DAN)
    shown = services.rescues.show(by(DAN), pair.exchange_id, rescue_id)
    assert (shown.recipient_id, shown.rescue_id) == (pair.recipient, rescue_id)
    assert involvement(services, ANA, pair.exchange).missing_count == 0
    assert awaited_by(services, pair).is_rescued
    assert given_by(services, pair).is_rescued
    for how in (READY, GIVEN):
        services.gifts.mark(by(DAN), pair.exchange_id, how, rescue_id)
    assert len(notes_to(services, messenger, pair.recipient, Note.GIVEN)) == 2

    services.gifts.thank(by(pair.recipient), pair.exchange_id, "You saved it")

    (thanks,) = notes_to(services, messenger, DAN, Note.CAME)
    assert (thanks.text, thanks.rescue_id) == ("You saved it", rescue_id)
    assert notes_to(services, messenger, pair.giver, Note.CAME) == []


def test_whoever_was_drawn_says_no_more(services: Services, messenger: FakeMessenger) -> None:
    pair = known(services, messenger)
    ask(services, pair, ANA, *STRANGERS)

    with pytest.raises(GiftRefused) as refused:
        mark(services, pair, GIVEN)
    assert refused.value.problem == GiftProblem.STEPPED_IN


def test_a_rescue_may_be_late_as_well(services: Services, messenger: FakeMessenger) -> None:
    pair = known(services, messenger)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    let_arrive(services)
    rescue_id = rescue_id_of(services, pair, DAN)
    with pytest.raises(GiftRefused):
        services.gifts.miss(by(pair.recipient), pair.exchange_id)  # they have hardly begun
    services.gifts.mark(by(DAN), pair.exchange_id, GIVEN, rescue_id)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    (nudge,) = notes_to(services, messenger, DAN, Note.NOTHING)
    assert nudge.rescue_id == rescue_id

    two_days_pass(services)
    assert told(messenger) == [(ANA, 1), (ANA, 1)]
    ask(services, pair, ANA, DAN, pair.recipient, EVE)

    assert rescue_id_of(services, pair, EVE)
    assert involvement_is_gone(services, pair, DAN)
    with pytest.raises(RescueNotFound):
        services.gifts.mark(by(DAN), pair.exchange_id, GIVEN, rescue_id)


def test_of_any_three_one_is_asked_and_never_the_recipient(
    services: Services, messenger: FakeMessenger
) -> None:
    """Whatever an organizer tries, nothing is refused for whose gift it is."""
    for _ in range(2):
        pair = known(services, messenger)
        ask(services, pair, ANA, pair.recipient, pair.giver, DAN)

        rows = looking.everything(services.rescues.database, models.Rescue)
        rescuer = next(one.rescuer_id for one in rows if one.exchange_id == pair.exchange_id)
        assert rescuer == DAN


def test_fewer_than_three_and_organizers_are_refused(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = known(services, messenger)

    with refusal(RescueProblem.TOO_FEW):
        ask(services, pair, ANA, DAN, EVE, EVE)
    with refusal(RescueProblem.ORGANIZER):
        ask(services, pair, ANA, *STRANGERS, ANA)
    with refusal(RescueProblem.TOO_MANY):
        ask(services, pair, ANA, *(UserId(f"U{number}") for number in range(21)))
    bot = [person(DAN, is_bot=True), person(EVE), person(FAY)]
    with pytest.raises(PeopleRefused):
        services.rescues.ask(by(ANA), pair.exchange_id, bot)
    for who in (pair.giver, CLEO, OLGA):
        with pytest.raises(NotOrganizer):
            ask(services, pair, who, *STRANGERS)
    assert looking.count(database, models.Rescue) == 0


def test_nobody_is_named_while_nothing_is_known_to_be_missing(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = missed(services, messenger)
    with refusal(RescueProblem.NOTHING_MISSING):
        services.rescues.nameable(by(ANA), pair.exchange_id)
    two_days_pass(services)
    assert services.rescues.nameable(by(ANA), pair.exchange_id).exchange_id == pair.exchange_id
    ask(services, pair, ANA, *STRANGERS)

    with refusal(RescueProblem.NOTHING_MISSING):
        ask(services, pair, ANA, *STRANGERS)
    with pytest.raises(NoMatchNow):
        services.rescues.nameable(by(OLGA), an_exchange(services).exchange_id)


def test_somebody_elses_rescue_is_out_of_reach(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = known(services, messenger)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    rescue_id = rescue_id_of(services, pair, DAN)
    elsewhere = a_pair(services).exchange_id

    for who in (ANA, EVE, pair.giver, pair.recipient):
        with pytest.raises(RescueNotFound):
            services.rescues.show(by(who), pair.exchange_id, rescue_id)
        with pytest.raises(RescueNotFound):
            services.gifts.mark(by(who), pair.exchange_id, GIVEN, rescue_id)
    with pytest.raises(RescueNotFound):
        services.rescues.show(by(DAN), elsewhere, rescue_id)


def test_a_new_draw_of_one_assignment_begins_anew(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    """Whoever repairs a draw deletes the assignments that change, and what was said goes along."""
    pair = known(services, messenger)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    with database.write() as session:
        row = session.get_one(models.Assignment, (pair.exchange_id, pair.giver))
        again = looking.columns(row)
        session.delete(row)
        session.flush()
        session.add(models.Assignment(**again))

    assert given_by(services, pair).mark is None
    assert not given_by(services, pair).is_rescued
    assert involvement_is_gone(services, pair, DAN)


def test_a_case_ends_with_its_assignment_or_its_exchange(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    one, other = missed(services, messenger), missed(services, messenger)
    with database.write() as session:
        session.delete(session.get_one(models.Assignment, (one.exchange_id, one.giver)))
    services.exchanges.cancel(by(ANA), other.exchange_id)

    two_days_pass(services)

    assert told(messenger) == []
    assert looking.count(database, models.MissingGift) == 0


def test_a_case_ends_when_nothing_more_can_be_said(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    known(services, messenger)
    clock.advance(timedelta(days=60))
    services.exchanges.complete_due()

    services.rescues.look_after()

    assert looking.count(database, models.MissingGift) == 0


def test_a_case_that_cannot_be_read_keeps_no_other_waiting(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    broken, other = missed(services, messenger), missed(services, messenger)
    with database.write() as session:
        session.get_one(models.Exchange, broken.exchange_id).seed_encrypted = b"\1" + bytes(60)

    two_days_pass(services)

    assert told(messenger) == [(ANA, 1)]
    assert involvement(services, ANA, other.exchange).missing_count == 1
    assert involvement(services, ANA, broken.exchange).gift is None


def test_with_envelopes_no_message_says_for_whom(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = known(services, messenger, has_envelopes=True)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    let_arrive(services)

    (asked,) = [one for one in messenger.arrived if one.kind == DeliveryKind.RESCUE]
    rescue_id = rescue_id_of(services, pair, DAN)
    assert isinstance(asked.content, RescueEnvelope)
    assert asked.content.rescue_id == rescue_id
    shown = services.rescues.show(by(DAN), pair.exchange_id, rescue_id)
    assert shown.recipient_id == pair.recipient


def test_who_organizes_no_more_hears_nothing(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    pair = missed(services, messenger)
    clock.advance(GIVER_HAS + timedelta(hours=1))
    services.rescues.look_after()
    services.organizers.change(by(ANA), pair.exchange_id, [person(OLGA)], [ANA])

    let_arrive(services)

    assert told(messenger) == []


def test_a_note_that_cannot_be_delivered_comes_back(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    pair = a_pair(services)
    let_arrive(services)
    messenger.fail_sending(Refused("user_disabled"), to=pair.recipient)
    mark(services, pair, GIVEN)
    notes_to(services, messenger, pair.recipient, Note.GIVEN)
    clock.advance(timedelta(minutes=5))

    (back,) = notes_to(services, messenger, pair.giver, Note.GIVEN)

    assert back.is_returned
    assert awaited_by(services, pair).answer is None
