"""The organizers' console: who is in, what has arrived, who is reminded; what it keeps quiet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.db.session import Database
from core.domain import errors
from core.domain.roster import Standing
from core.domain.snapshots import Exchange, MessageReport
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.ports import Refused
from core.services.console import PAGE_SIZE
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    an_exchange,
    by,
    joins,
    mutual,
    one_way,
    person,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled

S, R = ExchangeStatus, DeliveryKind.REMINDER
EVE, FAY, GUS = UserId("U0EVE"), UserId("U0FAY"), UserId("U0GUS")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DRAW_AT = datetime(2026, 12, 20, 11, tzinfo=UTC)


@pytest.fixture
def exchange(services: Services) -> Exchange:
    return an_exchange(services, draw_at=DRAW_AT)


def invite(services: Services, exchange: Exchange, *people: UserId) -> None:
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(one) for one in people])
    deliver_until_settled(services)


def test_everybody_stands_in_it_with_their_state(
    services: Services, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN, EVE, FAY)
    clock.advance(HOUR)
    joins(services, exchange, FAY)
    services.participation.leave(by(BEN), exchange.exchange_id)

    board = services.console.look(by(OLGA), exchange.exchange_id)

    assert [(one.user_id, one.standing) for one in board.roster.people] == [
        (ANA, Standing.JOINED),
        (CLEO, Standing.JOINED),
        (OLGA, Standing.JOINED),
        (FAY, Standing.JOINED),
        (DAN, Standing.INVITED),
        (EVE, Standing.INVITED),
        (BEN, Standing.LEFT),
    ]
    assert [one.joined_at for one in board.roster.people][:4] == [START] * 3 + [clock.now()]
    assert (board.joined_count, board.silent_count, board.left_count) == (4, 2, 1)
    assert board.invitations == MessageReport(sent_count=3)


def test_who_has_declined_is_counted_and_not_told(
    services: Services, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN, EVE, FAY)
    before = services.console.look(by(OLGA), exchange.exchange_id)
    clock.advance(HOUR)

    services.invitations.decline(by(EVE), exchange.exchange_id)
    after = services.console.look(by(OLGA), exchange.exchange_id)

    assert (before.silent_count, before.declined_count) == (3, 0)
    assert (after.silent_count, after.declined_count) == (2, 1)
    assert after.roster == before.roster


def test_many_people_are_shown_page_by_page(services: Services, exchange: Exchange) -> None:
    crowd = [UserId(f"U{number:05d}") for number in range(2 * PAGE_SIZE)]
    invite(services, exchange, *crowd)

    def page(number: int, standing: Standing | None = None) -> tuple[list[UserId], int, int]:
        roster = services.console.look(by(OLGA), exchange.exchange_id, standing, number).roster
        return [one.user_id for one in roster.people], roster.page, roster.last_page

    seen = [one for number in range(3) for one in page(number)[0]]
    assert seen == [*sorted(EVERYBODY), *crowd]
    assert page(99) == (crowd[-4:], 2, 2)
    assert page(-1)[1] == 0
    assert page(1, Standing.INVITED) == (crowd[PAGE_SIZE:], 1, 1)
    assert page(0, Standing.JOINED) == (sorted(EVERYBODY), 0, 0)
    assert page(5, Standing.LEFT) == ([], 0, 0)


@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "outsider"])
def test_only_organizers_see_it_and_use_it(
    services: Services, database: Database, who: UserId
) -> None:
    exchange = an_exchange(services)

    for ask in (services.console.look, services.console.remind, services.console.try_again):
        with pytest.raises(errors.NotOrganizer):
            ask(by(who), exchange.exchange_id)

    assert looking.owed(database, R) == []


@pytest.mark.parametrize("status", S)
def test_it_can_be_looked_at_at_any_time(services: Services, status: S) -> None:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    exchange = an_exchange(services, status=status, people=people)

    board = services.console.look(by(OLGA), exchange.exchange_id)

    assert (board.drawability is not None) == (status in (S.OPEN, S.STALLED))
    assert (board.report is not None) == (status in (S.DRAWN, S.COMPLETED))
    assert board.joined_count == len(people)


def test_the_meter_follows_each_change(services: Services, exchange: Exchange) -> None:
    """Joins, an accepted invitation, an exclusion, a leave: whatever moves it."""
    together = [mutual(ANA, BEN), mutual(ANA, CLEO), mutual(BEN, CLEO)]

    def drawable() -> bool:
        state = services.console.look(by(OLGA), exchange.exchange_id).drawability
        assert state is not None
        return state.is_drawable

    assert drawable()
    services.exclusions.add(by(OLGA), exchange.exchange_id, together)
    assert not drawable()
    invite(services, exchange, DAN, EVE)
    assert not drawable()
    joins(services, exchange, DAN, EVE)
    assert drawable()
    services.exclusions.avoid_repeats(by(OLGA), exchange.exchange_id, 3)
    assert drawable()
    services.participation.leave(by(EVE), exchange.exchange_id)
    assert not drawable()
    state = services.console.look(by(OLGA), exchange.exchange_id).drawability
    assert state is not None
    assert state.relax is not None
    listed = [one.exclusion_id for one in state.relax.exclusions]
    services.exclusions.relax(by(OLGA), exchange.exchange_id, listed)
    assert drawable()


def test_private_exclusions_are_counted_in_the_meter_and_no_more(
    services: Services, exchange: Exchange
) -> None:
    for other in (BEN, CLEO, OLGA):
        services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, other)])

    state = services.console.look(by(OLGA), exchange.exchange_id).drawability

    assert state is not None
    assert (state.is_drawable, state.private_count) == (False, 1)
    assert state.givers + state.recipients + state.confined + state.fewest == ()
    assert state.relax is None


def remind(services: Services, exchange: Exchange) -> int:
    counted = services.console.look(by(OLGA), exchange.exchange_id).remindable_count
    owed = services.console.remind(by(OLGA), exchange.exchange_id)
    assert owed == counted
    deliver_until_settled(services)
    return owed


def test_the_silent_are_reminded_twice_at_most_with_a_day_in_between(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN, EVE, FAY, GUS)
    assert remind(services, exchange) == 0  # they have just been asked
    clock.advance(DAY + HOUR)
    services.invitations.decline(by(FAY), exchange.exchange_id)
    services.invitations.stop_reminders(by(GUS), exchange.exchange_id)

    assert remind(services, exchange) == 2
    assert remind(services, exchange) == 0
    clock.advance(DAY + HOUR)
    joins(services, exchange, EVE)
    assert remind(services, exchange) == 1
    clock.advance(DAY + HOUR)
    assert remind(services, exchange) == 0

    rows = looking.deliveries(database, R)
    assert [(row.addressee_id, row.occasion) for row in rows] == [
        (DAN, "first"),
        (DAN, "second"),
        (EVE, "first"),
    ]


def test_a_reminder_by_hand_counts_among_those_that_come_by_themselves(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN)
    clock.advance(DAY + HOUR)
    remind(services, exchange)

    for before in (71 * HOUR, 23 * HOUR):
        clock.advance(DRAW_AT - before - clock.now())
        services.reminders.remind_due()
        deliver_until_settled(services)

    rows = looking.deliveries(database, R, DAN)
    assert [row.occasion for row in rows] == ["first", "second"]


def test_nobody_is_reminded_when_joining_has_ended(
    services: Services, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN)
    clock.advance(DRAW_AT - clock.now())

    assert services.console.look(by(OLGA), exchange.exchange_id).remindable_count == 0
    with pytest.raises(errors.JoiningClosed):
        services.console.remind(by(OLGA), exchange.exchange_id)


def test_invitations_that_failed_are_shown_and_sent_again(
    services: Services, messenger: FakeMessenger, exchange: Exchange
) -> None:
    messenger.fail_sending(Refused("user_not_visible"), to=DAN)
    messenger.fail_sending(Refused("im_disabled"), to=EVE)
    invite(services, exchange, DAN, EVE, FAY)

    report = services.console.look(by(OLGA), exchange.exchange_id).invitations
    assert report.sent_count == 1
    assert {one.user_id: one.error for one in report.failed} == {
        DAN: "user_not_visible",
        EVE: "im_disabled",
    }
    joins(services, exchange, EVE)  # by the announcement
    assert services.console.try_again(by(OLGA), exchange.exchange_id) == 1
    on_its_way = services.console.look(by(OLGA), exchange.exchange_id).invitations
    deliver_until_settled(services)

    assert on_its_way == MessageReport(sent_count=1, waiting_count=1)
    assert services.console.look(by(OLGA), exchange.exchange_id).invitations.sent_count == 2
    assert services.console.try_again(by(OLGA), exchange.exchange_id) == 0


def test_what_was_withdrawn_has_not_failed(
    services: Services, clock: FixedClock, exchange: Exchange
) -> None:
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(DAN)])
    joins(services, exchange, DAN)
    deliver_until_settled(services)

    assert services.console.look(by(OLGA), exchange.exchange_id).invitations == MessageReport()


def test_after_the_draw_it_shows_deliveries_and_no_match(
    services: Services, messenger: FakeMessenger
) -> None:
    messenger.fail_sending(Refused("user_disabled"), to=ANA)
    exchange = an_exchange(services, status=S.DRAWN)
    deliver_until_settled(services)

    board = services.console.look(by(OLGA), exchange.exchange_id)

    assert board.report is not None
    assert [one.user_id for one in board.report.failed] == [ANA]
    assert board.report.sent_count == 3
    assert [one.user_id for one in board.roster.people] == sorted(EVERYBODY)
