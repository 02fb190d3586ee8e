"""Somebody was asked to step in, and says nothing."""

from __future__ import annotations

import pytest

from core.domain.errors import (
    GiftProblem,
    GiftRefused,
    RescueNotFound,
    RescueProblem,
    RescueRefused,
)
from core.domain.gifts import GIVER_HAS
from core.domain.types import Note, UserId
from core.services.registry import Services
from tests.builders import ANA, DAN, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration.giving import GIVEN, READY, ask, awaited_by, notes_to
from tests.integration.rescuing import known, rescue_id_of, told, two_days_pass
from tests.integration.talking import Pair, let_arrive

EVE = UserId("U0EVE")


def asked(services: Services, messenger: FakeMessenger) -> tuple[Pair, str]:
    """Dan has just been asked to step in; under which id."""
    pair = known(services, messenger)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    let_arrive(services)
    return pair, rescue_id_of(services, pair, DAN)


def test_a_rescuer_who_stays_silent_keeps_nobody_waiting_for_ever(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    pair, rescue_id = asked(services, messenger)
    assert not awaited_by(services, pair).may_miss
    with pytest.raises(GiftRefused) as refused:
        services.gifts.miss(by(pair.recipient), pair.exchange_id)
    assert refused.value.problem == GiftProblem.JUST_ASKED
    with pytest.raises(RescueRefused) as nothing:
        services.rescues.nameable(by(ANA), pair.exchange_id)
    assert nothing.value.problem == RescueProblem.NOTHING_MISSING

    clock.advance(GIVER_HAS)

    assert awaited_by(services, pair).may_miss
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    (nudge,) = notes_to(services, messenger, DAN, Note.NOTHING)
    assert nudge.rescue_id == rescue_id
    two_days_pass(services)
    assert told(messenger) == [(ANA, 1), (ANA, 1)]
    ask(services, pair, ANA, DAN, pair.recipient, EVE)
    assert rescue_id_of(services, pair, EVE)
    with pytest.raises(RescueNotFound):
        services.gifts.mark(by(DAN), pair.exchange_id, GIVEN, rescue_id)


def test_whoever_only_says_that_it_is_ready_may_be_missed_too(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    pair, rescue_id = asked(services, messenger)
    clock.advance(GIVER_HAS / 2)
    services.gifts.mark(by(DAN), pair.exchange_id, READY, rescue_id)
    assert not awaited_by(services, pair).may_miss

    clock.advance(GIVER_HAS / 2)

    assert awaited_by(services, pair).may_miss
