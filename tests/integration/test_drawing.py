"""The draw: whole and valid, for those who may ask for it, and seen by each giver alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.draw import ENGINE
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    WEEK,
    an_exchange,
    by,
    group,
    joins,
    mutual,
    one_way,
)
from tests.clock import START, FixedClock
from tests.integration import looking
from tests.integration.drawn import matches

S = ExchangeStatus
MINUTE = timedelta(minutes=1)


def test_everybody_gives_and_receives_once(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[mutual(ANA, BEN), one_way(CLEO, OLGA)])

    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    drawn = matches(services, exchange.exchange_id)
    assert sorted(drawn.values()) == sorted(EVERYBODY)
    assert all(giver != recipient for giver, recipient in drawn.items())
    assert (drawn[ANA], drawn[BEN]) != (BEN, ANA)
    assert drawn[CLEO] != OLGA


def test_a_draw_is_written_down_with_what_follows(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    clock.advance(MINUTE)

    drawn = services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    row = looking.the_exchange(database, exchange.exchange_id)
    assert (drawn.status, drawn.drawn_at) == (S.DRAWN, clock.now())
    assert (row.engine, row.completes_at) == (ENGINE, clock.now() + timedelta(days=30))
    assert looking.owed(database, DeliveryKind.MATCH) == sorted(EVERYBODY)
    assert looking.count(database, models.Assignment) == len(EVERYBODY)


def test_only_those_who_joined_are_drawn(services: Services, database: Database) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN, CLEO, DAN))
    services.participation.leave(by(DAN), exchange.exchange_id)

    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert looking.owed(database, DeliveryKind.MATCH) == sorted(EVERYBODY)
    with pytest.raises(errors.NotParticipant):
        services.matches.show(by(DAN), exchange.exchange_id)


def test_the_preview_says_what_drawing_now_would_do(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO)])

    shown, drawability = services.drawing.preview(by(OLGA), exchange.exchange_id)

    assert shown == exchange
    assert (drawability.is_drawable, drawability.givers) == (False, (ANA, BEN))


def test_drawing_now_what_cannot_be_drawn_changes_nothing(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO)])

    with pytest.raises(errors.NotDrawable) as refused:
        services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert (refused.value.joined_count, refused.value.is_too_few) == (4, False)
    assert (refused.value.givers, refused.value.recipients) == ((ANA, BEN), (OLGA,))
    assert services.exchanges.get(by(OLGA), exchange.exchange_id) == exchange
    assert looking.owed(database, DeliveryKind.STALLED) == []


def test_drawing_now_needs_three_people(services: Services) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA))

    with pytest.raises(errors.NotDrawable) as refused:
        services.drawing.draw_now(by(OLGA), exchange.exchange_id)
    joins(services, exchange, BEN)

    assert (refused.value.joined_count, refused.value.is_too_few) == (2, True)
    assert services.drawing.draw_now(by(OLGA), exchange.exchange_id).status == S.DRAWN


Ask = Callable[[Services, str, str], object]
ASKED: dict[str, Ask] = {
    "preview": lambda s, who, e: s.drawing.preview(by(who), e),
    "draw_now": lambda s, who, e: s.drawing.draw_now(by(who), e),
}
ask_either = pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())


@ask_either
@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "stranger"])
def test_only_organizers_draw(services: Services, ask: Ask, who: str) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.NotOrganizer):
        ask(services, who, exchange.exchange_id)

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.OPEN


@ask_either
@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED, S.CANCELLED])
def test_nothing_is_drawn_twice(
    services: Services, database: Database, ask: Ask, status: S
) -> None:
    exchange = an_exchange(services, status=status)
    before = sealed(database)

    with pytest.raises(errors.WrongStatus) as refused:
        ask(services, OLGA, exchange.exchange_id)

    assert refused.value.status == status
    assert sealed(database) == before


def sealed(database: Database) -> dict[str, bytes]:
    with database.read() as session:
        rows = session.scalars(select(models.Assignment))
        return {row.giver_id: row.recipient_encrypted for row in rows}


def test_drawable_is_what_one_organizes_before_the_draw(services: Services) -> None:
    mine = an_exchange(services)
    beside = an_exchange(services, people=(), draw_at=START + 2 * WEEK)
    an_exchange(services, status=S.DRAWN)
    an_exchange(services, people=(ANA, OLGA, BEN))

    found = services.drawing.drawable(by(OLGA))

    assert {mine.exchange_id, beside.exchange_id} <= {one.exchange_id for one in found}
    assert all(OLGA in one.organizer_ids for one in found)
    assert services.drawing.drawable(by(ANA)) == []


def test_a_participant_may_not_draw_what_they_are_only_in(services: Services) -> None:
    an_exchange(services)

    assert services.drawing.drawable(by(BEN)) == []
