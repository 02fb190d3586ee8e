"""Asking people to take part, and what they answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.db import models
from core.db.repository import exchanges
from core.db.session import Database
from core.domain import errors
from core.domain.errors import RefusedAs
from core.domain.snapshots import Invitation, Invited
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.services import invitations
from core.services.inviting import Asked
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    OTHER_TEAM,
    an_exchange,
    by,
    deliver,
    joins,
    one_way,
    person,
    reach_deadline,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled
from tests.integration.inviting import EVE, INVITATION, P, decline, invite, status_of, told

S = ExchangeStatus


def test_whoever_is_invited_gets_one_message_that_says_by_whom(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)

    invited = invite(services, exchange, DAN, EVE)
    deliver(services)

    assert invited == Invited(exchange, invited=(DAN, EVE))
    assert told(messenger, INVITATION) == [DAN, EVE]
    (order,) = [one for one in messenger.arrived if one.addressee_id == DAN]
    assert isinstance(order.content, Invitation)
    assert (order.content.invited_by, order.content.status) == (OLGA, P.INVITED)
    assert order.content.is_open


def test_each_is_told_apart_and_none_spoils_the_others(services: Services) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN))
    services.participation.leave(by(BEN), exchange.exchange_id)
    invite(services, exchange, CLEO)
    asked = [
        *(person(one) for one in (ANA, BEN, CLEO, DAN, DAN, OLGA)),
        person("U0BOT", is_bot=True),
        person("U0GONE", is_deactivated=True),
        person("U0GUEST", is_guest=True),
        person("U0FAR", OTHER_TEAM),
    ]

    invited = services.invitations.invite(by(OLGA), exchange.exchange_id, asked)

    assert invited.invited == (DAN,)
    assert invited.joined == (ANA, OLGA)  # who asks is in as well
    assert set(invited.asked) == {BEN, CLEO}
    assert not invited.names_caller
    assert dict(invited.refused) == {
        "U0BOT": RefusedAs.BOT,
        "U0GONE": RefusedAs.DEACTIVATED,
        "U0GUEST": RefusedAs.GUEST,
        "U0FAR": RefusedAs.STRANGER,
    }


def test_inviting_nobody_who_could_come_invites_nobody(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)

    invited = services.invitations.invite(
        by(OLGA), exchange.exchange_id, [person("U0BOT", is_bot=True)]
    )

    assert invited.invited == ()
    assert looking.owed(database, INVITATION) == []


def test_who_has_declined_is_not_asked_again_and_nobody_learns_who(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN, EVE)
    deliver_until_settled(services)
    messenger.arrived.clear()

    assert decline(services, exchange, DAN).status == P.DECLINED
    again = invite(services, exchange, DAN, EVE)
    deliver_until_settled(services)

    assert (again.invited, again.asked) == ((), (DAN, EVE))  # one has declined, and one not
    assert messenger.arrived == []
    (mine,) = services.overview.status(by(OLGA))
    assert (mine.invited_count, mine.declined_count) == (1, 1)
    assert DAN not in mine.roster


def test_who_has_declined_can_still_join(services: Services) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN)
    decline(services, exchange, DAN)

    joined = services.participation.join(by(DAN), exchange.exchange_id, person(DAN))

    assert joined.is_new
    assert joined.exchange.joined_count == exchange.joined_count + 1
    assert status_of(services, exchange, DAN) == P.JOINED


def test_who_accepts_is_in_and_counted(services: Services) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN)

    joined = services.participation.join(by(DAN), exchange.exchange_id, person(DAN))

    assert joined.is_new
    assert joined.exchange.joined_count == exchange.joined_count + 1
    (mine,) = services.overview.status(by(OLGA))
    assert DAN in mine.roster
    assert mine.invited_count == 0


def test_declining_after_joining_changes_nothing(services: Services) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN)
    joins(services, exchange, DAN)

    assert decline(services, exchange, DAN).status == P.JOINED


def test_declining_changes_nothing_once_names_are_drawn(services: Services) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert decline(services, exchange, DAN).status == P.INVITED


def test_who_was_never_invited_cannot_decline(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    places = looking.count(database, models.Participant)

    with pytest.raises(errors.NotInvited):
        decline(services, exchange, DAN)
    with pytest.raises(errors.NotInvited):
        services.invitations.stop_reminders(by(DAN), exchange.exchange_id)

    assert looking.count(database, models.Participant) == places
    assert services.invitations.gets_reminders(by(DAN))


def test_two_organizers_who_invite_the_same_people_at_once_make_one_invitation_each(
    services: Services, other_worker: Services, database: Database
) -> None:
    exchange = an_exchange(services)
    with database.write() as session:
        second = models.Organizer(
            exchange_id=exchange.exchange_id,
            user_id=ANA,
            team_id=exchange.team_id,
            since_at=exchange.draw_at,
        )
        session.add(second)
    crowd = [person(f"U{number:05d}") for number in range(300)]

    def ask(services: Services, who: UserId, order: int) -> Invited:
        return services.invitations.invite(by(who), exchange.exchange_id, crowd[::order])

    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(ask, services, OLGA, 1), pool.submit(ask, other_worker, ANA, -1)]
        results = [one.result() for one in tried]

    assert sorted(one for result in results for one in result.invited) == [
        one.user_id for one in crowd
    ]
    assert looking.owed(database, INVITATION) == [one.user_id for one in crowd]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whoever_joins_waits_for_nobody_who_invites(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    crowd = [UserId(f"U{number:05d}") for number in range(1000)]

    with database.write() as session:
        row = exchanges.get(session, exchange.team_id, exchange.exchange_id)
        Asked().ask(session, row, crowd, OLGA, clock.now())
        joins(services, exchange, DAN)
        exclusion = [one_way(ANA, BEN)]
        services.exclusions.add(by(ANA), exchange.exchange_id, exclusion)

    assert status_of(services, exchange, DAN) == P.JOINED
    assert len(looking.owed(database, INVITATION)) == 1000


def test_one_request_that_comes_twice_takes_effect_once(services: Services) -> None:
    exchange = an_exchange(services)
    services.invitations.invite(by(OLGA, request_id="r"), exchange.exchange_id, [person(DAN)])

    with pytest.raises(errors.AlreadyHandled):
        services.invitations.invite(by(OLGA, request_id="r"), exchange.exchange_id, [person(EVE)])

    with pytest.raises(errors.NotInvited):
        status_of(services, exchange, EVE)


def test_thousands_are_invited_part_by_part(
    services: Services, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "AT_ONCE", 1000)
    exchange = an_exchange(services)
    crowd = [person(f"U{number:05d}") for number in range(2500)]
    joins(services, exchange, crowd[7].user_id)

    invited = services.invitations.invite(by(OLGA), exchange.exchange_id, crowd)

    assert len(invited.invited) == 2499
    assert invited.joined == ("U00007",)
    assert looking.owed(database, INVITATION) == list(invited.invited)


def test_a_process_that_dies_in_between_leaves_whole_people_and_the_rest_for_the_next_time(
    services: Services,
    database: Database,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(invitations, "AT_ONCE", 10)
    exchange = an_exchange(services, draw_at=clock.now() + timedelta(hours=1))
    crowd = [person(f"U{number:05d}") for number in range(25)]
    dying = by(OLGA, request_id="again")
    before, parts = Asked.ask, iter(range(2))

    def die(*given: object) -> None:
        next(parts)  # StopIteration in the third part
        before(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Asked, "ask", die)
    with pytest.raises(StopIteration):
        services.invitations.invite(dying, exchange.exchange_id, crowd)
    assert len(looking.owed(database, INVITATION)) == 20
    monkeypatch.setattr(Asked, "ask", before)

    invited = services.invitations.invite(dying, exchange.exchange_id, crowd)

    assert len(invited.invited) == 5
    assert len(invited.asked) == 20
    assert looking.owed(database, INVITATION) == [one.user_id for one in crowd]


def test_nobody_but_an_organizer_invites(services: Services, database: Database) -> None:
    exchange = an_exchange(services)

    for who in (ANA, DAN):
        with pytest.raises(errors.NotOrganizer):
            services.invitations.invite(by(who), exchange.exchange_id, [person(EVE)])
    with pytest.raises(errors.ExchangeNotFound):
        services.invitations.invite(by(OLGA, OTHER_TEAM), exchange.exchange_id, [person(EVE)])

    assert looking.owed(database, INVITATION) == []


@pytest.mark.parametrize("status", [S.STALLED, S.DRAWN, S.COMPLETED, S.CANCELLED])
def test_people_are_invited_to_open_exchanges(services: Services, status: S) -> None:
    people = (OLGA, ANA) if status == S.STALLED else (OLGA, ANA, BEN, CLEO)
    exchange = an_exchange(services, status=status, people=people)

    with pytest.raises(errors.SantaError) as refused:
        invite(services, exchange, DAN)

    assert isinstance(refused.value, errors.WrongStatus | errors.JoiningClosed)


def test_inviting_ends_at_the_deadline(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services)
    clock.advance(exchange.draw_at - clock.now())

    with pytest.raises(errors.JoiningClosed):
        invite(services, exchange, DAN)


def test_the_invited_are_not_drawn(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, DAN, EVE)
    decline(services, exchange, EVE)

    reach_deadline(services, exchange)

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.DRAWN
    drawn = looking.owed(database, DeliveryKind.MATCH)
    assert not {DAN, EVE} & {*drawn}
    assert not services.invitations.get(by(DAN), exchange.exchange_id).is_open
