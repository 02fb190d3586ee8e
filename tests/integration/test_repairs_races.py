"""A repair beside everything else that happens at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.domain import errors
from core.domain.snapshots import Match, Order
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, UserId
from core.ports import LostReply, Refused
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, deliver, person, the_clock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.drawn import at_once
from tests.integration.repaired import assignments, check_all_holds, told

EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
SIX = (OLGA, ANA, BEN, CLEO, DAN, EVE)
S = ExchangeStatus
MINUTE = timedelta(minutes=1)


def test_several_leave_and_come_at_the_same_moment(
    services: Services, other_worker: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    told(messenger, services, made.exchange_id)

    raised = at_once(
        lambda: services.repairs.drop_out(by(BEN), made.exchange_id),
        lambda: other_worker.repairs.drop_out(by(CLEO), made.exchange_id),
        lambda: services.repairs.change(by(OLGA), made.exchange_id, joined=person(FAY)),
        lambda: other_worker.outbox.claim(5),
    )

    assert raised == [None] * 4
    assert {*check_all_holds(services, made.exchange_id)} == {OLGA, ANA, DAN, EVE, FAY}


def test_the_same_request_twice_at_the_same_moment_takes_effect_once(
    services: Services, other_worker: Services
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)

    def ask(on: Services) -> Callable[[], object]:
        caller = by(OLGA, request_id="one")
        return lambda: on.repairs.change(caller, made.exchange_id, joined=person(FAY))

    raised = at_once(ask(services), ask(other_worker))

    refusals = (errors.AlreadyHandled, errors.TakesPartAlready)
    assert sorted(one is None for one in raised) == [False, True]
    assert any(isinstance(one, refusals) for one in raised)
    assert len(check_all_holds(services, made.exchange_id)) == 7


def test_matches_go_out_while_people_leave_and_organizers_try_again(
    services: Services, other_worker: Services, messenger: FakeMessenger
) -> None:
    """Whoever writes down an outcome, and whoever repairs, lock in the same order."""
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    deliver(services)
    messenger.arrived.clear()

    def send() -> None:
        for _ in range(6):
            for claim in other_worker.outbox.claim(1):
                other_worker.outbox.attempt(claim)
            the_clock(other_worker).advance(timedelta(seconds=0.5))

    def try_again() -> None:
        for who in (ANA, DAN, EVE):
            services.deliveries.resend(by(OLGA), made.exchange_id, who)

    raised = at_once(send, try_again, lambda: services.repairs.drop_out(by(BEN), made.exchange_id))

    assert all(one is None or isinstance(one, errors.StillOnItsWay) for one in raised)
    check_all_holds(services, made.exchange_id)


@pytest.mark.parametrize("trouble", [None, LostReply("no_reply")], ids=["arrives", "in doubt"])
def test_a_match_on_its_way_while_it_changes_is_followed_by_the_new_one(
    services: Services, messenger: FakeMessenger, trouble: LostReply | None
) -> None:
    """The old message is out of everybody's hands: the new one goes when that has settled."""
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    before = assignments(services, made.exchange_id)
    (giver,) = (one for one in before if before[one] == BEN)
    moments = []

    def meanwhile(order: Order) -> None:
        if order.kind == DeliveryKind.MATCH and order.addressee_id == giver:
            moments.append(the_clock(services).now())
            if len(moments) == 1:
                services.repairs.change(by(OLGA), made.exchange_id, left=BEN)

    messenger.meanwhile = meanwhile
    if trouble:
        messenger.fail_sending(trouble, to=giver)
    for _ in range(3):
        deliver(services)
        services.outbox.doubt_expired()
        the_clock(services).advance(MINUTE)
    deliver(services)

    after = check_all_holds(services, made.exchange_id)
    contents = [
        one.content
        for one in messenger.arrived
        if one.kind == "match" and one.addressee_id == giver
    ]
    read = [one.recipient_id for one in contents if isinstance(one, Match)]
    assert read == [BEN, after[giver]]
    patience = services.repairs.patience
    assert moments[1] - moments[0] >= patience.settles


def test_what_has_not_gone_yet_says_the_new_match_and_goes_once(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)

    services.repairs.change(by(OLGA), made.exchange_id, left=BEN)

    check_all_holds(services, made.exchange_id)
    assert told(messenger, services, made.exchange_id) == sorted({*SIX} - {BEN})


def test_who_could_not_be_told_of_a_change_is_not_named(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    before = assignments(services, made.exchange_id)
    told(messenger, services, made.exchange_id)
    services.repairs.change(by(OLGA), made.exchange_id, joined=person(FAY))
    after = assignments(services, made.exchange_id)
    (giver,) = (one for one in before if before[one] != after[one])
    messenger.fail_sending(Refused("user_not_visible"), to=giver)

    deliver(services)

    (mine,) = services.overview.status(by(OLGA))
    assert mine.report is not None
    assert (mine.report.failed, mine.report.unnamed_count) == ((), 1)
    assert mine.report.sent_count == 6
    assert services.deliveries.retry_failed(by(OLGA), made.exchange_id) == 1
    messenger.arrived.clear()
    assert told(messenger, services, made.exchange_id) == [giver]


def test_to_ask_for_a_match_again_does_not_tell_whose_has_changed(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    told(messenger, services, made.exchange_id)
    services.repairs.change(by(OLGA), made.exchange_id, left=BEN)

    for who in {*SIX} - {BEN}:
        services.deliveries.resend(by(OLGA), made.exchange_id, who)

    assert told(messenger, services, made.exchange_id) == sorted({*SIX} - {BEN})


def test_the_rows_do_not_tell_later_whose_match_has_changed(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    told(messenger, services, made.exchange_id)
    the_clock(services).advance(60 * MINUTE)
    services.repairs.change(by(OLGA), made.exchange_id, left=BEN)
    assert len(told(messenger, services, made.exchange_id)) in (1, 2)

    rows = looking.deliveries(services.repairs.database, DeliveryKind.MATCH)
    alike = [
        {key: value for key, value in looking.columns(row).items() if key not in OWN}
        for row in rows
    ]
    assert alike == [alike[0]] * 5
    assert rows[0].status == DeliveryStatus.SENT
    keys = [
        one.recipient_key
        for one in looking.everything(services.repairs.database, looking.models.Assignment)
    ]
    assert keys == sorted(keys)


#: What differs from row to row anyway, and by chance.
OWN = ("delivery_id", "addressee_id")
