"""Reminding those who were invited and have not answered: in time, twice at most, and not if they
would rather not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Exchange, Invitation, Order
from core.domain.types import DeliveryKind, DeliveryStatus, UserId
from core.ports import Refused
from core.services import reminders
from core.services.registry import Services
from tests.builders import (
    DAN,
    OLGA,
    an_exchange,
    by,
    deliver,
    joins,
    person,
    reach_deadline,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled

D = DeliveryStatus
REMINDER = DeliveryKind.REMINDER
EVE, FAY, GUS = UserId("U0EVE"), UserId("U0FAY"), UserId("U0GUS")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Noon in Berlin, a week after `tests.clock.START`.
DRAW_AT = datetime(2026, 12, 8, 11, tzinfo=UTC)


@pytest.fixture
def exchange(services: Services) -> Exchange:
    return an_exchange(services, draw_at=DRAW_AT)


def invite(services: Services, exchange: Exchange, *people: UserId) -> None:
    """And let it arrive."""
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(one) for one in people])
    deliver_until_settled(services)


def go_to(services: Services, clock: FixedClock, at: datetime) -> None:
    clock.advance(at - clock.now())
    services.reminders.remind_due()
    deliver(services)


def live_until(services: Services, clock: FixedClock, until: datetime) -> None:
    """Looking every hour, as if it were every minute, in the last four days and a little more."""
    clock.advance(max(timedelta(), until - 100 * HOUR - clock.now()))
    while clock.now() + HOUR < until:
        clock.advance(HOUR)
        services.reminders.remind_due()
        deliver(services)


def reminded(messenger: FakeMessenger) -> list[Order]:
    return [order for order in messenger.arrived if order.kind == REMINDER]


def owed_to(database: Database, who: UserId) -> list[tuple[str, datetime]]:
    return [(row.occasion, row.owed_at) for row in looking.deliveries(database, REMINDER, who)]


def test_whoever_is_silent_is_reminded_twice_and_never_again(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    exchange: Exchange,
) -> None:
    invite(services, exchange, DAN)

    live_until(services, clock, DRAW_AT + DAY)

    (first, first_at), (second, second_at) = owed_to(database, DAN)
    assert (first, second) == ("first", "second")
    assert DRAW_AT - 72 * HOUR <= first_at < DRAW_AT - 70 * HOUR
    assert DRAW_AT - 24 * HOUR <= second_at < DRAW_AT - 22 * HOUR
    assert [order.addressee_id for order in reminded(messenger)] == [DAN, DAN]
    (content, _) = [order.content for order in reminded(messenger)]
    assert isinstance(content, Invitation)
    assert content.invited_by == OLGA


def test_an_organizer_learns_before_the_draw_how_many_are_reminded_yet(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    def yet(before: timedelta) -> tuple[int, int]:
        go_to(services, clock, DRAW_AT - before)
        found = services.preflight.look(by(OLGA), exchange.exchange_id)
        return found.silent_count, found.reminded_count

    invite(services, exchange, DAN, EVE)
    services.invitations.stop_reminders(by(EVE), exchange.exchange_id)
    assert yet(72 * HOUR) == yet(48 * HOUR) == (2, 1)  # Dan has had his first
    assert yet(24 * HOUR + HOUR / 2) == (2, 1)
    invite(services, exchange, FAY)
    assert yet(24 * HOUR) == (3, 1)  # Dan's second is owed now
    go_to(services, clock, DRAW_AT - 10 * HOUR)
    invite(services, exchange, GUS)

    assert yet(HOUR) == (4, 1)  # a day after she was invited
    assert yet(HOUR / 4) == (4, 0)
    assert looking.owed(database, REMINDER) == [DAN, DAN, FAY]


def test_who_has_answered_is_not_reminded(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN, EVE, FAY)
    joins(services, exchange, DAN)
    services.invitations.decline(by(EVE), exchange.exchange_id)

    go_to(services, clock, DRAW_AT - 72 * HOUR)
    joins(services, exchange, FAY)
    go_to(services, clock, DRAW_AT - 24 * HOUR)

    assert looking.owed(database, REMINDER) == [FAY]


def test_a_reminder_that_is_answered_on_its_way_is_not_sent(
    services: Services, messenger: FakeMessenger, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN, EVE, FAY)
    clock.advance(DRAW_AT - 72 * HOUR - clock.now())
    assert services.reminders.remind_due() == 3
    joins(services, exchange, DAN)
    services.invitations.stop_reminders(by(EVE), exchange.exchange_id)

    deliver_until_settled(services)

    assert [order.addressee_id for order in reminded(messenger)] == [FAY]


def test_who_has_stopped_them_is_reminded_of_nothing_more_until_they_want_it(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    other = an_exchange(services, draw_at=DRAW_AT, name="Another")
    invite(services, exchange, DAN)
    invite(services, other, DAN)

    stopped = services.invitations.stop_reminders(by(DAN), exchange.exchange_id)
    go_to(services, clock, DRAW_AT - 72 * HOUR)
    assert not stopped.gets_reminders
    assert not services.invitations.gets_reminders(by(DAN))
    assert looking.owed(database, REMINDER) == []
    services.invitations.resume_reminders(by(DAN))
    go_to(services, clock, DRAW_AT - 24 * HOUR)

    assert services.invitations.gets_reminders(by(DAN))
    rows = looking.deliveries(database, REMINDER, DAN)
    assert {(row.exchange_id, row.occasion) for row in rows} == {
        (exchange.exchange_id, "second"),
        (other.exchange_id, "second"),
    }


def test_stopping_them_twice_is_harmless(services: Services, exchange: Exchange) -> None:
    invite(services, exchange, DAN)

    for _ in range(2):
        services.invitations.stop_reminders(by(DAN), exchange.exchange_id)

    with pytest.raises(errors.NotInvited):
        services.invitations.stop_reminders(by(GUS), exchange.exchange_id)
    assert services.invitations.gets_reminders(by(GUS))
    assert not services.invitations.gets_reminders(by(DAN))


def test_a_moment_that_had_passed_before_the_invitation_is_skipped(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    clock.advance(DRAW_AT - 60 * HOUR - clock.now())
    invite(services, exchange, DAN)
    live_until(services, clock, DRAW_AT - 22 * HOUR)
    invite(services, exchange, EVE)

    live_until(services, clock, DRAW_AT + DAY)

    (only,) = owed_to(database, DAN)
    assert only[0] == "second"
    assert owed_to(database, EVE) == []


def test_nobody_is_reminded_within_a_day_of_their_invitation(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    clock.advance(DRAW_AT - 78 * HOUR - clock.now())
    invite(services, exchange, DAN)
    invited_at = clock.now()

    live_until(services, clock, DRAW_AT)

    (first, first_at), (second, second_at) = owed_to(database, DAN)
    assert (first, second) == ("first", "second")
    assert first_at >= invited_at + DAY - timedelta(minutes=1)
    assert second_at >= first_at + DAY


def test_a_first_that_comes_late_keeps_the_second_a_day_away(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN)
    late = DRAW_AT - 28 * HOUR  # nobody looked before: eight in the morning there
    go_to(services, clock, late)
    assert owed_to(database, DAN) == []
    go_to(services, clock, late + HOUR)

    live_until(services, clock, DRAW_AT)

    (_, first_at), (_, second_at) = owed_to(database, DAN)
    assert second_at >= first_at + DAY


def test_down_at_both_moments_only_the_second_is_sent(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN)

    go_to(services, clock, DRAW_AT - HOUR)
    live_until(services, clock, DRAW_AT + DAY)

    assert [occasion for occasion, _ in owed_to(database, DAN)] == ["second"]


def test_a_postponed_draw_moves_what_has_not_been_sent(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    exchange: Exchange,
) -> None:
    invite(services, exchange, DAN)
    clock.advance(DRAW_AT - 72 * HOUR - clock.now())
    assert services.reminders.remind_due() == 1

    later = DRAW_AT + 14 * DAY
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, later, None)
    deliver_until_settled(services)
    assert reminded(messenger) == []
    live_until(services, clock, later + DAY)

    assert [at >= later - 72 * HOUR for _, at in owed_to(database, DAN)] == [True, True]
    assert len(reminded(messenger)) == 2


def test_what_was_sent_before_a_postponement_counts(
    services: Services, messenger: FakeMessenger, clock: FixedClock, exchange: Exchange
) -> None:
    invite(services, exchange, DAN)
    live_until(services, clock, DRAW_AT - HOUR)

    later = DRAW_AT + 14 * DAY
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, later, None)
    live_until(services, clock, later + DAY)

    assert len(reminded(messenger)) == 2


def test_nobody_is_reminded_once_names_are_drawn_or_it_is_cancelled(
    services: Services, database: Database, clock: FixedClock, exchange: Exchange
) -> None:
    cancelled = an_exchange(services, draw_at=DRAW_AT)
    invite(services, exchange, DAN)
    invite(services, cancelled, DAN)
    services.exchanges.cancel(by(OLGA), cancelled.exchange_id)
    reach_deadline(services, exchange)

    go_to(services, clock, DRAW_AT + HOUR)

    assert looking.owed(database, REMINDER) == []


def test_a_reminder_that_waits_until_the_draw_is_not_sent(
    services: Services, messenger: FakeMessenger, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services, draw_at=DRAW_AT)
    invite(services, exchange, DAN)
    clock.advance(DRAW_AT - HOUR - clock.now())
    assert services.reminders.remind_due() == 1
    clock.advance(HOUR)

    deliver_until_settled(services)

    assert reminded(messenger) == []
    assert looking.statuses(database, REMINDER) == {DAN: D.FAILED}


def test_whose_invitation_never_arrived_is_not_reminded_of_it(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    exchange: Exchange,
) -> None:
    messenger.fail_sending(Refused("user_not_visible"), to=DAN)
    invite(services, exchange, DAN)

    live_until(services, clock, DRAW_AT)

    assert owed_to(database, DAN) == []


def test_any_number_of_processes_remind_each_once(
    services: Services, other_worker: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services, draw_at=DRAW_AT)
    crowd = [UserId(f"U{number:05d}") for number in range(40)]
    invite(services, exchange, *crowd)
    clock.advance(DRAW_AT - 72 * HOUR - clock.now())

    with ThreadPoolExecutor(4) as pool:
        looks = [
            pool.submit(process.reminders.remind_due) for process in (services, other_worker) * 4
        ]
        counts = [look.result() for look in looks]
    counts.append(services.reminders.remind_due())

    assert sum(counts) == len(crowd)
    assert looking.owed(database, REMINDER) == crowd
    assert services.reminders.remind_due() == 0


def test_thousands_are_reminded_part_by_part(
    services: Services,
    database: Database,
    clock: FixedClock,
    exchange: Exchange,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 7)
    crowd = [UserId(f"U{number:05d}") for number in range(30)]
    invite(services, exchange, *crowd)
    clock.advance(DRAW_AT - 72 * HOUR - clock.now())

    assert services.reminders.remind_due() == 30
    assert looking.owed(database, REMINDER) == crowd
