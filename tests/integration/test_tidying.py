"""Messages whose buttons have stopped working are tidied, though nobody presses them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.errors import OpeningProblem, SantaError
from core.domain.snapshots import Exchange, Receipt, Tidied
from core.domain.types import (
    ChannelId,
    DeliveryKind,
    DeliveryStatus,
    ExchangeStatus,
    ParticipantStatus,
    UserId,
)
from core.services import tidying
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    WEEK,
    an_exchange,
    by,
    joins,
    person,
    reach_deadline,
    the_clock,
)
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled
from tests.integration.inviting import EVE, FAY, decline, invite
from tests.integration.opening import BOSS, agree, ask, shared
from tests.integration.tidied import sent, settled, tidied, whys

S = ExchangeStatus
K = DeliveryKind


P = ParticipantStatus
ANSWERS: dict[str, tuple[Callable[[Services, Exchange], object], ParticipantStatus]] = {
    "joined": (lambda services, one: joins(services, one, EVE), P.JOINED),
    "declined": (lambda services, one: decline(services, one, EVE), P.DECLINED),
}


@pytest.mark.parametrize(("answer", "status"), ANSWERS.values(), ids=ANSWERS)
def test_an_invitation_answered_elsewhere_is_tidied_where_it_lies(
    services: Services,
    messenger: FakeMessenger,
    answer: Callable[[Services, Exchange], object],
    status: ParticipantStatus,
) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, EVE, FAY)
    deliver_until_settled(services)
    later = exchange.draw_at + WEEK
    services.exchanges.postpone(by(OLGA), exchange.exchange_id, later, None, is_told=True)
    sent(services, messenger)
    row = looking.the_delivery(services.outbox.database, K.INVITATION, EVE)

    answer(services, exchange)
    settled(services)

    found = tidied(messenger)
    assert found.keys() == {(K.INVITATION, EVE), (K.MOVED, EVE)}
    standings = [one.invitation.status for one in found.values() if one.invitation]
    assert standings == [status, status]
    places = {order.place for order in messenger.tidied}
    assert Receipt(ChannelId(row.channel_id or ""), row.message_ts or "") in places


ENDS: dict[str, tuple[Callable[[Services, Exchange], object], type[SantaError]]] = {
    "drawn": (
        lambda services, one: services.drawing.draw_now(by(OLGA), one.exchange_id),
        errors.WrongStatus,
    ),
    "cancelled": (
        lambda services, one: services.exchanges.cancel(by(OLGA), one.exchange_id),
        errors.WrongStatus,
    ),
}


@pytest.mark.parametrize(("end", "why"), ENDS.values(), ids=ENDS)
def test_what_ends_with_joining_is_tidied(
    services: Services,
    messenger: FakeMessenger,
    end: Callable[[Services, Exchange], object],
    why: type[SantaError],
) -> None:
    """Invitations nobody has answered, and what the organizers were told when it stalled."""
    exchange = an_exchange(services, people=(OLGA, ANA))
    invite(services, exchange, EVE)
    deliver_until_settled(services)
    reach_deadline(services, exchange)
    deliver_until_settled(services)
    services.exchanges.postpone(
        by(OLGA), exchange.exchange_id, the_clock(services).now() + WEEK, None
    )
    joins(services, exchange, BEN)
    sent(services, messenger)

    end(services, exchange)
    settled(services)

    found = tidied(messenger)
    assert {(K.INVITATION, EVE), (K.STALLED, OLGA)} <= found.keys()
    assert type(found[K.STALLED, OLGA].why) is why
    invitation = found[K.INVITATION, EVE].invitation
    assert invitation
    assert not invitation.is_open
    assert [one.kind for one in messenger.arrived].count(K.TIDIED) == 0


def test_what_could_still_be_done_to_a_draw_goes_when_it_is_over(
    services: Services, messenger: FakeMessenger
) -> None:
    """And matches keep their buttons: a gift may come late."""
    exchange = an_exchange(services, status=S.DRAWN)
    services.repairs.deactivated(by(CLEO))
    sent(services, messenger)
    the_clock(services).advance(5 * WEEK)

    services.exchanges.complete_due()
    settled(services)

    found = tidied(messenger)
    assert found.keys() == {(K.DEACTIVATED, OLGA)}
    why = found[K.DEACTIVATED, OLGA].why
    assert isinstance(why, errors.WrongStatus)
    assert why.status == services.exchanges.get(by(OLGA), exchange.exchange_id).status


def test_where_very_many_would_be_tidied_at_once_only_organizers_messages_are(
    services: Services, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "MOST", 3)
    exchange = an_exchange(services, status=S.DRAWN)
    sent(services, messenger)

    services.exchanges.cancel(by(OLGA), exchange.exchange_id)
    settled(services)

    assert tidied(messenger).keys() == {(K.REPORT, OLGA)}


def test_while_very_much_waits_nobodys_answer_adds_to_it(
    services: Services,
    messenger: FakeMessenger,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tidying, "MOST", 2)
    exchange = an_exchange(services)
    invite(services, exchange, DAN, EVE, FAY)
    sent(services, messenger)

    joins(services, exchange, DAN, EVE, FAY)

    assert looking.owed(database, K.TIDIED) == [DAN, EVE]


def test_who_organizes_it_no_more_keeps_nothing_of_an_organizers(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = shared(services, ANA)
    sent(services, messenger)

    services.organizers.change(by(OLGA), exchange.exchange_id, [], [ANA])
    settled(services)

    found = tidied(messenger)
    assert found.keys() >= {(K.REPORT, ANA), (K.ORGANIZER, ANA)}
    assert {who for _, who in found} == {ANA}
    assert {type(one.why) for one in found.values()} == {errors.NotOrganizer}


def test_an_emergency_that_is_decided_asks_nobody_any_more(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = shared(services, ANA, CLEO)
    opening_id = ask(services, exchange)
    sent(services, messenger)

    agree(services, opening_id, ANA)
    settled(services)
    asked = whys(messenger, K.OPENING)
    services.break_glass.show(by(OLGA), opening_id)
    settled(services)

    assert asked.keys() == {ANA, CLEO}
    told = [asked[CLEO], whys(messenger, K.OPENING_ANSWER)[OLGA]]
    problems = [one.problem for one in told if isinstance(one, errors.OpeningRefused)]
    assert problems == [OpeningProblem.DECIDED, OpeningProblem.SHOWN]


def test_who_organizes_it_no_more_is_not_asked_to_agree(
    services: Services, messenger: FakeMessenger
) -> None:
    """But an admin who was named is, who never organized it."""
    exchange = shared(services, ANA, CLEO)
    ask(services, exchange, admin=True)
    sent(services, messenger)

    services.organizers.change(by(OLGA), exchange.exchange_id, [], [ANA])
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(BOSS)], [])
    services.organizers.change(by(OLGA), exchange.exchange_id, [], [BOSS])
    settled(services)

    found = whys(messenger, K.OPENING)
    assert isinstance(found[ANA], errors.NotOrganizer)
    assert isinstance(found[BOSS], errors.WrongStatus)


def test_an_emergency_that_has_lapsed_asks_nobody_any_more(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = shared(services, ANA)
    ask(services, exchange)
    sent(services, messenger)
    the_clock(services).advance(WEEK)

    services.break_glass.lapse_due()
    settled(services)

    (why,) = whys(messenger, K.OPENING).values()
    assert isinstance(why, errors.OpeningRefused)
    assert why.problem == OpeningProblem.LAPSED


def test_what_somebody_wrote_anonymously_is_left_to_whoever_presses_it(
    services: Services,
) -> None:
    """A row more would tell for longer who got something, and so who gives to whom."""
    for status, kinds in tidying.ENDING.items():
        assert not {K.ANONYMOUS, K.WISHES} & {*kinds}, status
    assert not {K.ANONYMOUS, K.WISHES} & {*tidying.NOTICES}


def test_who_has_been_forgotten_meanwhile_is_left_alone(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, EVE)
    sent(services, messenger)
    joins(services, exchange, UserId(EVE))

    services.forgetting.forget(by(EVE))
    settled(services)

    assert messenger.tidied == []


def test_what_ends_while_it_is_tidied_is_tidied_once_more(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    invite(services, exchange, EVE)
    sent(services, messenger)
    ends = [lambda: services.exchanges.cancel(by(OLGA), exchange.exchange_id)]
    messenger.meanwhile_tidying = lambda _order: ends.pop()() and None if ends else None

    joins(services, exchange, EVE)
    settled(services)

    found = [one.content for one in messenger.tidied if isinstance(one.content, Tidied)]
    assert [one.exchange.status for one in found] == [S.OPEN, S.CANCELLED]


def test_no_row_of_it_stays_for_what_is_not_there(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    """The message was forgotten since."""
    exchange = an_exchange(services)
    invite(services, exchange, EVE)
    sent(services, messenger)
    joins(services, exchange, EVE)
    with database.write() as session:
        row = session.get_one(
            models.Delivery, looking.the_delivery(database, K.INVITATION, EVE).delivery_id
        )
        session.delete(row)

    settled(services)

    assert messenger.tidied == []
    assert DeliveryStatus.FAILED not in {row.status for row in looking.deliveries(database)}
