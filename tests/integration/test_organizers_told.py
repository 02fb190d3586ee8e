"""Who hears that somebody organizes an exchange now, and what organizers hear of it."""

from __future__ import annotations

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Exchange, OrganizerNotice
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.registry import Services
from tests.builders import ANA, CLEO, DAN, OLGA, an_exchange, by, deliver, reach_deadline
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled
from tests.integration.organizing import MINUTE, ORGANIZER, RELIEVED, change, in_status

S = ExchangeStatus


def notices(messenger: FakeMessenger, kind: DeliveryKind) -> list[tuple[str, object]]:
    return [(one.addressee_id, one.content) for one in messenger.arrived if one.kind == kind]


def test_a_new_organizer_is_told_by_whom(services: Services, messenger: FakeMessenger) -> None:
    exchange = an_exchange(services)
    deliver(services)
    changed = change(services, exchange, add=(DAN,)).exchange

    deliver(services)

    assert notices(messenger, ORGANIZER) == [(DAN, OrganizerNotice(changed, made_by=OLGA))]


def test_a_new_organizer_of_a_stalled_exchange_is_told_why_it_waits(
    services: Services, messenger: FakeMessenger
) -> None:
    stalled = in_status(services, S.STALLED)
    change(services, stalled, add=(DAN,))

    deliver(services)

    ((_, notice),) = notices(messenger, ORGANIZER)
    assert isinstance(notice, OrganizerNotice)
    assert notice.drawability is not None
    assert notice.drawability.is_too_few


def test_who_is_put_out_is_told_unless_it_was_they(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    change(services, exchange, add=(DAN, CLEO, ANA))
    deliver(services)

    change(services, exchange, DAN, remove=(DAN, CLEO))
    now = change(services, exchange, ANA, remove=(OLGA,)).exchange
    deliver(services)

    assert dict(notices(messenger, RELIEVED)) == {CLEO: now, OLGA: now}


def test_what_was_taken_back_before_it_was_told_is_not_told(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    change(services, exchange, add=(DAN,))
    clock.advance(MINUTE)
    change(services, exchange, remove=(DAN,))
    clock.advance(MINUTE)
    change(services, exchange, add=(DAN,))

    deliver_until_settled(services)

    assert [who for who, _ in notices(messenger, ORGANIZER)] == [DAN]
    assert notices(messenger, RELIEVED) == []


def test_whoever_comes_back_is_told_again(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    for _ in range(2):
        change(services, exchange, add=(DAN,))
        deliver(services)
        clock.advance(MINUTE)
        change(services, exchange, remove=(DAN,))
        deliver(services)
        clock.advance(MINUTE)

    assert len(notices(messenger, ORGANIZER)) == len(notices(messenger, RELIEVED)) == 2


def test_who_is_added_to_what_ends_at_once_is_not_bothered(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    change(services, exchange, add=(DAN,))
    services.exchanges.cancel(by(OLGA), exchange.exchange_id)

    deliver_until_settled(services)

    assert notices(messenger, ORGANIZER) == []
    assert [who for who, _ in notices(messenger, DeliveryKind.CANCELLED)].count(DAN) == 1


def test_the_announcement_names_those_who_organize_it_now(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    deliver(services)
    clock.advance(MINUTE)
    messenger.refreshed.clear()

    change(services, exchange, add=(DAN,), remove=(OLGA,))
    deliver(services)

    shown = messenger.refreshed[-1].content
    assert isinstance(shown, Exchange)
    assert shown.organizer_ids == (DAN,)


def test_saving_without_a_change_says_nothing_to_anybody(
    services: Services, messenger: FakeMessenger, clock: FixedClock, database: Database
) -> None:
    exchange = an_exchange(services)
    for _ in range(2):  # the announcement, and what it says soon afterwards
        deliver(services)
        clock.advance(MINUTE)
    before = looking.count(database, models.Delivery)
    messenger.refreshed.clear()

    change(services, exchange)
    deliver(services)

    assert messenger.refreshed == []
    assert looking.count(database, models.Delivery) == before


def test_news_for_organizers_reach_those_who_organize_when_it_happens(
    services: Services, messenger: FakeMessenger
) -> None:
    stalling = an_exchange(services, people=(OLGA, ANA))
    change(services, stalling, add=(DAN,), remove=(OLGA,))

    reach_deadline(services, stalling)
    deliver_until_settled(services)

    assert [who for who, _ in notices(messenger, DeliveryKind.STALLED)] == [DAN]


def test_news_that_are_owed_do_not_reach_who_organizes_no_more(
    services: Services, messenger: FakeMessenger
) -> None:
    stalling = an_exchange(services, people=(OLGA, ANA))
    change(services, stalling, add=(DAN,))
    reach_deadline(services, stalling)

    change(services, stalling, DAN, remove=(OLGA,))
    deliver_until_settled(services)

    assert [who for who, _ in notices(messenger, DeliveryKind.STALLED)] == [DAN]
    assert [who for who, _ in notices(messenger, RELIEVED)] == [OLGA]


def test_the_report_goes_to_who_organizes_when_the_last_match_is_out(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    change(services, drawn, add=(DAN,), remove=(OLGA,))

    deliver_until_settled(services)

    assert [who for who, _ in notices(messenger, DeliveryKind.REPORT)] == [DAN]


def test_a_co_organizer_sees_no_match(
    services: Services, messenger: FakeMessenger, drawn: Exchange
) -> None:
    change(services, drawn, add=(DAN,))
    deliver_until_settled(services)

    with pytest.raises(errors.NotParticipant):
        services.matches.show(by(DAN), drawn.exchange_id)
    assert services.history.past(by(DAN)).exchanges[0].recipient_id is None
    kinds = {one.kind for one in messenger.arrived if one.addressee_id == DAN}
    assert kinds == {ORGANIZER, DeliveryKind.REPORT}
