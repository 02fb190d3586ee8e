"""Sending what is owed: each message once as far as Slack allows, and nobody waits for another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, text

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import DeliveryReport, Exchange, Match, Order
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.ports import Blocked, LostReply, NotSent, RateLimited, Refused, SendError
from core.services.deliveries import LEASE, SETTLES_AFTER
from core.services.outcomes import Try, pause_after, record_error, record_unsent
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    TEAM,
    a_drawn_exchange,
    a_wish,
    an_exchange,
    by,
    deliver,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger, Killed
from tests.integration import looking

S = ExchangeStatus
D = DeliveryStatus
MATCH, REPORT = DeliveryKind.MATCH, DeliveryKind.REPORT
SECOND = timedelta(seconds=1)


@pytest.fixture
def drawn(services: Services, messenger: FakeMessenger) -> Exchange:
    """Four matches are owed; the announcement is out."""
    return a_drawn_exchange(services, messenger)


def matches_of(messenger: FakeMessenger) -> list[str]:
    return sorted(order.addressee_id for order in messenger.arrived if order.kind == MATCH)


def reports_of(messenger: FakeMessenger) -> list[DeliveryReport]:
    return [order.content for order in messenger.arrived if order.kind == REPORT]  # type: ignore[misc]


def deliver_until_quiet(services: Services) -> None:
    """Run the lane until nothing is unfinished, letting pauses pass."""
    for _ in range(40):
        deliver(services)
        rows = looking.deliveries(services.deliveries.database)
        if all(row.status in (D.SENT, D.FAILED) for row in rows):
            return
        services.deliveries.clock.sleep(30)
    raise AssertionError("something stays unfinished")


def test_everybody_gets_their_own_match(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    services.wishlists.add_item(by(ANA), drawn.exchange_id, a_wish("Tea"))

    deliver(services)

    sent = {order.addressee_id: order for order in messenger.arrived if order.kind == MATCH}
    assert sorted(sent) == sorted(EVERYBODY)
    for who, order in sent.items():
        assert order.content == services.drawing.match(by(who), drawn.exchange_id)
        assert (order.team_id, order.kind) == (TEAM, MATCH)
    anas_giver = next(
        order.content
        for order in sent.values()
        if isinstance(order.content, Match) and order.content.recipient_id == ANA
    )
    assert [wish.title for wish in anas_giver.wishlist.items] == ["Tea"]


def test_what_is_sent_is_written_down_with_its_receipt(
    services: Services, database: Database, drawn: Exchange, clock: FixedClock
) -> None:
    deliver(services)

    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.error, row.attempts) == (D.SENT, None, 1)
    assert row.channel_id == f"D{ANA}"
    assert row.message_ts
    assert drawn.drawn_at is not None
    assert drawn.drawn_at <= row.sent_at <= clock.now()  # type: ignore[operator]


def test_nothing_is_sent_twice(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    deliver_until_quiet(services)
    before = len(messenger.tried)

    assert deliver(services) == 0
    assert len(messenger.tried) == before
    assert len({order.key for order in messenger.tried}) == before


def test_a_delivery_is_sending_before_the_call(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    seen: dict[str, tuple[str, int]] = {}

    def look(order: Order) -> None:
        # Another transaction reads it: it is committed.
        row = looking.the_delivery(database, order.kind, order.addressee_id)
        seen[order.addressee_id] = (row.status, row.attempts)
        assert row.first_tried_at == order.first_tried_at

    messenger.meanwhile = look
    deliver(services)

    assert {seen[who] for who in EVERYBODY} == {(D.SENDING, 1)}


def test_the_lane_keeps_its_pace(
    services: Services, drawn: Exchange, clock: FixedClock, database: Database
) -> None:
    began = clock.now()
    pace = looking.the_lane(database, TEAM).pace

    tried = deliver(services)

    assert tried == len(EVERYBODY) + 1
    assert timedelta(seconds=tried / 10) <= clock.now() - began <= timedelta(seconds=tried / pace)


def test_success_raises_the_pace_to_ten_at_most(services: Services, database: Database) -> None:
    an_exchange(services)
    first = looking.the_lane(database, TEAM).pace

    deliver(services)
    second = looking.the_lane(database, TEAM).pace
    for _ in range(3):
        an_exchange(services, status=S.DRAWN)
    deliver_until_quiet(services)

    assert (first, second) == (5.0, 5.5)
    assert looking.the_lane(database, TEAM).pace == 10.0


FAILURES: dict[str, tuple[SendError, DeliveryStatus, str]] = {
    "rate_limited": (RateLimited(30 * SECOND), D.PENDING, "ratelimited"),
    "not_sent": (NotSent("slack_unreachable"), D.PENDING, "slack_unreachable"),
    "refused": (Refused("user_disabled"), D.FAILED, "user_disabled"),
    "blocked": (Blocked("token_revoked"), D.PENDING, "token_revoked"),
    "lost_reply": (LostReply("no_reply"), D.UNKNOWN, "no_reply"),
    "long": (NotSent("x" * 200), D.PENDING, "x" * 64),
}


@pytest.mark.parametrize(("error", "status", "said"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_is_written_down_for_what_it_is(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    drawn: Exchange,
    error: SendError,
    status: DeliveryStatus,
    said: str,
) -> None:
    messenger.fail_sending(error, to=ANA)

    deliver(services)

    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.error, row.sent_at) == (status, said, None)


@pytest.mark.parametrize(
    "error",
    [NotSent("slack_unreachable"), LostReply("no_reply"), Refused("user_disabled")],
    ids=lambda error: type(error).__name__,
)
def test_one_persons_failure_delays_nobody(
    services: Services, messenger: FakeMessenger, drawn: Exchange, error: SendError
) -> None:
    messenger.fail_sending(error, to=ANA)

    deliver(services)

    assert set(matches_of(messenger)) >= {OLGA, BEN, CLEO}


@pytest.mark.parametrize(
    ("error", "wait"),
    [(RateLimited(30 * SECOND), 30 * SECOND), (Blocked("token_revoked"), 60 * SECOND)],
    ids=["rate_limited", "blocked"],
)
def test_the_whole_lane_waits(
    services: Services,
    messenger: FakeMessenger,
    clock: FixedClock,
    drawn: Exchange,
    error: SendError,
    wait: timedelta,
) -> None:
    messenger.fail_sending(error)

    assert deliver(services) == 1
    assert services.deliveries.due_lanes() == []
    assert deliver(services) == 0
    clock.advance(wait)
    assert services.deliveries.due_lanes() == [TEAM]
    deliver(services)

    assert matches_of(messenger) == sorted(EVERYBODY)


def test_too_many_requests_halve_the_pace(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    paces = [looking.the_lane(database, TEAM).pace]
    messenger.fail_sending(*[RateLimited(60 * SECOND)] * 5)

    for _ in range(5):
        deliver(services)
        paces.append(looking.the_lane(database, TEAM).pace)
        services.deliveries.clock.sleep(60)

    assert paces == [5.5, 2.75, 1.375, 0.6875, 0.5, 0.5]


def test_another_workspace_does_not_wait(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    an_exchange(services, team_id=OTHER_TEAM)
    messenger.fail_sending(RateLimited(30 * SECOND))
    deliver(services)

    assert services.deliveries.due_lanes() == [OTHER_TEAM]
    assert deliver(services, OTHER_TEAM) == 1


def test_pauses_grow_to_five_minutes() -> None:
    pauses = [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 8, 9, 10, 5000)]

    assert pauses == [4, 8, 16, 300, 300, 300, 300]


def test_what_was_not_sent_is_tried_again_after_a_pause(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(*[NotSent("slack_unreachable")] * 3, to=ANA)
    due = []

    for _ in range(3):
        deliver(services)
        row = looking.the_delivery(database, MATCH, ANA)
        due.append(row.due_at)
        services.deliveries.clock.sleep((row.due_at - services.deliveries.clock.now()).seconds + 1)
    deliver(services)

    assert due == sorted(set(due))
    assert looking.the_delivery(database, MATCH, ANA).attempts == 4
    assert matches_of(messenger) == sorted(EVERYBODY)
    assert messenger.looked_for == []


def test_a_lost_reply_is_looked_for_and_found_not_sent_again(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)

    deliver_until_quiet(services)

    (looked_for,) = messenger.looked_for
    (sent,) = [order for order in messenger.tried if order.addressee_id == ANA]
    row = looking.the_delivery(database, MATCH, ANA)
    assert looked_for == sent
    assert (row.status, row.error, row.channel_id) == (D.SENT, None, f"D{ANA}")


def test_a_lost_message_is_sent_again_under_the_same_key(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    deliver(services)
    messenger.lose(looking.the_delivery(database, MATCH, ANA).key)

    deliver_until_quiet(services)

    first, second = [order for order in messenger.tried if order.addressee_id == ANA]
    assert (first.key, first.content) == (second.key, second.content)
    assert first.first_tried_at == second.first_tried_at
    assert looking.the_delivery(database, MATCH, ANA).status == D.SENT
    assert len(messenger.looked_for) == 1


@pytest.mark.parametrize(
    "error",
    [RateLimited(SECOND), NotSent("slack_unreachable"), Blocked("token_revoked"), LostReply("x")],
    ids=lambda error: type(error).__name__,
)
def test_a_look_that_failed_tells_nothing_and_is_repeated(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    drawn: Exchange,
    error: SendError,
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    messenger.fail_finding(error)
    deliver(services)
    services.deliveries.clock.sleep(5)

    deliver(services)
    between = looking.the_delivery(database, MATCH, ANA).status
    deliver_until_quiet(services)

    assert between == D.UNKNOWN
    assert len(messenger.looked_for) == 2
    assert matches_of(messenger) == sorted(EVERYBODY)


@pytest.mark.parametrize("where", ["send", "find"])
def test_an_unexpected_exception_is_a_lost_reply(
    services: Services,
    messenger: FakeMessenger,
    drawn: Exchange,
    caplog: pytest.LogCaptureFixture,
    where: str,
) -> None:
    if where == "send":
        messenger.fail_sending(ZeroDivisionError("a bug"), to=ANA)
    else:
        messenger.fail_sending(LostReply("no_reply"), to=ANA)
        messenger.fail_finding(ZeroDivisionError("a bug"))

    deliver_until_quiet(services)

    assert "broke" in caplog.text
    assert matches_of(messenger) == sorted(EVERYBODY)


def spoil(database: Database, giver_id: str) -> None:
    with database.write() as session:
        session.execute(
            text("UPDATE assignments SET recipient_encrypted = :bytes WHERE giver_id = :giver"),
            {"bytes": b"\1" + bytes(60), "giver": giver_id},
        )


def test_what_cannot_be_read_fails_alone(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    spoil(database, ANA)

    deliver(services)

    row = looking.the_delivery(database, MATCH, ANA)
    assert (row.status, row.error) == (D.FAILED, "unreadable")
    assert matches_of(messenger) == sorted({*EVERYBODY} - {ANA})


def test_a_match_that_is_missing_fails_alone(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    with database.write() as session:
        session.execute(delete(models.Assignment).where(models.Assignment.giver_id == ANA))

    deliver(services)

    assert looking.statuses(database, MATCH)[ANA] == D.FAILED
    assert matches_of(messenger) == sorted({*EVERYBODY} - {ANA})


def test_what_cannot_be_read_as_the_last_one_still_ends_in_a_report(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    for who in EVERYBODY:
        spoil(database, who)

    deliver(services)

    (report,) = reports_of(messenger)
    assert (report.sent_count, report.waiting_count) == (0, 0)
    assert {one.error for one in report.failed} == {"unreadable"}
    assert [one.user_id for one in report.failed] == sorted(EVERYBODY)


def test_the_report_follows_the_last_outcome(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    messenger.fail_sending(NotSent("slack_unreachable"), to=ANA)
    messenger.fail_sending(Refused("user_disabled"), to=BEN)

    deliver(services)
    before = reports_of(messenger)
    deliver_until_quiet(services)

    assert before == []
    (report,) = reports_of(messenger)
    assert (report.exchange.exchange_id, report.sent_count) == (drawn.exchange_id, 3)
    assert [(one.user_id, one.error) for one in report.failed] == [(BEN, "user_disabled")]
    assert messenger.arrived[-1].addressee_id == OLGA


def test_the_report_says_nothing_of_who_drew_whom(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    deliver_until_quiet(services)

    (report,) = reports_of(messenger)
    assert not any(who in repr(report) for who in (ANA, BEN, CLEO))


def test_a_report_that_was_refused_is_not_reported(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    deliver_all_matches = len(EVERYBODY)
    messenger.meanwhile = lambda order: (
        messenger.fail_sending(Refused("user_disabled")) if order.kind == REPORT else None
    )

    assert deliver(services) == deliver_all_matches + 1
    assert looking.statuses(database, REPORT) == {OLGA: D.FAILED}


def test_failed_matches_are_tried_again_the_same_matches(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(Refused("user_disabled"), to=ANA)
    deliver_until_quiet(services)

    count = services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)
    waiting = looking.the_delivery(database, MATCH, ANA)
    deliver_until_quiet(services)

    first, second = [order for order in messenger.tried if order.addressee_id == ANA]
    assert count == 1
    assert (waiting.status, waiting.error, waiting.attempts) == (D.PENDING, None, 1)
    assert (first.key, first.content) == (second.key, second.content)
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_each_round_ends_in_one_report(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(*[Refused("user_disabled")] * 2, to=ANA)
    deliver_until_quiet(services)
    for _ in range(2):
        services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)
        deliver_until_quiet(services)

    assert [(one.sent_count, len(one.failed)) for one in reports_of(messenger)] == [
        (3, 1),
        (3, 1),
        (4, 0),
    ]
    assert [row.occasion for row in looking.deliveries(database, REPORT)] == ["0", "1", "2"]


def test_there_is_nothing_to_retry_when_all_is_sent_or_on_its_way(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    with pytest.raises(errors.NothingToRetry):
        services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)
    deliver_until_quiet(services)

    with pytest.raises(errors.NothingToRetry):
        services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)


@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "stranger"])
def test_only_organizers_retry(services: Services, drawn: Exchange, who: str) -> None:
    with pytest.raises(errors.NotOrganizer):
        services.deliveries.retry_failed(by(who), drawn.exchange_id)


@pytest.mark.parametrize("status", [S.OPEN, S.STALLED, S.CANCELLED])
def test_only_a_drawn_exchange_is_retried(services: Services, status: S) -> None:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    exchange = an_exchange(services, status=status, people=people)

    with pytest.raises(errors.WrongStatus):
        services.deliveries.retry_failed(by(OLGA), exchange.exchange_id)


def test_what_a_cancelled_exchange_owed_is_withdrawn(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    services.exchanges.cancel(by(OLGA), drawn.exchange_id)

    deliver_until_quiet(services)

    assert set(looking.statuses(database, MATCH).values()) == {D.FAILED}
    assert {row.error for row in looking.deliveries(database, MATCH)} == {"withdrawn"}
    assert {order.kind for order in messenger.arrived} == {DeliveryKind.CANCELLED}
    assert looking.owed(database, REPORT) == []


def test_cancelling_in_the_middle_stops_what_is_left(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    def cancel(order: Order) -> None:
        messenger.meanwhile = lambda order: None
        services.exchanges.cancel(by(OLGA), drawn.exchange_id)

    messenger.meanwhile = cancel
    deliver_until_quiet(services)

    assert len(matches_of(messenger)) == 1
    assert sorted(looking.statuses(database, MATCH).values()) == [D.FAILED] * 3 + [D.SENT]
    assert REPORT not in {order.kind for order in messenger.arrived}


def test_a_stall_that_was_mended_is_not_told_any_more(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))
    services.exchanges.postpone(by(OLGA), stalled.exchange_id, clock.now() + 60 * SECOND, None)

    deliver(services)

    assert [order.kind for order in messenger.arrived] == [DeliveryKind.ANNOUNCEMENT]


def test_a_second_worker_keeps_away_from_a_held_lane(
    services: Services, other_worker: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    seen = []

    def interfere(order: Order) -> None:
        messenger.meanwhile = lambda order: None
        seen.append(other_worker.deliveries.due_lanes())
        seen.append(deliver(other_worker))

    messenger.meanwhile = interfere
    deliver(services)

    assert seen == [[], 0]
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_a_second_worker_takes_over_after_the_lease(
    services: Services,
    other_worker: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    stuck: list[Order] = []

    def hang(order: Order) -> None:
        messenger.meanwhile = lambda order: None
        stuck.append(order)
        clock.advance(LEASE)
        deliver(other_worker)

    messenger.meanwhile = hang
    deliver(services)
    deliver_until_quiet(services)

    assert sorted(messenger.addressees()) == sorted([*EVERYBODY, OLGA])
    assert len(stuck) == 1
    assert set(looking.statuses(database, MATCH).values()) == {D.SENT}
    assert len(reports_of(messenger)) == 1


@pytest.mark.parametrize(
    "error", [NotSent("slack_unreachable"), Refused("user_disabled"), LostReply("no_reply")]
)
def test_what_a_slow_worker_learns_too_late_changes_nothing(
    services: Services,
    other_worker: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    error: SendError,
) -> None:
    def hang(order: Order) -> None:
        messenger.meanwhile = lambda order: None
        clock.advance(LEASE)
        deliver_until_quiet(other_worker)
        messenger.fail_sending(error, to=order.addressee_id)

    messenger.meanwhile = hang
    deliver(services)

    assert set(looking.statuses(database, MATCH).values()) == {D.SENT}
    assert len(reports_of(messenger)) == 1


def test_a_released_lane_is_free_at_once(
    services: Services, other_worker: Services, database: Database, drawn: Exchange
) -> None:
    deliver(services)

    lane = looking.the_lane(database, TEAM)
    assert (lane.lane_held_by, lane.lane_held_until) == (None, None)
    an_exchange(other_worker)
    assert deliver(other_worker) == 1


def test_what_a_dead_worker_was_sending_is_looked_for(
    services: Services,
    other_worker: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
) -> None:
    messenger.fail_sending(Killed())
    with pytest.raises(Killed):
        deliver(services)
    (orphan,) = [row for row in looking.deliveries(database, MATCH) if row.status == D.SENDING]

    assert deliver(other_worker) == 0
    clock.advance(LEASE)
    assert other_worker.deliveries.due_lanes() == [TEAM]
    deliver(other_worker)
    doubted = looking.the_delivery(database, MATCH, orphan.addressee_id)
    deliver_until_quiet(other_worker)

    assert doubted.status == D.UNKNOWN
    assert doubted.due_at > orphan.due_at + LEASE
    assert [order.addressee_id for order in messenger.looked_for] == [orphan.addressee_id]
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_a_process_that_starts_again_looks_for_what_it_was_sending(
    services: Services, messenger: FakeMessenger, clock: FixedClock, drawn: Exchange
) -> None:
    def arrive_and_die(order: Order) -> None:
        messenger.meanwhile = lambda order: None
        messenger.send(order)
        raise Killed

    messenger.meanwhile = arrive_and_die
    with pytest.raises(Killed):
        deliver(services)

    assert services.deliveries.due_lanes() == [TEAM]
    deliver_until_quiet(services)

    assert len(messenger.looked_for) == 1
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_a_doubted_message_settles_before_it_is_looked_for(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(Killed())
    with pytest.raises(Killed):
        deliver(services)
    began = services.deliveries.clock.now()

    deliver(services)

    (doubted,) = [row for row in looking.deliveries(database, MATCH) if row.status == D.UNKNOWN]
    assert doubted.due_at == began + SETTLES_AFTER
    assert messenger.looked_for == []


def test_a_stopping_process_puts_its_work_down(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    class Stopping(FixedClock):
        def sleep(self, seconds: float) -> bool:
            return False

    stopping = Services.build(
        database,
        services.drawing.vault,
        Stopping(services.deliveries.clock.now()),
        messenger,
    )

    assert deliver(stopping) == 1
    assert looking.the_lane(database, TEAM).lane_held_by is None
    deliver(services)
    assert matches_of(messenger) == sorted(EVERYBODY)


def test_lanes_are_due_when_something_is(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    assert services.deliveries.due_lanes() == []

    an_exchange(services)
    an_exchange(services, team_id=OTHER_TEAM)

    assert sorted(services.deliveries.due_lanes()) == [OTHER_TEAM, TEAM]
    deliver(services)
    assert services.deliveries.due_lanes() == [OTHER_TEAM]
    deliver(services, OTHER_TEAM)
    assert services.deliveries.due_lanes() == []


def test_an_unknown_workspace_has_no_lane(services: Services) -> None:
    assert deliver(services, "T0NOBODY") == 0


def test_an_announcement_waits_until_kringle_is_let_in(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    messenger.fail_sending(*[Refused("not_in_channel")] * 3, to=CHANNEL)
    an_exchange(services)

    deliver(services)
    between = looking.the_delivery(database, DeliveryKind.ANNOUNCEMENT, CHANNEL)
    deliver_until_quiet(services)

    assert (between.status, between.error) == (D.PENDING, "not_in_channel")
    assert looking.owed(database, DeliveryKind.UNANNOUNCED) == [OLGA]
    assert DeliveryKind.UNANNOUNCED in {order.kind for order in messenger.arrived}
    assert looking.statuses(database, DeliveryKind.ANNOUNCEMENT) == {CHANNEL: D.SENT}


def test_a_delivery_that_vanishes_during_the_call_is_no_silent_success(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    an_exchange(services)

    def vanish(order: Order) -> None:
        with database.write() as session:
            session.execute(delete(models.Delivery).where(models.Delivery.key == order.key))

    messenger.meanwhile = vanish

    with pytest.raises(LookupError, match="is gone"):
        deliver(services)


def test_keys_and_rows_of_deliveries_name_no_recipient(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    deliver_until_quiet(services)

    for row in looking.deliveries(database, MATCH):
        recipient = services.drawing.match(by(row.addressee_id), drawn.exchange_id).recipient_id
        kept = [str(value) for name, value in vars(row).items() if name != "_sa_instance_state"]
        assert not any(recipient in value for value in kept)


def test_a_second_exchange_keeps_the_pace_of_its_workspace(
    services: Services, database: Database
) -> None:
    an_exchange(services)
    deliver(services)
    pace = looking.the_lane(database, TEAM).pace

    an_exchange(services)

    assert looking.the_lane(database, TEAM).pace == pace


def test_a_retried_match_is_looked_for_where_a_reply_may_have_been_lost(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    messenger.fail_finding(Refused("user_disabled"))
    deliver_until_quiet(services)
    assert looking.the_delivery(database, MATCH, ANA).status == D.FAILED

    services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)
    deliver_until_quiet(services)

    assert looking.the_delivery(database, MATCH, ANA).status == D.SENT
    assert matches_of(messenger).count(ANA) == 1


@pytest.mark.parametrize("late", ["error", "not there"])
def test_an_older_attempt_does_not_speak_for_the_one_under_way(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    clock: FixedClock,
    drawn: Exchange,
    late: str,
) -> None:
    messenger.fail_sending(NotSent("slack_unreachable"), LostReply("no_reply"), to=ANA)
    deliver(services)
    first = Try(TEAM, looking.the_delivery(database, MATCH, ANA).delivery_id, 1)

    def comes_late(order: Order) -> None:
        if order.addressee_id == ANA:
            with database.write() as session:
                if late == "error":
                    record_error(session, first, NotSent("slack_unreachable"), clock)
                else:
                    record_unsent(session, first, clock)

    messenger.meanwhile = comes_late
    clock.advance(timedelta(minutes=1))
    deliver(services)

    delivery = looking.the_delivery(database, MATCH, ANA)
    assert (delivery.status, delivery.is_doubtful) == (D.UNKNOWN, True)


def test_matches_let_other_news_go_first(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    newer = an_exchange(services, name="Spring")

    deliver(services)

    kinds = [order.kind for order in messenger.arrived]
    names = [getattr(order.content, "name", "") for order in messenger.arrived]
    assert names.index(newer.name) < kinds.index(MATCH)
