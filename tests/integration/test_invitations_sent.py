"""Which invitations are still sent and told of, and where they are shown."""

from __future__ import annotations

from core.db.session import Database
from core.domain.snapshots import Exchange, Invitation
from core.domain.types import DeliveryStatus, ExchangeStatus
from core.ports import Refused
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    a_plan,
    an_exchange,
    by,
    joins,
    person,
    reach_deadline,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled
from tests.integration.inviting import CANCELLED, EVE, FAY, INVITATION, decline, invite, told

S = ExchangeStatus


D = DeliveryStatus


def test_an_invitation_that_was_answered_or_comes_too_late_is_not_sent(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN, EVE, FAY)
    joins(services, exchange, DAN)
    decline(services, exchange, EVE)
    reach_deadline(services, exchange)

    deliver_until_settled(services)

    assert told(messenger, INVITATION) == []
    assert {row.error for row in looking.deliveries(database, INVITATION)} == {"withdrawn"}


def test_past_its_deadline_an_exchange_invites_nobody_even_before_it_is_drawn(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN)
    clock.advance(exchange.draw_at - clock.now())

    deliver_until_settled(services)

    assert told(messenger, INVITATION) == []


def test_of_a_cancelled_exchange_those_hear_whose_invitation_was_sent(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN, EVE)
    deliver_until_settled(services)
    decline(services, exchange, EVE)
    invite(services, exchange, FAY)

    services.exchanges.cancel(by(OLGA), exchange.exchange_id)
    deliver_until_settled(services)

    assert told(messenger, CANCELLED) == [ANA, BEN, CLEO, DAN]
    contents = {one.addressee_id: one.content for one in messenger.arrived if one.kind == CANCELLED}
    assert isinstance(contents[DAN], Invitation)
    assert isinstance(contents[ANA], Exchange)


def test_an_invitation_that_could_not_be_sent_is_sent_when_they_are_invited_again(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = an_exchange(services)
    messenger.fail_sending(Refused("user_not_visible"), to=DAN)
    invite(services, exchange, DAN, EVE)
    deliver_until_settled(services)
    assert looking.statuses(database, INVITATION) == {DAN: D.FAILED, EVE: D.SENT}

    again = invite(services, exchange, DAN, EVE)
    deliver_until_settled(services)

    assert (again.invited, again.asked) == ((DAN,), (EVE,))
    assert told(messenger, INVITATION) == [DAN, EVE]


def test_an_invitation_shows_where_one_looks_again(services: Services) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN)

    (asked,) = services.overview.status(by(DAN))

    assert (asked.invited_by, asked.is_participant) == (OLGA, False)
    assert asked.exchange.exchange_id == exchange.exchange_id
    assert (asked.invited_count, asked.roster) == (0, ())
    decline(services, exchange, DAN)
    assert services.overview.status(by(DAN)) == []


def test_once_joining_has_closed_an_invitation_is_none_of_ones_exchanges(
    services: Services,
) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN)

    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert services.overview.status(by(DAN)) == []
    assert services.history.past(by(DAN)).exchanges == ()


def test_whoever_invites_needs_no_invitation_of_their_own(
    services: Services,
) -> None:
    made = services.exchanges.create(by(OLGA), person(OLGA), a_plan(organizer_takes_part=False))

    invited = invite(services, made, OLGA, DAN)

    assert (invited.invited, invited.names_caller) == ((DAN,), True)
