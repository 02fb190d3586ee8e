"""How the organizers hear of the matches, and send those again that failed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Exchange, Order, Receipt
from core.domain.types import ChannelId, DeliveryKind, DeliveryStatus, ExchangeStatus, UserId
from core.ports import LostReply, NotSent, Refused
from core.services.outbox import Claim
from core.services.outcomes import FASTEST, Outcomes, pause_after
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    STEP,
    an_exchange,
    by,
    deliver,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import (
    MATCH,
    deliver_until_settled,
    matches_of,
    reports_of,
)

S = ExchangeStatus
D = DeliveryStatus
REPORT = DeliveryKind.REPORT
PATIENCE = Patience()


def test_the_report_follows_the_last_outcome(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    messenger.fail_sending(NotSent("slack_unreachable"), to=ANA)
    messenger.fail_sending(Refused("user_disabled"), to=BEN)

    deliver(services)
    before = reports_of(messenger)
    deliver_until_settled(services)

    assert before == []
    (report,) = reports_of(messenger)
    assert (report.exchange.exchange_id, report.sent_count) == (drawn.exchange_id, 3)
    assert [(one.user_id, one.error) for one in report.failed] == [(BEN, "user_disabled")]
    assert messenger.arrived[-1].addressee_id == OLGA


def test_the_report_says_nothing_of_who_drew_whom(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    deliver_until_settled(services)

    (report,) = reports_of(messenger)
    assert not any(who in repr(report) for who in (ANA, BEN, CLEO))


def test_a_report_that_was_refused_is_not_reported(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.meanwhile = lambda order: (
        messenger.fail_sending(Refused("user_disabled")) if order.kind == REPORT else None
    )

    deliver_until_settled(services)

    assert looking.statuses(database, REPORT) == {OLGA: D.FAILED}


SENDING, LOOKED_FOR, TAKEN_OUT_LATER = "being sent", "being looked for", "taken out a moment later"


def brought(services: Services, messenger: FakeMessenger, ways: dict[str, str]) -> dict[str, Claim]:
    """All others have their match; these are on their way so, and have to be settled."""
    database, clock = services.outbox.database, services.outbox.clock
    ids = {looking.the_delivery(database, MATCH, who).delivery_id: who for who in ways}
    for who, way in ways.items():
        if way != SENDING:
            lost = way == LOOKED_FOR
            messenger.fail_sending(LostReply("no_reply") if lost else NotSent("x"), to=who)
    in_hand: dict[str, Claim] = {}
    for _ in range(40):
        for claim in services.outbox.claim(1):
            who = ids.get(claim.delivery_id, "")
            if claim.is_look or ways.get(who) == SENDING:
                in_hand[who] = claim
            else:
                services.outbox.attempt(claim)
        clock.sleep(STEP.total_seconds())
    return in_hand


@pytest.mark.parametrize("first", [SENDING, LOOKED_FOR])
@pytest.mark.parametrize("second", [SENDING, LOOKED_FOR, TAKEN_OUT_LATER])
def test_two_that_are_settled_at_the_same_moment_owe_one_report(
    services: Services,
    database: Database,
    messenger: FakeMessenger,
    clock: FixedClock,
    drawn: Exchange,
    first: str,
    second: str,
) -> None:
    in_hand = brought(services, messenger, {ANA: first, BEN: second})
    with database.write() as session:
        session.execute(update(models.Workspace).values(pace=FASTEST))  # which nobody raises
    clock.advance(pause_after(1))

    def settle_bens() -> None:
        claim = in_hand.get(BEN) or services.outbox.claim(1)[0]
        with database.write() as session:
            arrived(session, claim)

    def arrived(session: Session, claim: Claim) -> None:
        receipt = Receipt(ChannelId("D0ANYBODY"), "1.2")
        Outcomes(clock, PATIENCE, services.outbox.vault).arrived(session, claim, receipt)
        session.flush()

    meanwhile = threading.Thread(target=settle_bens)
    with database.write() as session:
        arrived(session, in_hand[ANA])
        meanwhile.start()
        meanwhile.join(0.3)  # either it is done by then, or it waits for this transaction
    meanwhile.join()

    assert set(looking.statuses(database, MATCH).values()) == {D.SENT}
    assert looking.owed(database, REPORT) == [OLGA]


def test_everything_settled_at_once_owes_one_report(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    people = [UserId(f"U{number}") for number in range(8)]
    an_exchange(services, status=S.DRAWN, people=people)
    in_hand = brought(services, messenger, dict.fromkeys(people, SENDING))
    together = threading.Barrier(len(people))

    def meet(order: Order) -> None:
        together.wait()

    messenger.meanwhile = meet

    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(services.outbox.attempt, in_hand.values()))

    assert set(looking.statuses(database, MATCH).values()) == {D.SENT}
    assert looking.owed(database, REPORT) == [people[0]]


def test_failed_matches_are_tried_again_the_same_matches(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(Refused("user_disabled"), to=ANA)
    deliver_until_settled(services)

    count = services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)
    waiting = looking.the_delivery(database, MATCH, ANA)
    deliver_until_settled(services)

    first, second = [order for order in messenger.tried if order.addressee_id == ANA]
    assert count == 1
    assert (waiting.status, waiting.error, waiting.not_before) == (D.PENDING, None, None)
    assert (first.key, first.content) == (second.key, second.content)
    assert matches_of(messenger) == sorted(EVERYBODY)
    assert messenger.looked_for == []


def test_a_retried_match_keeps_its_doubt(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(LostReply("no_reply"), to=ANA)
    messenger.fail_finding(Refused("user_disabled"))
    deliver_until_settled(services)
    failed = looking.the_delivery(database, MATCH, ANA)

    services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)
    retried = looking.the_delivery(database, MATCH, ANA)
    deliver_until_settled(services)

    assert (failed.status, failed.error) == (D.FAILED, "user_disabled")
    assert (retried.status, retried.settles_at) == (D.UNKNOWN, failed.settles_at)
    assert looking.the_delivery(database, MATCH, ANA).status == D.SENT
    assert matches_of(messenger).count(ANA) == 1


def test_each_round_ends_in_one_report(
    services: Services, messenger: FakeMessenger, database: Database, drawn: Exchange
) -> None:
    messenger.fail_sending(*[Refused("user_disabled")] * 2, to=ANA)
    deliver_until_settled(services)
    for _ in range(2):
        services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)
        deliver_until_settled(services)

    assert [(one.sent_count, len(one.failed)) for one in reports_of(messenger)] == [
        (3, 1),
        (3, 1),
        (4, 0),
    ]
    assert [row.occasion for row in looking.deliveries(database, REPORT)] == ["0", "1", "2"]


def test_there_is_nothing_to_retry_when_all_is_sent_or_on_its_way(
    services: Services, drawn: Exchange
) -> None:
    with pytest.raises(errors.NothingToRetry):
        services.deliveries.retry_failed(by(OLGA), drawn.exchange_id)
    deliver_until_settled(services)

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
