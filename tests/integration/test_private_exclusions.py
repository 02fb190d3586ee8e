"""Whom somebody would rather not draw is theirs to know: organizers learn how many there are."""

from __future__ import annotations

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Drawability, Exchange, Exclusion, StalledNotice
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    an_exchange,
    by,
    deliver,
    group,
    joins,
    mutual,
    one_way,
    reach_deadline,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled
from tests.integration.drawn import matches

RECONSIDER = DeliveryKind.RECONSIDER


def refuses(services: Services, exchange: Exchange, who: UserId, *others: UserId) -> Exclusion:
    """Somebody would rather not draw these; the last of their exclusions."""
    wishes = [one_way(who, other) for other in others]
    board = services.exclusions.add(by(who), exchange.exchange_id, wishes)
    return next(one for one in board.exclusions if one.people[1] == others[-1])


def state_of(services: Services, exchange: Exchange) -> Drawability:
    state = services.exclusions.board(by(OLGA), exchange.exchange_id).drawability
    assert state is not None
    return state


def test_an_organizer_sees_how_many_there_are(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[mutual(ANA, CLEO)])
    refuses(services, exchange, ANA, BEN)
    refuses(services, exchange, BEN, OLGA)

    board = services.exclusions.board(by(OLGA), exchange.exchange_id)

    assert [one.people for one in board.exclusions] == [(ANA, CLEO)]
    assert board.private_count == 2


def test_an_organizers_own_are_private_too(services: Services) -> None:
    exchange = an_exchange(services)
    own = refuses(services, exchange, OLGA, ANA)

    board = services.exclusions.board(by(OLGA), exchange.exchange_id)

    assert (board.exclusions, board.private_count) == ((own,), 0)


def test_a_participant_reads_no_number(services: Services) -> None:
    exchange = an_exchange(services)
    refuses(services, exchange, ANA, BEN)

    assert services.exclusions.board(by(BEN), exchange.exchange_id).private_count == 0


def test_it_counts_in_the_draw(services: Services) -> None:
    exchange = an_exchange(services)
    refuses(services, exchange, ANA, BEN, CLEO)

    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert matches(services, exchange.exchange_id)[ANA] == OLGA


def test_the_meter_shows_nothing_of_it_while_names_can_be_drawn(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[one_way(BEN, CLEO)])
    before = state_of(services, exchange)

    refuses(services, exchange, ANA, BEN, CLEO)

    assert state_of(services, exchange) == before
    assert services.drawing.preview(by(OLGA), exchange.exchange_id)[1] == before


def test_where_it_leaves_no_way_only_the_number_is_told(services: Services) -> None:
    exchange = an_exchange(services)
    refuses(services, exchange, ANA, DAN, OLGA, BEN, CLEO)

    told = state_of(services, exchange)

    assert told == Drawability(4, is_drawable=False, private_count=1)
    (status,) = services.overview.status(by(OLGA))
    assert status.drawability == told


def test_whom_everybody_refuses_is_not_named(services: Services) -> None:
    exchange = an_exchange(services)
    for who in (OLGA, ANA, BEN):
        refuses(services, exchange, who, CLEO)

    assert state_of(services, exchange) == Drawability(4, is_drawable=False, private_count=1)


def test_at_the_deadline_the_organizers_read_no_more(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    refuses(services, exchange, ANA, OLGA, BEN, CLEO)

    reach_deadline(services, exchange)
    deliver_until_settled(services)

    (told,) = [one for one in messenger.arrived if one.kind == DeliveryKind.STALLED]
    assert told.addressee_id == OLGA
    assert isinstance(told.content, StalledNotice)
    assert told.content.drawability == Drawability(4, is_drawable=False, private_count=1)


def test_what_both_kinds_rule_out_is_told_of_each(services: Services) -> None:
    """Without the group names could be drawn, but for Ana, who would rather draw nobody."""
    exchange = an_exchange(services, exclusions=[group(BEN, CLEO, ANA)])
    refuses(services, exchange, ANA, OLGA, BEN, CLEO)

    state = state_of(services, exchange)

    assert state.givers == (ANA, BEN)
    assert state.relax is not None
    assert [one.people for one in state.relax.exclusions] == [(BEN, CLEO, ANA)]
    assert state.private_count == 1


@pytest.mark.parametrize("who", [OLGA, BEN], ids=["organizer", "participant"])
def test_nobody_else_removes_it(services: Services, database: Database, who: UserId) -> None:
    exchange = an_exchange(services)
    own = refuses(services, exchange, ANA, BEN)

    with pytest.raises(errors.ExclusionNotFound):
        services.exclusions.remove(by(who), exchange.exchange_id, own.exclusion_id)
    services.exclusions.relax(by(OLGA), exchange.exchange_id, {own.exclusion_id})

    assert looking.count(database, models.Exclusion) == 1


def test_who_is_in_the_way_is_asked_to_reconsider(
    services: Services, database: Database, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services)
    last = refuses(services, exchange, ANA, OLGA, BEN, CLEO)
    refuses(services, exchange, BEN, CLEO)

    asked = services.exclusions.ask_to_reconsider(by(OLGA), exchange.exchange_id)
    deliver(services)

    assert (asked, looking.owed(database, RECONSIDER)) == (1, [ANA])
    (message,) = [one for one in messenger.arrived if one.kind == RECONSIDER]
    assert isinstance(message.content, Exchange)
    assert message.content.exchange_id == exchange.exchange_id
    services.exclusions.remove(by(ANA), exchange.exchange_id, last.exclusion_id)
    assert state_of(services, exchange).is_drawable


def test_nobody_is_asked_twice_of_the_same(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    refuses(services, exchange, ANA, OLGA, BEN, CLEO)
    for _ in range(2):
        assert services.exclusions.ask_to_reconsider(by(OLGA), exchange.exchange_id) == 1
    assert looking.owed(database, RECONSIDER) == [ANA]

    refuses(services, exchange, ANA, DAN)
    services.exclusions.ask_to_reconsider(by(OLGA), exchange.exchange_id)

    assert looking.owed(database, RECONSIDER) == [ANA, ANA]


def test_where_nothing_private_is_in_the_way_nobody_is_asked(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO)])
    refuses(services, exchange, ANA, BEN)

    assert services.exclusions.ask_to_reconsider(by(OLGA), exchange.exchange_id) == 0
    assert looking.owed(database, RECONSIDER) == []


def test_only_organizers_ask_and_only_in_time(services: Services) -> None:
    exchange = an_exchange(services)
    for who in (ANA, DAN):
        with pytest.raises(errors.NotOrganizer):
            services.exclusions.ask_to_reconsider(by(who), exchange.exchange_id)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    with pytest.raises(errors.WrongStatus):
        services.exclusions.ask_to_reconsider(by(OLGA), exchange.exchange_id)


def test_what_was_asked_before_a_draw_is_not_asked_after_it(
    services: Services, messenger: FakeMessenger, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    deliver(services)
    last = refuses(services, exchange, ANA, OLGA, BEN, CLEO)
    services.exclusions.ask_to_reconsider(by(OLGA), exchange.exchange_id)
    services.exclusions.remove(by(ANA), exchange.exchange_id, last.exclusion_id)
    drawn = services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    deliver(services)

    assert drawn.status == ExchangeStatus.DRAWN
    assert RECONSIDER not in [one.kind for one in messenger.arrived]


def test_of_somebody_who_has_left_nothing_is_in_the_way(services: Services) -> None:
    exchange = an_exchange(services)
    joins(services, exchange, DAN)
    refuses(services, exchange, DAN, *EVERYBODY)
    assert not state_of(services, exchange).is_drawable

    services.participation.leave(by(DAN), exchange.exchange_id)

    assert state_of(services, exchange).is_drawable
