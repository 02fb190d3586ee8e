"""What somebody was part of: pages, givers once they are revealed, numbers for organizers."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.db import models
from core.db.session import Database
from core.domain.snapshots import Turnout
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.services.history import PAGE
from core.services.registry import Services
from tests.builders import ANA, BEN, DAN, EVERYBODY, OLGA, an_exchange, by, deliver, person
from tests.clock import START, FixedClock
from tests.integration.drawn import matches

S = ExchangeStatus


def reveal(database: Database) -> None:
    with database.write() as session:
        session.execute(update(models.Exchange).values(reveal_at=START, revealed_at=START))


def test_many_exchanges_are_seen_page_by_page_the_newest_first(services: Services) -> None:
    made = [an_exchange(services, status=S.COMPLETED).exchange_id for _ in range(PAGE + 2)]

    pages = [services.history.past(by(ANA), page) for page in range(2)]

    seen = [past.exchange.exchange_id for page in pages for past in page.exchanges]
    assert seen == made[::-1]
    assert [(page.page, page.page_count) for page in pages] == [(0, 2), (1, 2)]
    for beyond in (-1, 99):
        nearest = services.history.past(by(ANA), beyond)
        assert nearest == pages[0 if beyond < 0 else 1]


@pytest.mark.parametrize("envelopes", [True, False], ids=["envelopes", "open"])
def test_who_gave_to_one_is_told_once_revealed_and_not_before(
    services: Services, database: Database, envelopes: bool
) -> None:
    exchange = an_exchange(services, status=S.COMPLETED, has_envelopes=envelopes)
    found = matches(services, exchange.exchange_id)
    givers = {recipient: giver for giver, recipient in found.items()}
    for who in EVERYBODY:
        (before,) = services.history.past(by(who)).exchanges
        assert before.giver_id is None
        assert services.matches.show(by(who), exchange.exchange_id).own_giver_id is None

    reveal(database)

    for who in EVERYBODY:
        (past,) = services.history.past(by(who)).exchanges
        assert past.giver_id == (None if envelopes else givers[who])
        on_a_click = services.matches.show(by(who), exchange.exchange_id)
        assert on_a_click.own_giver_id == givers[who]


def test_an_organizer_who_took_no_part_learns_numbers_and_no_names(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services, people=EVERYBODY[1:], status=S.OPEN)
    services.organizers.change(by(ANA), exchange.exchange_id, [person(OLGA)], ())
    services.invitations.invite(by(OLGA), exchange.exchange_id, [person(DAN), person("U0EVE")])
    services.invitations.decline(by(DAN), exchange.exchange_id)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)
    deliver(services)
    with database.write() as session:
        to_ben = models.Delivery.addressee_id == BEN
        match = models.Delivery.kind == DeliveryKind.MATCH
        failed = update(models.Delivery).where(to_ben, match)
        session.execute(failed.values(status=DeliveryStatus.FAILED, error="user_disabled"))
    reveal(database)

    (hers,) = services.history.past(by(OLGA)).exchanges
    (theirs,) = services.history.past(by(BEN)).exchanges

    assert hers.turnout == Turnout(3, 2, 1, 2, 1)
    assert (hers.recipient_id, hers.giver_id) == (None, None)
    assert theirs.turnout is None


def test_what_cannot_be_read_hides_no_other_year(
    services: Services, database: Database, clock: FixedClock
) -> None:
    broken = an_exchange(services, status=S.COMPLETED)
    whole = an_exchange(services, status=S.COMPLETED)
    reveal(database)
    with database.write() as session:
        session.get_one(models.Exchange, broken.exchange_id).seed_encrypted = b"\1" + bytes(60)

    newest, oldest = services.history.past(by(ANA)).exchanges

    assert newest.exchange.exchange_id == whole.exchange_id
    assert newest.giver_id
    assert (oldest.giver_id, bool(oldest.recipient_id)) == (None, True)
