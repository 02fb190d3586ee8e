"""What a repair means for all that hangs on a match: talk, repeats, accounts that end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Dropout
from core.domain.types import DeliveryKind, ExchangeStatus, GiftMark, Side, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, person, the_clock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.repaired import assignments, check_all_holds, told
from tests.integration.talking import let_arrive, messages_to, reports_to

EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
SIX = (OLGA, ANA, BEN, CLEO, DAN, EVE)
S = ExchangeStatus


def test_a_talk_with_who_has_left_is_over_in_words(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    before = assignments(services, made.exchange_id)
    (giver,) = (one for one in before if before[one] == BEN)
    send = services.talk.send
    send(by(BEN), made.exchange_id, Side.GIVER, "Tea or coffee?", key="1")
    send(by(BEN), made.exchange_id, Side.RECIPIENT, "I like tea", key="2")
    to_recipient = messages_to(services, messenger, before[BEN])[-1]
    to_giver = messages_to(services, messenger, giver)[0]

    services.repairs.drop_out(by(BEN), made.exchange_id)

    for reader, message in ((before[BEN], to_recipient), (giver, to_giver)):
        with pytest.raises(errors.TalkRefused) as refused:
            services.talk.answering(by(reader), message.message_id)
        assert refused.value.problem == errors.TalkProblem.ENDED
    with pytest.raises(errors.TalkRefused) as refused:
        services.talk.line(by(BEN), made.exchange_id, Side.GIVER)
    assert refused.value.problem == errors.TalkProblem.NOBODY


def test_who_was_muted_is_another_one_now(services: Services, messenger: FakeMessenger) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    before = assignments(services, made.exchange_id)
    services.talk.send(by(BEN), made.exchange_id, Side.GIVER, "Tea or coffee?", key="1")
    message = messages_to(services, messenger, before[BEN])[-1]
    services.talk.mute(by(before[BEN]), message.message_id)

    services.repairs.drop_out(by(BEN), made.exchange_id)

    after = assignments(services, made.exchange_id)
    (giver,) = (one for one in after if after[one] == before[BEN])
    services.talk.send(by(giver), made.exchange_id, Side.GIVER, "Tea or coffee?", key="2")
    (mine,) = (one for one in services.overview.status(by(before[BEN])))
    assert mine.muted == frozenset()


def test_whoever_was_stopped_stays_so_when_names_are_drawn_again(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX[1:])  # Ana organizes
    before = assignments(services, made.exchange_id)
    (writer, *_) = (one for one in before if ANA not in (one, before[one]))
    services.talk.send(by(writer), made.exchange_id, Side.GIVER, "Buh!", key="1")
    message = messages_to(services, messenger, before[writer])[-1]
    services.talk.report(by(before[writer]), message.message_id)
    (report,) = reports_to(services, messenger, ANA)
    services.talk.stop(by(ANA), report.report_id)
    services.talk.mute(by(before[writer]), message.message_id)

    services.repairs.redraw(by(ANA), made.exchange_id)

    with pytest.raises(errors.TalkRefused) as refused:
        services.talk.line(by(writer), made.exchange_id, Side.GIVER)
    assert refused.value.problem == errors.TalkProblem.STOPPED
    assert looking.count(database, models.ClosedTalk) == 1


def test_who_comes_late_does_not_draw_whom_they_gave_to_last_time(services: Services) -> None:
    """Eight times, so that it is no chance."""
    for _ in range(8):
        last = an_exchange(services, status=S.DRAWN, people=(*SIX, FAY))
        given = assignments(services, last.exchange_id)
        the_clock(services).advance(timedelta(days=1))
        made = an_exchange(services, status=S.DRAWN, people=SIX)
        the_clock(services).advance(timedelta(days=1))

        services.repairs.change(by(OLGA), made.exchange_id, joined=person(FAY))

        after = check_all_holds(services, made.exchange_id)
        assert after[FAY] != given[FAY]
        repeats = len(after.items() & given.items())
        row = looking.the_exchange(services.repairs.database, made.exchange_id)
        assert row.repeat_count == repeats


def test_history_knows_who_left_and_who_came(services: Services) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    services.repairs.change(by(OLGA), made.exchange_id, BEN, person(FAY))
    after = assignments(services, made.exchange_id)

    assert services.history.past(by(BEN)).exchanges == ()
    assert [one.recipient_id for one in services.history.past(by(FAY)).exchanges] == [after[FAY]]
    assert services.participation.joined(by(BEN), *S) == []


def test_who_was_taken_out_may_be_let_in_again(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    told(messenger, services, made.exchange_id)
    services.repairs.change(by(OLGA), made.exchange_id, left=BEN)
    services.repairs.change(by(OLGA), made.exchange_id, joined=person(BEN))

    after = check_all_holds(services, made.exchange_id)

    assert services.matches.show(by(BEN), made.exchange_id).recipient_id == after[BEN]


def test_an_account_that_ends_is_out_before_the_draw_and_told_of_after_it(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    drawn = an_exchange(services, status=S.DRAWN, people=SIX)
    waiting = an_exchange(services, people=SIX)
    over = an_exchange(services, people=SIX, status=S.CANCELLED)
    told(messenger, services, drawn.exchange_id)

    assert services.repairs.deactivated(by(BEN)) == 2
    assert services.repairs.deactivated(by(BEN)) == 1  # told of already

    row = looking.the_exchange(database, waiting.exchange_id)
    assert row.joined_count == 5
    assert len(check_all_holds(services, drawn.exchange_id)) == 6
    let_arrive(services)
    heard = [one for one in messenger.arrived if one.kind == DeliveryKind.DEACTIVATED]
    found = {}
    for order in heard:
        assert isinstance(order.content, Dropout)
        assert (order.addressee_id, order.content.user_id) == (OLGA, BEN)
        found[order.content.exchange.exchange_id] = order.content.takes_part
    assert found == {drawn.exchange_id: True, waiting.exchange_id: False}
    assert over.exchange_id not in found


def test_an_account_that_takes_no_part_is_nobodys_concern(
    services: Services, database: Database
) -> None:
    an_exchange(services, people=SIX)

    assert services.repairs.deactivated(by(FAY)) == 0
    assert looking.owed(database, DeliveryKind.DEACTIVATED) == []


def test_what_was_said_of_a_gift_stays_where_the_match_does(services: Services) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    before = assignments(services, made.exchange_id)
    for one in before:
        services.gifts.mark(by(UserId(one)), made.exchange_id, GiftMark.READY)

    services.repairs.drop_out(by(BEN), made.exchange_id)

    after = assignments(services, made.exchange_id)
    said = {one: services.matches.show(by(UserId(one)), made.exchange_id).gift for one in after}
    ready = {one for one, gift in said.items() if gift and gift.mark == GiftMark.READY}
    assert ready == {one for one in after if after[one] == before[one]} != set()
