"""Messages about matches are tidied when these are cancelled, mended or drawn again."""

from __future__ import annotations

import pytest

from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Receipt
from core.domain.types import ChannelId, DeliveryKind, ExchangeStatus
from core.ports import Refused
from core.services import tidying
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    SECOND,
    an_exchange,
    by,
    joins,
    person,
    the_clock,
)
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.inviting import EVE, FAY, invite
from tests.integration.opening import ask, shared
from tests.integration.repaired import assignments
from tests.integration.tidied import sent, settled, tidied, where, whys

S = ExchangeStatus
K = DeliveryKind


def test_nobody_keeps_the_buttons_of_a_match_that_was_cancelled(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    sent(services, messenger)

    services.exchanges.cancel(by(OLGA), exchange.exchange_id)
    settled(services)

    found = whys(messenger, K.MATCH)
    assert found.keys() == {*EVERYBODY}
    assert {type(one) for one in found.values()} == {errors.NoMatchNow}


def test_of_very_many_that_were_replaced_none_is_tidied(
    services: Services, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "MOST", 3)
    exchange = an_exchange(services, status=S.DRAWN)
    sent(services, messenger)

    services.repairs.redraw(by(OLGA), exchange.exchange_id)
    settled(services)

    assert whys(messenger, K.MATCH) == {}


def test_whose_match_was_replaced_keeps_no_buttons_of_the_old_one(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    """Also when it happens again, and where the old one lies is not known any more. Afterwards no
    row tells whose it was."""
    exchange = an_exchange(services, status=S.DRAWN, people=(*EVERYBODY, DAN))
    sent(services, messenger)

    for late in (EVE, FAY):
        messenger.tidied.clear()
        before = assignments(services, exchange.exchange_id)
        services.repairs.change(by(OLGA), exchange.exchange_id, joined=person(late))
        settled(services)

        after = assignments(services, exchange.exchange_id)
        changed = {one for one in before if before[one] != after[one]}
        found = whys(messenger, K.MATCH)
        assert found.keys() == changed
        assert {type(one) for one in found.values()} == {errors.MatchReplaced}
    (order,) = messenger.tidied
    assert order.place == Receipt(ChannelId(""), "")
    rows = [looking.columns(row) for row in looking.deliveries(database, K.MATCH)]
    assert {(row["occasion"], row["message_ts"], row["attempts"]) for row in rows} == {
        ("", None, 1)
    }


def test_whose_match_was_replaced_is_the_first_to_be_tidied(
    services: Services, messenger: FakeMessenger
) -> None:
    """For as long as a row tells of it, whoever reads the database knows whose it was."""
    exchange = an_exchange(services, status=S.DRAWN, people=(*EVERYBODY, DAN))
    other = an_exchange(services)
    invite(services, other, EVE, FAY)
    sent(services, messenger)
    joins(services, other, EVE, FAY)
    the_clock(services).advance(SECOND)

    services.repairs.drop_out(by(DAN), exchange.exchange_id)
    settled(services)

    order = [where(messenger, one)[0] for one in messenger.tidied]
    assert set(order) == {K.MATCH, K.INVITATION}
    assert order == sorted(order, key=lambda kind: kind != K.MATCH)


def test_who_leaves_keeps_no_buttons_of_their_match(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services, status=S.DRAWN, people=(*EVERYBODY, DAN))
    sent(services, messenger)

    services.repairs.drop_out(by(DAN), exchange.exchange_id)
    settled(services)

    assert isinstance(whys(messenger, K.MATCH)[DAN], errors.MatchReplaced)


def test_all_matches_of_before_are_tidied_when_names_are_drawn_again(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    sent(services, messenger)
    old = {one.key for one in messenger.arrived if one.kind == K.MATCH}

    services.repairs.redraw(by(OLGA), exchange.exchange_id)
    settled(services)

    assert {one.key for one in messenger.tidied if where(messenger, one)[0] == K.MATCH} == old


def test_who_is_taken_out_is_not_offered_to_be_taken_out(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = shared(services, ANA)
    services.repairs.deactivated(by(CLEO))
    sent(services, messenger)

    services.repairs.change(by(OLGA), exchange.exchange_id, CLEO, person(DAN))
    settled(services)

    found = whys(messenger, K.DEACTIVATED)
    assert found.keys() == {OLGA, ANA}
    assert {type(one) for one in found.values()} == {errors.TakesNoPart}


def test_what_works_again_when_its_turn_comes_stays(
    services: Services, messenger: FakeMessenger
) -> None:
    """Somebody was taken out, and let in again; and an organizer has become one again."""
    exchange = shared(services, ANA, BEN)
    services.repairs.deactivated(by(CLEO))
    ask(services, exchange, ANA)
    sent(services, messenger)

    services.repairs.change(by(OLGA), exchange.exchange_id, CLEO, person(DAN))
    services.repairs.change(by(OLGA), exchange.exchange_id, None, person(CLEO))
    services.organizers.change(by(OLGA), exchange.exchange_id, [], [BEN])
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(BEN)], [])
    settled(services)

    found = tidied(messenger)
    for one in (found[K.DEACTIVATED, OLGA], found[K.OPENING, BEN]):
        assert isinstance(one.why, errors.WrongStatus)
        assert one.why.status == S.DRAWN


def test_once_every_match_has_arrived_no_report_offers_to_try_again(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    messenger.fail_sending(Refused("user_disabled"), to=BEN)
    sent(services, messenger)

    services.deliveries.retry_failed(by(OLGA), exchange.exchange_id)
    settled(services)

    (why,) = whys(messenger, K.REPORT).values()
    assert isinstance(why, errors.NothingToRetry)
