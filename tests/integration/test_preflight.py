"""An exchange is looked over before its draw: in time, once, and only told when it helps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.errors import RefusedAs
from core.domain.snapshots import Exchange, FailedDelivery, Preflight
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.ports import Blocked, Refused
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    WEEK,
    a_wish,
    an_exchange,
    by,
    deliver,
    group,
    joins,
    one_way,
    person,
)
from tests.clock import FixedClock
from tests.directory import FakeDirectory
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
PREFLIGHT, WANTED = DeliveryKind.PREFLIGHT, DeliveryKind.WISHES_WANTED


@pytest.fixture
def exchange(services: Services) -> Exchange:
    """Four people, all with a wishlist."""
    made = an_exchange(services)
    for user_id in EVERYBODY:
        services.wishlists.add_item(by(user_id), made.exchange_id, a_wish())
    deliver(services)
    return made


def go_to(services: Services, clock: FixedClock, exchange: Exchange, before: timedelta) -> int:
    """To so long before the draw, looking there; how many were looked over."""
    clock.advance(exchange.draw_at - before - clock.now())
    count = services.preflight.look_due()
    deliver(services)
    return count


def told(messenger: FakeMessenger, user_id: UserId = OLGA) -> list[Preflight]:
    contents = (one.content for one in messenger.arrived if one.addressee_id == user_id)
    return [one for one in contents if isinstance(one, Preflight)]


def test_all_is_ready_is_told_once(
    services: Services, clock: FixedClock, messenger: FakeMessenger, exchange: Exchange
) -> None:
    assert go_to(services, clock, exchange, 49 * HOUR) == 0
    assert go_to(services, clock, exchange, 48 * HOUR) == 1
    assert go_to(services, clock, exchange, 47 * HOUR) == 0
    assert go_to(services, clock, exchange, HOUR) == 1
    assert go_to(services, clock, exchange, HOUR / 2) == 0

    (found,) = told(messenger)
    assert found.is_ready
    assert messenger.addressees().count(ANA) == 0  # for organizers only


def test_who_cannot_take_part_any_more_is_found_and_left_out(
    services: Services,
    clock: FixedClock,
    messenger: FakeMessenger,
    database: Database,
    directory: FakeDirectory,
    exchange: Exchange,
) -> None:
    joins(services, exchange, DAN, UserId("U0EVE"))
    directory.traits = {BEN: {"is_deactivated": True}, DAN: {"is_guest": True}}

    go_to(services, clock, exchange, 48 * HOUR)

    (found,) = told(messenger)
    assert dict(found.unable) == {BEN: RefusedAs.DEACTIVATED, DAN: RefusedAs.GUEST}
    assert directory.asked[-1] == sorted([*EVERYBODY, DAN, UserId("U0EVE")])
    now = [person(BEN, is_deactivated=True), person(DAN, is_guest=True)]
    left = services.preflight.leave_out(by(OLGA), exchange.exchange_id, now)
    assert (set(left.gone), left.able) == ({BEN, DAN}, ())
    assert left.found.unable == ()
    assert left.found.exchange.joined_count == 4
    again = services.preflight.leave_out(by(OLGA), exchange.exchange_id, now)
    assert (again.gone, again.able) == ((), ())  # as when another organizer has done it
    deliver(services)
    assert looking.owed(database, DeliveryKind.LEFT_OUT) == [DAN]  # nobody reads Ben's
    joins(services, exchange, DAN)  # a full member by now
    assert services.preflight.look(by(OLGA), exchange.exchange_id).unable == ()
    assert services.preflight.leave_out(by(OLGA), exchange.exchange_id, now).gone == ()


def test_who_turns_out_to_be_able_stays_in(
    services: Services,
    clock: FixedClock,
    directory: FakeDirectory,
    exchange: Exchange,
) -> None:
    """Who was not looked up again, is not left out either; nor who was never found."""
    directory.traits = {who: {"is_deactivated": True} for who in (ANA, BEN, CLEO)}
    go_to(services, clock, exchange, 48 * HOUR)
    now = [person(BEN), person(CLEO, is_deactivated=True), person(OLGA, is_deactivated=True)]

    left = services.preflight.leave_out(by(OLGA), exchange.exchange_id, now)

    assert (left.gone, left.able) == ((CLEO,), (BEN,))
    assert dict(left.found.unable) == {ANA: RefusedAs.DEACTIVATED}
    assert left.found.exchange.joined_count == 3


def test_what_was_found_stays_known_while_slack_says_nothing(
    services: Services,
    clock: FixedClock,
    messenger: FakeMessenger,
    directory: FakeDirectory,
    exchange: Exchange,
) -> None:
    directory.traits = {BEN: {"is_deactivated": True}}
    go_to(services, clock, exchange, 48 * HOUR)
    directory.is_silent = True
    assert go_to(services, clock, exchange, HOUR - QUARTER) == 1
    silent = told(messenger)[-1].unable

    directory.is_silent, directory.traits = False, {}
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, exchange.draw_at + WEEK, None)
    moved = services.exchanges.get(by(OLGA), exchange.exchange_id)
    go_to(services, clock, moved, 48 * HOUR)

    assert dict(silent) == {BEN: RefusedAs.DEACTIVATED}
    assert told(messenger)[-1].is_ready


def test_all_is_ready_is_not_told_while_slack_does_not_tell_of_anybody(
    services: Services,
    clock: FixedClock,
    messenger: FakeMessenger,
    directory: FakeDirectory,
    exchange: Exchange,
) -> None:
    directory.is_silent = True
    assert go_to(services, clock, exchange, 48 * HOUR) == 0
    assert go_to(services, clock, exchange, 48 * HOUR - QUARTER) == 1  # and nothing is said
    assert go_to(services, clock, exchange, 47 * HOUR) == 0
    assert told(messenger) == []

    directory.is_silent, directory.untold = False, {BEN}
    assert go_to(services, clock, exchange, HOUR) == 0
    assert go_to(services, clock, exchange, HOUR - QUARTER) == 1
    (found,) = told(messenger)
    assert found.is_ready  # whoever is left out in the end is taken for well


def test_what_there_is_to_see_to_is_told_all_the_same(
    services: Services, clock: FixedClock, messenger: FakeMessenger, directory: FakeDirectory
) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN), exclusions=[group(ANA, BEN)])
    directory.is_silent = True
    assert go_to(services, clock, exchange, 48 * HOUR) == 0
    assert told(messenger) == []

    assert go_to(services, clock, exchange, 48 * HOUR - QUARTER) == 1

    (found,) = told(messenger)
    assert not found.drawability.is_drawable


def test_an_exchange_that_breaks_keeps_no_other_waiting(
    services: Services, clock: FixedClock, messenger: FakeMessenger, directory: FakeDirectory
) -> None:
    first = an_exchange(services, people=(OLGA, ANA, DAN))
    an_exchange(services, people=(OLGA, ANA, BEN), draw_at=first.draw_at + timedelta(seconds=1))
    directory.breaks_for = {DAN}
    clock.advance(timedelta(seconds=1))

    assert go_to(services, clock, first, 47 * HOUR) == 1


def test_wishlists_are_asked_for_once_and_then_no_reason_to_write(
    services: Services,
    clock: FixedClock,
    messenger: FakeMessenger,
    database: Database,
    exchange: Exchange,
) -> None:
    joins(services, exchange, DAN, UserId("U0EVE"), UserId("U0FAY"))
    invited = [person(UserId("U0GUS"))]
    services.invitations.invite(by(OLGA), exchange.exchange_id, invited)
    services.invitations.invite(by(ANA, OTHER_TEAM), a_foreign(services), [person(DAN, OTHER_TEAM)])
    services.invitations.stop_reminders(by(UserId("U0FAY")), exchange.exchange_id)
    deliver(services)
    go_to(services, clock, exchange, 48 * HOUR)
    (found,) = told(messenger)
    assert set(found.wishless) == {DAN, "U0EVE", "U0FAY"}
    assert (found.unasked_count, found.silent_count) == (2, 1)

    after, count = services.preflight.ask_for_wishes(by(OLGA), exchange.exchange_id)
    again = services.preflight.ask_for_wishes(by(OLGA), exchange.exchange_id)
    services.wishlists.add_item(by(DAN), exchange.exchange_id, a_wish())  # on its way
    deliver_until_settled(services)

    assert (count, again[1]) == (2, 0)
    assert after.is_ready
    assert looking.owed(database, WANTED) == [DAN, "U0EVE"]
    wanted = [one.addressee_id for one in messenger.arrived if one.kind == WANTED]
    assert wanted == ["U0EVE"]
    go_to(services, clock, exchange, HOUR)
    assert [one.is_ready for one in told(messenger)] == [False, True]
    assert set(told(messenger)[-1].wishless) == {"U0EVE", "U0FAY"}


def a_foreign(services: Services) -> str:
    return an_exchange(services, people=[ANA], team_id=OTHER_TEAM).exchange_id


def test_whom_the_last_message_did_not_reach_is_named(
    services: Services,
    clock: FixedClock,
    messenger: FakeMessenger,
    directory: FakeDirectory,
    exchange: Exchange,
) -> None:
    other = an_exchange(services, people=[OLGA])
    messenger.fail_sending(Refused("im_disabled"), to=DAN)
    messenger.fail_sending(Refused("im_disabled"), to=BEN)
    both = [person(DAN), person(BEN)]
    services.invitations.invite(by(OLGA), other.exchange_id, both)
    deliver_until_settled(services)
    joins(services, exchange, DAN)
    services.wishlists.add_item(by(DAN), exchange.exchange_id, a_wish())
    third = an_exchange(services, people=[OLGA])
    services.invitations.invite(by(OLGA), third.exchange_id, [person(BEN)])  # arrives
    deliver_until_settled(services)

    go_to(services, clock, exchange, 48 * HOUR)

    (found,) = [one for one in told(messenger) if one.exchange.exchange_id == exchange.exchange_id]
    assert found.unreachable == (FailedDelivery(DAN, "im_disabled"),)
    assert not found.is_ready


def test_a_workspace_that_takes_nothing_is_something_to_see_to(
    services: Services, clock: FixedClock, messenger: FakeMessenger, exchange: Exchange
) -> None:
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(DAN)])
    messenger.fail_sending(Blocked("messages_tab_disabled"), to=DAN)
    deliver(services)

    found = services.preflight.look(by(OLGA), exchange.exchange_id)

    assert found.blocked == "messages_tab_disabled"
    assert not found.is_ready


def test_what_cannot_be_drawn_is_told_with_what_is_in_the_way(
    services: Services, clock: FixedClock, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN), exclusions=[group(ANA, BEN)])

    go_to(services, clock, exchange, 48 * HOUR)

    (found,) = told(messenger)
    assert not found.drawability.is_drawable
    assert found.drawability.relax is not None
    assert not found.is_ready


@pytest.mark.parametrize("before", [30 * HOUR, HOUR / 2])
def test_what_would_have_been_due_before_it_was_created_is_not_made_up_for(
    services: Services, clock: FixedClock, messenger: FakeMessenger, before: timedelta
) -> None:
    exchange = an_exchange(services, draw_at=clock.now() + before)

    assert services.preflight.look_due() == 0
    count = go_to(services, clock, exchange, timedelta(minutes=10))

    assert count == int(before > HOUR)


def test_a_moved_draw_is_looked_over_anew_but_not_for_what_lies_behind(
    services: Services, clock: FixedClock, messenger: FakeMessenger, exchange: Exchange
) -> None:
    go_to(services, clock, exchange, 48 * HOUR)
    soon = clock.now() + 20 * HOUR
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, soon, None)
    sooner = services.exchanges.get(by(OLGA), exchange.exchange_id)

    assert services.preflight.look_due() == 0
    assert go_to(services, clock, sooner, HOUR) == 1
    late = clock.now() + WEEK
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, late, None)
    later = services.exchanges.get(by(OLGA), exchange.exchange_id)
    assert go_to(services, clock, later, 48 * HOUR) == 1

    assert [one.exchange.draw_at for one in told(messenger)] == [exchange.draw_at, soon, late]


def test_a_message_about_a_draw_that_was_moved_meanwhile_is_not_sent(
    services: Services, clock: FixedClock, messenger: FakeMessenger, exchange: Exchange
) -> None:
    clock.advance(exchange.draw_at - 48 * HOUR - clock.now())
    services.preflight.look_due()
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, exchange.draw_at + WEEK, None)

    deliver_until_settled(services)

    assert told(messenger) == []


def test_of_two_looks_that_nobody_did_in_time_the_later_is_made_up_for(
    services: Services,
    other_worker: Services,
    clock: FixedClock,
    messenger: FakeMessenger,
    database: Database,
    exchange: Exchange,
) -> None:
    assert go_to(services, clock, exchange, timedelta(minutes=5)) == 1
    assert other_worker.preflight.look_due() == 0

    (look,) = looking.everything(database, models.PreflightLook)
    assert look.occasion.startswith("1h ")
    assert len(told(messenger)) == 1


@pytest.mark.parametrize("end", [ExchangeStatus.DRAWN, ExchangeStatus.CANCELLED])
def test_what_is_over_is_not_looked_over(
    services: Services, clock: FixedClock, end: ExchangeStatus
) -> None:
    exchange = an_exchange(services, status=end)

    assert go_to(services, clock, exchange, 48 * HOUR) == 0
    with pytest.raises(errors.WrongStatus):
        services.preflight.look(by(OLGA), exchange.exchange_id)
    with pytest.raises(errors.WrongStatus):
        services.preflight.leave_out(by(OLGA), exchange.exchange_id, ())
    with pytest.raises(errors.WrongStatus):
        services.preflight.ask_for_wishes(by(OLGA), exchange.exchange_id)


def test_leaving_out_who_was_in_the_way_of_a_missed_draw_does_not_draw_it(
    services: Services, clock: FixedClock, directory: FakeDirectory
) -> None:
    nobody = [one_way(BEN, other) for other in EVERYBODY if other != BEN]
    exchange = an_exchange(services, exclusions=nobody)
    services.preflight.ask_for_wishes(by(OLGA), exchange.exchange_id)
    directory.traits = {BEN: {"is_deactivated": True}}
    go_to(services, clock, exchange, HOUR)
    clock.advance(HOUR)
    services.drawing.draw_due()

    gone = [person(BEN, is_deactivated=True)]
    found = services.preflight.leave_out(by(OLGA), exchange.exchange_id, gone).found

    assert found.exchange.status == ExchangeStatus.STALLED
    assert found.drawability.is_drawable
    assert not found.is_ready  # nothing is drawn by itself any more


def test_only_organizers_prepare(services: Services, exchange: Exchange) -> None:
    for ask in (services.preflight.look, services.preflight.ask_for_wishes):
        with pytest.raises(errors.NotOrganizer):
            ask(by(ANA), exchange.exchange_id)
    with pytest.raises(errors.NotOrganizer):
        services.preflight.leave_out(by(ANA), exchange.exchange_id, ())


def test_the_draw_after_it_takes_those_who_are_left(
    services: Services, clock: FixedClock, directory: FakeDirectory, exchange: Exchange
) -> None:
    directory.traits = {BEN: {"is_deactivated": True}}
    go_to(services, clock, exchange, 48 * HOUR)
    gone = [person(BEN, is_deactivated=True)]
    services.preflight.leave_out(by(OLGA), exchange.exchange_id, gone)

    clock.advance(48 * HOUR)
    services.drawing.draw_due()

    drawn = services.exchanges.get(by(OLGA), exchange.exchange_id)
    assert drawn.status == ExchangeStatus.DRAWN
    with pytest.raises(errors.NotParticipant):
        services.matches.show(by(BEN), exchange.exchange_id)
