"""Joining and leaving."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from core.db import models
from core.db.repository import exchanges
from core.db.session import Database
from core.domain import errors
from core.domain.errors import RefusedAs
from core.domain.snapshots import Exchange, Joined
from core.domain.types import ChannelId, ExchangeStatus, Person
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    a_wish,
    an_exchange,
    by,
    joins,
    one_way,
    person,
)
from tests.clock import FixedClock
from tests.integration import looking

S = ExchangeStatus
ELSEWHERE = ChannelId("C0ELSEWHERE")


def test_whoever_joins_is_in(services: Services, database: Database) -> None:
    exchange = an_exchange(services)

    joined = services.participation.join(by(DAN), exchange.exchange_id, person(DAN))

    assert joined.is_new
    assert joined.exchange.joined_count == exchange.joined_count + 1
    assert services.participation.joined(by(DAN), S.OPEN) == [joined.exchange]
    assert looking.the_exchange(database, exchange.exchange_id).joined_count == 5


def test_the_one_that_is_chosen_is_joined(services: Services) -> None:
    first, second = an_exchange(services), an_exchange(services, name="Summer")

    joined = services.participation.join_chosen(
        by(DAN), CHANNEL, person(DAN), lambda found: [one for one in found if one.name == "Summer"]
    )

    assert joined is not None
    assert (joined.exchange.exchange_id, joined.is_new) == (second.exchange_id, True)
    assert services.participation.joined(by(DAN), S.OPEN) == [joined.exchange]
    assert services.exchanges.get(by(DAN), first.exchange_id) == first


def test_nothing_happens_until_one_is_chosen(services: Services) -> None:
    first, second = an_exchange(services), an_exchange(services)
    dan, shown = by(DAN), []

    def choose(found: Sequence[Exchange]) -> Sequence[Exchange]:
        if found:  # not those that Dan is in, for there are none
            shown.append({one.exchange_id for one in found})
        return found if len(shown) == 1 else [] if len(shown) == 2 else found[:1]

    answers = [
        services.participation.join_chosen(dan, CHANNEL, person(DAN), choose) for _ in range(3)
    ]

    assert shown == [{first.exchange_id, second.exchange_id}] * 3
    assert answers[:2] == [None, None]
    assert answers[2] is not None
    assert answers[2].is_new


def test_only_what_one_may_know_of_can_be_chosen(services: Services) -> None:
    an_exchange(services, channel_id=ELSEWHERE, channel_is_private=True)
    an_exchange(services, status=S.DRAWN, people=(OLGA, DAN, *EVERYBODY[:2]))

    joined = services.participation.join_chosen(by(DAN), CHANNEL, person(DAN), lambda found: found)

    assert joined is None


def test_who_is_in_what_they_choose_is_told_so(services: Services, database: Database) -> None:
    exchange = an_exchange(services, people=(OLGA, DAN))
    requests = looking.count(database, models.HandledRequest)

    joined = services.participation.join_chosen(by(DAN), CHANNEL, person(DAN), lambda found: found)

    assert joined == Joined(exchange, is_new=False)
    assert looking.count(database, models.HandledRequest) == requests


def test_what_can_be_joined_comes_before_what_one_is_in(services: Services) -> None:
    an_exchange(services, people=(OLGA, DAN))
    other = an_exchange(services, name="Summer")

    joined = services.participation.join_chosen(by(DAN), CHANNEL, person(DAN), lambda found: found)

    assert joined is not None
    assert (joined.exchange.exchange_id, joined.is_new) == (other.exchange_id, True)


def test_who_cannot_take_part_chooses_in_vain(services: Services) -> None:
    an_exchange(services)

    with pytest.raises(errors.PersonRefused):
        services.participation.join_chosen(
            by(DAN), CHANNEL, person(DAN, is_guest=True), lambda found: found
        )

    assert services.participation.joined(by(DAN), S.OPEN) == []


def test_a_join_that_had_to_wait_for_the_end_is_refused(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)
    refused: list[errors.SantaError] = []

    def join() -> None:
        try:
            joins(services, exchange, DAN)
        except errors.WrongStatus as refusal:
            refused.append(refusal)

    late = threading.Thread(target=join)
    with database.write() as session:
        row = exchanges.get(session, exchange.team_id, exchange.exchange_id, lock=True)
        late.start()
        late.join(timeout=0.3)  # it gets as far as it can
        row.status = S.CANCELLED
    late.join()

    assert [refusal.status for refusal in refused] == [S.CANCELLED]
    assert looking.count(database, models.Participant) == len(EVERYBODY)
    after = looking.the_exchange(database, exchange.exchange_id)
    assert after.joined_count == len(EVERYBODY)


def test_joining_twice_is_harmless(services: Services, database: Database) -> None:
    exchange = an_exchange(services)

    again = services.participation.join(by(ANA), exchange.exchange_id, person(ANA))

    assert not again.is_new
    assert again.exchange.joined_count == len(EVERYBODY)
    assert looking.count(database, models.Participant) == len(EVERYBODY)


def test_joining_a_stalled_exchange_again_is_harmless(services: Services) -> None:
    exchange = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))

    again = services.participation.join(by(ANA), exchange.exchange_id, person(ANA))

    assert (again.is_new, again.exchange) == (False, exchange)


@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED, S.CANCELLED])
def test_joining_again_after_the_draw_says_that_it_is_too_late(
    services: Services, status: S
) -> None:
    exchange = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus) as refused:
        joins(services, exchange, ANA)

    assert refused.value.status == status


def test_joining_ends_at_the_deadline(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services)
    clock.advance(exchange.draw_at - clock.now())

    with pytest.raises(errors.JoiningClosed) as refused:
        joins(services, exchange, DAN)

    assert refused.value.draw_at == exchange.draw_at


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (S.STALLED, errors.JoiningClosed),
        (S.DRAWN, errors.WrongStatus),
        (S.COMPLETED, errors.WrongStatus),
        (S.CANCELLED, errors.WrongStatus),
    ],
)
def test_joining_is_for_open_exchanges(
    services: Services, status: S, refusal: type[errors.SantaError]
) -> None:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    exchange = an_exchange(services, status=status, people=people)

    with pytest.raises(refusal):
        joins(services, exchange, DAN)

    now = services.exchanges.get(by(OLGA), exchange.exchange_id)
    assert now.joined_count == len(people)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (person(DAN, is_bot=True), RefusedAs.BOT),
        (person(DAN, is_deactivated=True), RefusedAs.DEACTIVATED),
        (person(DAN, is_guest=True), RefusedAs.GUEST),
        (person(DAN, OTHER_TEAM), RefusedAs.STRANGER),
    ],
    ids=["bot", "deactivated", "guest", "stranger"],
)
def test_who_cannot_take_part_cannot_join(
    services: Services, who: Person, reason: RefusedAs
) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.PersonRefused) as refused:
        services.participation.join(by(DAN), exchange.exchange_id, who)

    assert refused.value.reason == reason
    assert services.participation.joined(by(DAN), S.OPEN) == []


def test_whoever_leaves_is_out(services: Services) -> None:
    exchange = an_exchange(services)

    left = services.participation.leave(by(ANA), exchange.exchange_id)

    assert left.was_in
    assert left.exchange.joined_count == exchange.joined_count - 1
    assert services.participation.joined(by(ANA), S.OPEN) == []


@pytest.mark.parametrize("who", [DAN, ANA], ids=["never_in", "left_before"])
def test_leaving_without_being_in_changes_nothing(services: Services, who: str) -> None:
    exchange = an_exchange(services)
    services.participation.leave(by(ANA), exchange.exchange_id)

    left = services.participation.leave(by(who), exchange.exchange_id)

    assert not left.was_in
    assert left.exchange.joined_count == exchange.joined_count - 1


def test_whoever_comes_back_finds_wishes_and_exclusions_again(services: Services) -> None:
    exchange = an_exchange(services)
    services.wishlists.add_item(by(ANA), exchange.exchange_id, a_wish("Tea"))
    services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])
    services.participation.leave(by(ANA), exchange.exchange_id)

    back = services.participation.join(by(ANA), exchange.exchange_id, person(ANA))

    assert back.is_new
    (wish,) = services.wishlists.show(by(ANA), exchange.exchange_id).items
    (exclusion,) = services.exclusions.board(by(ANA), exchange.exchange_id).exclusions
    assert (wish.title, exclusion.people) == ("Tea", (ANA, BEN))


def test_a_stalled_exchange_may_be_left(services: Services) -> None:
    exchange = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))

    assert services.participation.leave(by(ANA), exchange.exchange_id).was_in


@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED, S.CANCELLED])
def test_leaving_ends_with_the_draw(services: Services, status: S) -> None:
    exchange = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus) as refused:
        services.participation.leave(by(ANA), exchange.exchange_id)

    assert refused.value.status == status
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).joined_count == 4


def test_joinable_is_what_one_may_know_of(services: Services) -> None:
    here = an_exchange(services, channel_is_private=True)
    public = an_exchange(services, channel_id=ELSEWHERE)
    an_exchange(services, channel_id=ELSEWHERE, channel_is_private=True)

    found = services.participation.joinable(by(DAN), CHANNEL)

    assert {one.exchange_id for one in found} == {here.exchange_id, public.exchange_id}


def test_joinable_leaves_out_what_cannot_be_joined(services: Services, clock: FixedClock) -> None:
    an_exchange(services, status=S.DRAWN)
    an_exchange(services, status=S.CANCELLED)
    mine = an_exchange(services)
    first = an_exchange(services, people=(OLGA, CLEO))
    second = an_exchange(services, people=(), draw_at=first.draw_at + timedelta(hours=1))

    assert services.participation.joinable(by(ANA), CHANNEL) == [first, second]
    clock.advance(mine.draw_at - clock.now())
    assert services.participation.joinable(by(ANA), CHANNEL) == [second]


def test_whoever_left_may_join_again(services: Services) -> None:
    exchange = an_exchange(services)
    services.participation.leave(by(ANA), exchange.exchange_id)

    (found,) = services.participation.joinable(by(ANA), CHANNEL)

    assert found.exchange_id == exchange.exchange_id


def test_joined_leaves_out_what_one_only_organizes(services: Services) -> None:
    an_exchange(services, people=())
    taking_part = an_exchange(services, people=(OLGA,))
    drawn = an_exchange(services, status=S.DRAWN)

    assert services.participation.joined(by(OLGA), S.OPEN) == [taking_part]
    assert services.participation.joined(by(OLGA), S.DRAWN) == [drawn]
