"""What somebody is in, and what they were in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db.session import Database
from core.domain.snapshots import DeliveryReport, Drawability, GiftSeen, Involvement
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.ports import Refused
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    a_drawn_exchange,
    a_wish,
    an_exchange,
    by,
    deliver,
    group,
    joins,
    mutual,
)
from tests.clock import START
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus
DAY = timedelta(days=1)


def test_a_participant_sees_the_exchange_alone(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[mutual(ANA, BEN)])

    (seen,) = services.overview.status(by(ANA))

    assert seen == Involvement(exchange, is_participant=True, is_organizer=False)


def test_an_organizer_sees_roster_exclusions_and_drawability(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO), mutual(OLGA, DAN)])

    (seen,) = services.overview.status(by(OLGA))

    assert seen == Involvement(
        exchange,
        is_participant=True,
        is_organizer=True,
        roster=tuple(sorted(EVERYBODY)),
        drawability=services.exclusions.board(by(OLGA), exchange.exchange_id).drawability,
        exclusion_count=2,
    )
    assert seen.drawability is not None
    assert seen.drawability.givers == (ANA, BEN)


def test_an_organizer_beside_it_is_no_participant(services: Services) -> None:
    an_exchange(services, people=())

    (seen,) = services.overview.status(by(OLGA))

    assert (seen.is_participant, seen.is_organizer, seen.roster) == (False, True, ())


@pytest.mark.parametrize("who", [ANA, OLGA], ids=["participant", "organizer"])
def test_status_says_whether_one_has_a_wishlist(services: Services, who: str) -> None:
    exchange = an_exchange(services)
    (before,) = services.overview.status(by(who))

    services.wishlists.add_item(by(who), exchange.exchange_id, a_wish())

    (after,) = services.overview.status(by(who))
    (another,) = services.overview.status(by(BEN))
    assert (before.has_wishlist, after.has_wishlist, another.has_wishlist) == (False, True, False)


def test_the_roster_is_in_the_order_of_joining(services: Services) -> None:
    exchange = an_exchange(services, people=(OLGA, CLEO))
    services.exchanges.clock.sleep(60)
    services.participation.leave(by(CLEO), exchange.exchange_id)
    joins(services, exchange, BEN)
    services.exchanges.clock.sleep(60)
    joins(services, exchange, ANA, CLEO)

    (seen,) = services.overview.status(by(OLGA))

    assert seen.roster == (OLGA, BEN, ANA, CLEO)


def test_after_the_draw_an_organizer_sees_how_delivery_goes(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = a_drawn_exchange(services, messenger)
    messenger.fail_sending(Refused("user_disabled"), to=BEN)

    (before,) = services.overview.status(by(OLGA))
    deliver(services)
    (after,) = services.overview.status(by(OLGA))

    assert before.report == DeliveryReport(exchange, 0, 4, ())
    assert after.report is not None
    assert (after.report.sent_count, after.report.waiting_count) == (3, 0)
    assert [(one.user_id, one.error) for one in after.report.failed] == [(BEN, "user_disabled")]
    assert after.drawability is None


def test_a_participant_sees_no_report(services: Services) -> None:
    drawn = an_exchange(services, status=S.DRAWN)

    (seen,) = services.overview.status(by(ANA))

    gift = GiftSeen()
    assert seen == Involvement(drawn, True, is_organizer=False, gift=gift, awaited=gift)


def test_status_lists_what_is_not_over_the_most_urgent_first(services: Services) -> None:
    later = an_exchange(services, draw_at=START + 9 * DAY)
    drawn = an_exchange(services, status=S.DRAWN, draw_at=START + DAY)
    looked_after = an_exchange(services, draw_at=START + DAY)
    services.wishlists.add_item(by(ANA), looked_after.exchange_id, a_wish())
    next_one = an_exchange(services, draw_at=START + 2 * DAY)
    an_exchange(services, status=S.CANCELLED)

    seen = [one.exchange for one in services.overview.status(by(ANA))]

    assert seen == [next_one, later, drawn, looked_after]
    assert services.overview.status(by(DAN)) == []


def test_a_stalled_exchange_stays_in_sight(services: Services) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))

    (seen,) = services.overview.status(by(OLGA))

    assert seen.exchange == stalled
    assert seen.drawability == Drawability(2, False, is_too_few=True)


def test_history_is_the_newest_first_each_with_ones_own_recipient(services: Services) -> None:
    first = an_exchange(services, status=S.DRAWN, draw_at=START + DAY)
    second = an_exchange(services, status=S.COMPLETED, draw_at=START + 2 * DAY)
    an_exchange(services)
    an_exchange(services, status=S.CANCELLED)

    history = services.history.past(by(ANA)).exchanges

    assert [past.exchange.exchange_id for past in history] == [
        second.exchange_id,
        first.exchange_id,
    ]
    for past in history:
        match = services.matches.show(by(ANA), past.exchange.exchange_id)
        assert past.recipient_id == match.recipient_id


def test_everybodys_history_together_is_the_draw(services: Services) -> None:
    an_exchange(services, status=S.DRAWN)

    recipients = [services.history.past(by(who)).exchanges[0].recipient_id for who in EVERYBODY]

    assert sorted(map(str, recipients)) == sorted(EVERYBODY)
    assert all(to != who for to, who in zip(recipients, EVERYBODY, strict=True))


@pytest.mark.parametrize("who", [OLGA, DAN], ids=["organizer_beside_it", "stranger"])
def test_history_tells_nobody_else_anything(services: Services, who: str) -> None:
    exchange = an_exchange(services, people=())
    joins(services, exchange, ANA, BEN, CLEO)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    history = services.history.past(by(who)).exchanges

    assert [past.recipient_id for past in history] == ([None] if who == OLGA else [])


def test_counts_come_from_the_rows_alone(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    a_drawn_exchange(services, messenger)
    deliver(services)
    with database.write() as session:
        row = session.merge(looking.the_delivery(database, DeliveryKind.MATCH, ANA))
        row.status = DeliveryStatus.UNKNOWN

    (seen,) = services.overview.status(by(OLGA))

    assert seen.report is not None
    assert (seen.report.sent_count, seen.report.waiting_count) == (3, 1)
