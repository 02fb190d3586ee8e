"""Looking at one's own match: again and again, at nobody else's, and in envelopes by it alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.crypto import Binding
from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors
from core.domain.snapshots import Envelope, Exchange, Match
from core.domain.types import DeliveryKind, ExchangeStatus
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    a_drawn_exchange,
    a_plan,
    a_wish,
    an_exchange,
    by,
    deliver,
    joins,
    person,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.repaired import lookers

S = ExchangeStatus
HOUR = timedelta(hours=1)
CANARY = "canary-wish"
either_mode = pytest.mark.parametrize("has_envelopes", [False, True], ids=["open", "envelopes"])


def test_a_match_shows_the_recipient_and_their_newest_wishes(services: Services) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    recipient = services.matches.show(by(ANA), exchange.exchange_id).recipient_id
    services.wishlists.add_item(by(recipient), exchange.exchange_id, a_wish("Tea"))

    match = services.matches.show(by(ANA), exchange.exchange_id)

    assert match.exchange == exchange
    assert [wish.title for wish in match.wishlist.items] == ["Tea"]


@either_mode
@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED])
def test_a_match_is_shown_as_often_as_one_likes(
    services: Services, status: S, has_envelopes: bool
) -> None:
    exchange = an_exchange(services, status=status, has_envelopes=has_envelopes)

    shown = [services.matches.show(by(ANA), exchange.exchange_id) for _ in range(3)]

    assert shown[0] == shown[1] == shown[2]
    assert shown[0].recipient_id in EVERYBODY


def test_one_request_that_comes_twice_shows_the_match_twice(services: Services) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    caller = by(ANA)

    first, again = (services.matches.show(caller, exchange.exchange_id) for _ in range(2))

    assert first == again


@either_mode
@pytest.mark.parametrize("status", [S.OPEN, S.CANCELLED])
def test_there_is_no_match_to_see(
    services: Services, database: Database, status: S, has_envelopes: bool
) -> None:
    exchange = an_exchange(services, status=status, has_envelopes=has_envelopes)

    with pytest.raises(errors.NoMatchNow) as refused:
        services.matches.show(by(ANA), exchange.exchange_id)

    assert refused.value.status == status


def test_a_drawn_exchange_that_is_cancelled_shows_no_match_any_more(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    services.matches.show(by(ANA), exchange.exchange_id)
    services.exchanges.cancel(by(OLGA), exchange.exchange_id)

    for who in (ANA, BEN):
        with pytest.raises(errors.NoMatchNow):
            services.matches.show(by(who), exchange.exchange_id)

    assert lookers(services, exchange.exchange_id) == {ANA}


@either_mode
@pytest.mark.parametrize("who", [OLGA, DAN], ids=["organizer_beside_it", "stranger"])
def test_whoever_is_not_in_it_has_no_match(
    services: Services, database: Database, who: str, has_envelopes: bool
) -> None:
    exchange = an_exchange(services, people=(), has_envelopes=has_envelopes)
    joins(services, exchange, ANA, BEN, CLEO)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    with pytest.raises(errors.NotParticipant):
        services.matches.show(by(who), exchange.exchange_id)

    assert looking.count(database, models.Look) == 0


def test_one_id_shows_everybody_their_own_match(services: Services) -> None:
    exchange = an_exchange(services, status=S.DRAWN, has_envelopes=True)

    drawn = [services.matches.show(by(who), exchange.exchange_id).recipient_id for who in EVERYBODY]

    assert sorted(drawn) == sorted(EVERYBODY)
    assert all(recipient != who for recipient, who in zip(drawn, EVERYBODY, strict=True))


def test_the_first_look_is_remembered_and_no_later_one(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    clock.advance(HOUR)

    services.matches.show(by(ANA), exchange.exchange_id)
    clock.advance(HOUR)
    services.matches.show(by(ANA), exchange.exchange_id)
    services.matches.show(by(BEN), exchange.exchange_id)

    assert lookers(services, exchange.exchange_id) == {ANA, BEN}
    assert looking.count(database, models.Look) == 2


def test_neither_status_nor_history_nor_a_message_counts_as_a_look(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    a_drawn_exchange(services, messenger, has_envelopes=True)

    deliver(services)
    for who in EVERYBODY:
        services.overview.status(by(who))
        services.history.past(by(who))

    assert looking.count(database, models.Look) == 0


def test_nobody_reads_from_an_exchange_who_has_looked(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = a_drawn_exchange(services, messenger, has_envelopes=True)
    deliver(services)
    seen = [services.overview.status(by(who)) for who in EVERYBODY]

    services.matches.show(by(ANA), exchange.exchange_id)

    assert [services.overview.status(by(who)) for who in EVERYBODY] == seen


class Interrupted(Vault):
    """A vault with which something happens while a match is opened for the first time."""

    def __init__(self, vault: Vault, meanwhile: Callable[[], object]) -> None:
        super().__init__(vault._keys)
        self._meanwhile: list[Callable[[], object]] = [meanwhile]

    def open(self, session: Session, binding: Binding, sealed: bytes) -> bytes:
        while self._meanwhile:
            self._meanwhile.pop()()
        return super().open(session, binding, sealed)


def test_a_match_that_is_cancelled_while_it_is_opened_is_neither_shown_nor_looked_at(
    services: Services, database: Database, vault: Vault
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    cancelling = Interrupted(
        vault, lambda: services.exchanges.cancel(by(OLGA), exchange.exchange_id)
    )

    with pytest.raises(errors.NoMatchNow):
        replace(services.matches, vault=cancelling).show(by(ANA), exchange.exchange_id)

    assert looking.count(database, models.Look) == 0


def test_a_giver_who_looks_twice_at_once_has_looked_once(
    services: Services, database: Database, vault: Vault
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)

    def look_elsewhere() -> None:
        services.matches.show(by(ANA), exchange.exchange_id)

    twice = replace(services.matches, vault=Interrupted(vault, look_elsewhere))
    match = twice.show(by(ANA), exchange.exchange_id)

    assert match == services.matches.show(by(ANA), exchange.exchange_id)
    assert looking.count(database, models.Look) == 1


def with_canaries(services: Services, exchange: Exchange) -> None:
    for who in EVERYBODY:
        services.wishlists.add_item(by(who), exchange.exchange_id, a_wish(CANARY + who))


@either_mode
def test_what_is_sent_holds_a_match_only_where_there_are_no_envelopes(
    services: Services, messenger: FakeMessenger, has_envelopes: bool
) -> None:
    exchange = an_exchange(services, has_envelopes=has_envelopes)
    with_canaries(services, exchange)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    deliver(services)

    sent = [order for order in messenger.arrived if order.kind == DeliveryKind.MATCH]
    assert sorted(order.addressee_id for order in sent) == sorted(EVERYBODY)
    if has_envelopes:
        assert len({order.content for order in sent}) == 1
        assert isinstance(sent[0].content, Envelope)
        assert CANARY not in repr(sent[0].content)
    else:
        assert all(isinstance(order.content, Match) for order in sent)
        assert all(CANARY in repr(order.content) for order in sent)


def test_a_match_sent_once_more_stays_in_its_envelope(
    services: Services, messenger: FakeMessenger
) -> None:
    exchange = a_drawn_exchange(services, messenger, has_envelopes=True)
    deliver(services)

    services.deliveries.resend(by(OLGA), exchange.exchange_id, ANA)
    deliver(services)

    to_ana = [order for order in messenger.arrived if order.addressee_id == ANA]
    assert [order.content for order in to_ana] == [Envelope(exchange)] * 2


def test_an_envelope_for_somebody_without_a_match_is_not_sent(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = a_drawn_exchange(services, messenger, has_envelopes=True)
    with database.write() as session:
        session.delete(session.get_one(models.Assignment, (exchange.exchange_id, ANA)))

    deliver(services)

    matches = [one.addressee_id for one in messenger.arrived if one.kind == DeliveryKind.MATCH]
    assert sorted(matches) == sorted({*EVERYBODY} - {ANA})


@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED])
def test_history_opens_no_envelope(services: Services, status: S) -> None:
    exchange = an_exchange(services, status=status, has_envelopes=True)
    services.matches.show(by(ANA), exchange.exchange_id)

    (past,) = services.history.past(by(ANA)).exchanges

    assert (past.recipient_id, past.in_envelope) == (None, True)


def test_history_finds_no_envelope_for_an_organizer_beside_it(services: Services) -> None:
    exchange = an_exchange(services, people=(), has_envelopes=True)
    joins(services, exchange, ANA, BEN, CLEO)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    (past,) = services.history.past(by(OLGA)).exchanges

    assert (past.recipient_id, past.in_envelope) == (None, False)


def test_an_exchange_is_created_with_envelopes_and_changed_by_the_form_sent_again(
    services: Services,
) -> None:
    plan = a_plan(has_envelopes=True)
    made = services.exchanges.create(by(OLGA), person(OLGA), plan)
    again = services.exchanges.create(
        by(OLGA), person(OLGA), a_plan(key=plan.key, has_envelopes=False)
    )

    assert (made.has_envelopes, again.has_envelopes) == (True, False)
    assert again.exchange_id == made.exchange_id


def test_an_exchange_has_no_envelopes_unless_somebody_says_so(services: Services) -> None:
    exchange = an_exchange(services)

    (listed,) = services.participation.joined(by(ANA), S.OPEN)

    assert not exchange.has_envelopes
    assert listed == exchange


def test_lists_tell_of_envelopes_too(services: Services) -> None:
    exchange = an_exchange(services, has_envelopes=True)

    assert services.participation.joined(by(ANA), S.OPEN) == [exchange]
    assert exchange.has_envelopes


def test_what_is_over_stays_in_sight_for_a_month_behind_what_is_not(
    services: Services, clock: FixedClock
) -> None:
    over = an_exchange(services, status=S.COMPLETED)
    coming = an_exchange(services)

    assert [one.exchange for one in services.overview.status(by(ANA))] == [coming, over]

    clock.advance(timedelta(days=30))
    (left,) = services.overview.status(by(ANA))
    assert left.exchange.exchange_id == coming.exchange_id


def test_what_is_over_in_another_workspace_is_in_nobodys_sight(services: Services) -> None:
    an_exchange(services, status=S.COMPLETED)
    an_exchange(services, team_id=OTHER_TEAM)

    assert len(services.overview.status(by(ANA, OTHER_TEAM))) == 1


Shown = Callable[[Services, str], object]
SHOWN_TO_ORGANIZERS: dict[str, Shown] = {
    "status": lambda s, e: s.overview.status(by(OLGA)),
    "history": lambda s, e: s.history.past(by(OLGA)),
    "exchange": lambda s, e: s.exchanges.get(by(OLGA), e),
}


@pytest.mark.parametrize("shown", SHOWN_TO_ORGANIZERS.values(), ids=SHOWN_TO_ORGANIZERS.keys())
def test_an_organizer_learns_no_wish_of_anybody(services: Services, shown: Shown) -> None:
    exchange = an_exchange(services, has_envelopes=True)
    with_canaries(services, exchange)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert CANARY not in json.dumps(_plain(shown(services, exchange.exchange_id)), default=str)


def _plain(value: Any) -> Any:
    return [asdict(one) for one in value] if isinstance(value, list) else asdict(value)
