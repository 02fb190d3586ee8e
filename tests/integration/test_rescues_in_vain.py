"""Somebody is asked to step in who cannot be told so, or need not any more."""

from __future__ import annotations

from core.db import models
from core.db.session import Database
from core.domain.types import DeliveryKind, UserId
from core.ports import Refused
from core.services.registry import Services
from tests.builders import ANA, DAN, by
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.giving import GIVEN, ask, let_pauses_pass, mark
from tests.integration.rescuing import (
    involvement_is_gone,
    known,
    missed,
    rescue_id_of,
    told,
    two_days_pass,
)
from tests.integration.talking import THREE, Pair, let_arrive

EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
STRANGERS = (DAN, EVE, FAY)


def stepping_in(services: Services, pair: Pair) -> list[tuple[UserId, str]]:
    """Who of the two gives in another's place, and under which id."""
    found = []
    for who in (pair.giver, DAN):
        for one in services.overview.status(by(who)):
            found += [(who, rescue.rescue_id) for rescue in one.rescues]
    return found


def test_organizers_are_asked_again_when_a_rescuer_cannot_be_reached(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = known(services, messenger)
    messenger.fail_sending(Refused("user_disabled"), to=DAN)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)  # only Dan fits
    let_arrive(services)
    services.rescues.look_after()
    assert told(messenger) == [(ANA, 1)]  # they do not see by the minute who was asked

    let_pauses_pass(services)
    services.rescues.look_after()
    let_arrive(services)
    assert told(messenger) == [(ANA, 1), (ANA, 1)]
    ask(services, pair, ANA, pair.recipient, DAN, EVE)  # Dan is not asked again

    assert rescue_id_of(services, pair, EVE)
    assert involvement_is_gone(services, pair, DAN)


def test_a_rescue_that_is_not_needed_any_more_is_not_asked_for(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    """With envelopes, too, where the message itself names nobody."""
    for has_envelopes in (False, True):
        pair = known(services, messenger, has_envelopes=has_envelopes)
        ask(services, pair, ANA, *STRANGERS)
        services.repairs.redraw(by(ANA), pair.exchange_id)
        let_arrive(services)

    rows = looking.deliveries(database, DeliveryKind.RESCUE)
    assert {row.error for row in rows} == {"withdrawn"}
    assert DeliveryKind.RESCUE not in {one.kind for one in messenger.arrived}


def test_a_gift_that_is_missing_in_two_draws_is_one_case(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = missed(services, messenger)
    services.repairs.redraw(by(ANA), pair.exchange_id)
    assert looking.count(database, models.MissingGift) == 0
    gives = {who: services.matches.show(by(who), pair.exchange_id).recipient_id for who in THREE}
    (giver,) = (one for one in THREE if gives[one] == pair.recipient)
    again = Pair(pair.exchange, giver, pair.recipient, pair.third)
    mark(services, again, GIVEN)
    services.gifts.miss(by(pair.recipient), pair.exchange_id)

    two_days_pass(services)

    assert told(messenger) == [(ANA, 1)]


def test_a_case_in_an_exchange_that_is_purged_keeps_no_other_waiting(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    gone, _ = missed(services, messenger), missed(services, messenger)
    with database.write() as session:
        session.get_one(models.Exchange, gone.exchange_id).purge_began_at = clock.now()

    two_days_pass(services)

    assert told(messenger) == [(ANA, 1)]


def test_whoever_steps_in_twice_for_the_same_person_does_so_once(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = known(services, messenger)
    named = (pair.recipient, pair.giver, DAN)
    ask(services, pair, ANA, *named)
    for _ in range(6):  # of the two who were to give before, one is asked by chance
        ((rescuer, rescue_id),) = stepping_in(services, pair)
        services.gifts.mark(by(rescuer), pair.exchange_id, GIVEN, rescue_id)
        services.gifts.miss(by(pair.recipient), pair.exchange_id)
        two_days_pass(services)
        ask(services, pair, ANA, *named)

    assert len(stepping_in(services, pair)) == 1
