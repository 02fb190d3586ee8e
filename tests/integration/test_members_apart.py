"""Groups that are the members of something: set once more, they change instead of doubling."""

from __future__ import annotations

import pytest

from core.domain import errors
from core.domain.errors import ExclusionProblem
from core.domain.rules import MAX_GROUP, MAX_MEMBERS
from core.domain.snapshots import Exchange
from core.domain.types import ExclusionKind, NewExclusion, Origin, OriginKind, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, group, person

SALES = Origin(OriginKind.USERGROUP, "S0SALES", "Sales")


def members(*people: UserId, of: Origin = SALES) -> NewExclusion:
    return NewExclusion(ExclusionKind.GROUP, people, of)


def crowd(count: int) -> tuple[UserId, ...]:
    return tuple(UserId(f"U0P{number}") for number in range(count))


def stated(services: Services, exchange: Exchange) -> list[tuple[set[str], Origin | None]]:
    board = services.exclusions.board(by(OLGA), exchange.exchange_id)
    return sorted(((set(one.people), one.origin) for one in board.exclusions), key=repr)


def add(services: Services, exchange: Exchange, *rules: NewExclusion, who: UserId = OLGA) -> None:
    services.exclusions.add(by(who), exchange.exchange_id, rules)


def test_the_members_later_take_the_place_of_those_before(services: Services) -> None:
    exchange = an_exchange(services)
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(ANA)], [])
    add(services, exchange, members(ANA, BEN))

    add(services, exchange, members(BEN, CLEO, DAN, of=Origin(SALES.kind, SALES.key, "S")), who=ANA)

    ((people, origin),) = stated(services, exchange)
    assert people == {BEN, CLEO, DAN}
    assert origin == Origin(OriginKind.USERGROUP, "S0SALES", "S")


def test_the_same_members_are_nothing_new(services: Services) -> None:
    exchange = an_exchange(services)
    add(services, exchange, members(ANA, BEN))

    with pytest.raises(errors.ExclusionRefused) as refused:
        add(services, exchange, members(BEN, ANA))

    assert refused.value.problem == ExclusionProblem.ALREADY_SET


def test_the_same_people_may_be_the_members_of_several_things(services: Services) -> None:
    exchange = an_exchange(services)
    channel = Origin(OriginKind.CHANNEL, "C0SALES")
    add(services, exchange, group(ANA, BEN), members(ANA, BEN), members(ANA, BEN, of=channel))

    add(services, exchange, members(ANA, BEN, CLEO, of=channel), members(ANA, BEN, CLEO))

    found = {
        origin.kind if origin else None: people for people, origin in stated(services, exchange)
    }
    assert found == {
        None: {ANA, BEN},
        OriginKind.CHANNEL: {ANA, BEN, CLEO},
        OriginKind.USERGROUP: {ANA, BEN, CLEO},
    }


def test_two_exchanges_have_groups_of_their_own(services: Services) -> None:
    one, other = an_exchange(services), an_exchange(services)
    add(services, one, members(ANA, BEN))
    add(services, other, members(CLEO, DAN))

    assert stated(services, one) == [({ANA, BEN}, SALES)]


def test_many_may_be_members_but_not_any_number(services: Services) -> None:
    exchange = an_exchange(services)
    add(services, exchange, members(*crowd(MAX_MEMBERS)))

    for refused in (members(*crowd(MAX_MEMBERS + 1)), group(*crowd(MAX_GROUP + 1))):
        with pytest.raises(errors.ExclusionRefused) as why:
            add(services, exchange, refused)
        assert why.value.problem == ExclusionProblem.TOO_MANY


def test_a_participant_keeps_no_members_apart(services: Services) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.ExclusionRefused) as refused:
        add(services, exchange, members(ANA, BEN), who=ANA)

    assert refused.value.problem == ExclusionProblem.NOT_YOUR_OWN


def test_a_removed_group_can_be_set_again(services: Services) -> None:
    exchange = an_exchange(services)
    add(services, exchange, members(ANA, BEN))
    board = services.exclusions.board(by(OLGA), exchange.exchange_id)
    services.exclusions.remove(by(OLGA), exchange.exchange_id, board.exclusions[0].exclusion_id)

    add(services, exchange, members(ANA, BEN))

    assert stated(services, exchange) == [({ANA, BEN}, SALES)]
