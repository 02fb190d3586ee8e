"""Nobody else loses anything when somebody is forgotten, or learns anything by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain.errors import TalkProblem, TalkRefused
from core.domain.snapshots import Traces
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, Side
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
    joins,
    mutual,
    one_way,
    person,
    the_clock,
)
from tests.clock import START
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.drawn import matches
from tests.integration.forgotten import Dump, a_full_exchange, end
from tests.integration.giving import of_participants
from tests.integration.talking import a_pair, let_arrive
from tests.integration.test_rescues import two_days_pass

S = ExchangeStatus
DAY = timedelta(days=1)


def test_an_open_exchange_goes_on_without_them(
    services: Services, database: Database, vault: Vault
) -> None:
    exchange = a_full_exchange(services, S.OPEN)
    row = looking.the_exchange(database, exchange.exchange_id)

    services.forgetting.forget(by(ANA))

    now = looking.the_exchange(database, exchange.exchange_id)
    assert (now.joined_count, now.revision > row.revision) == (3, True)
    assert Dump(database, vault).naming(ANA) == {"excluded_people", "forget_requests"}
    board = services.exclusions.board(by(OLGA), exchange.exchange_id)
    assert {frozenset(one.people) for one in board.exclusions} == {
        frozenset({ANA, BEN, DAN}),  # Olga has set it, for when she comes back
        frozenset({CLEO, DAN}),
    }
    assert board.private_count == 0
    invited = services.invitations.get(by(DAN), exchange.exchange_id)
    assert {invited.invited_by, *(one.set_by for one in board.exclusions)} <= {OLGA, BEN}
    joins(services, exchange, ANA)  # and they are welcome again, as if for the first time
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)
    the_clock(services).advance(timedelta(days=31))
    services.exchanges.complete_due()
    assert services.forgetting.forget_due() == 1
    assert len(services.history.past(by(ANA)).exchanges) == 1
    named = {row.user_id for row in looking.everything(database, models.ExcludedPerson)}
    assert named == {CLEO, DAN}


def test_nobody_learns_what_others_have_set_about_them(
    services: Services, database: Database
) -> None:
    secret = an_exchange(services, channel_is_private=True, exclusions=[mutual(BEN, DAN)])
    services.exclusions.add(by(ANA), secret.exchange_id, [one_way(ANA, DAN)])

    assert services.forgetting.look(by(DAN)) == Traces()
    assert services.forgetting.forget(by(DAN)) == Traces()

    assert looking.count(database, models.Exclusion) == 2  # and they hold, should Dan come
    joins(services, secret, DAN)
    services.exchanges.cancel(by(OLGA), secret.exchange_id)
    services.forgetting.forget_due()
    assert looking.count(database, models.Exclusion) == 0


def test_nobody_writes_to_whoever_is_forgotten(services: Services) -> None:
    exchange = an_exchange(services, status=S.COMPLETED, exchange_on=(START + 8 * DAY).date())
    found = matches(services, exchange.exchange_id)
    giver = next(who for who, to in found.items() if to == ANA)
    the_clock(services).advance(-20 * DAY)  # it is over since a few days
    assert services.talk.line(by(giver), exchange.exchange_id, Side.GIVER)
    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    for who, side in ((giver, Side.GIVER), (found[ANA], Side.RECIPIENT)):
        with pytest.raises(TalkRefused) as refused:
            services.talk.line(by(who), exchange.exchange_id, side)
        assert refused.value.problem == TalkProblem.NOBODY


def test_they_may_draw_somebody_again_and_nobody_else_may(
    services: Services, database: Database
) -> None:
    before = an_exchange(services, status=S.COMPLETED)
    given = matches(services, before.exchange_id)
    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    for _ in range(5):
        now = an_exchange(services, status=S.DRAWN)
        drawn = matches(services, now.exchange_id)
        rest = {*EVERYBODY} - {ANA}
        assert not any(drawn[who] == given[who] != ANA for who in rest)
        services.exchanges.cancel(by(OLGA), now.exchange_id)


def test_nothing_is_sent_to_an_organizer_who_was_forgotten(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = of_participants(a_pair(services))
    services.organizers.change(by(ANA), pair.exchange_id, [person(OLGA)], ())
    end(services)
    services.forgetting.forget(by(OLGA))
    services.forgetting.forget_due()
    let_arrive(services)
    messenger.arrived.clear()

    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    two_days_pass(services)

    told = {one.addressee_id for one in messenger.arrived}
    assert told == {pair.giver, ANA}


def test_a_failed_match_is_not_sent_to_nobody(services: Services, database: Database) -> None:
    exchange = an_exchange(services, status=S.COMPLETED)
    with database.write() as session:
        failed = {"status": DeliveryStatus.FAILED, "error": "user_disabled"}
        session.execute(update(models.Delivery).values(failed))
    services.forgetting.forget(by(ANA))
    services.forgetting.forget_due()

    services.deliveries.retry_failed(by(OLGA), exchange.exchange_id)

    told = {row.addressee_id for row in looking.deliveries(database, DeliveryKind.MATCH)}
    assert told == {*EVERYBODY} - {ANA}
