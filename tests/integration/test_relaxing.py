"""Removing what stands in the way of a draw, and no match becoming certain by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from core.domain import errors, rules
from core.domain.draw import draw
from core.domain.snapshots import Exclusion
from core.domain.types import ExchangeStatus, NewExclusion, UserId
from core.services import relaxing
from core.services.draw_input import draw_input_of
from core.services.drawability import drawability_of
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    an_exchange,
    by,
    group,
    joins,
    mutual,
    one_way,
)


def standing_in_the_way(services: Services, exchange_id: str) -> tuple[Exclusion, ...]:
    state = services.exclusions.board(by(OLGA), exchange_id).drawability
    assert state is not None
    assert state.relax is not None
    assert state.relax.is_smallest
    return state.relax.exclusions


def test_what_stands_in_the_way_names_no_private_exclusion(services: Services) -> None:
    """Olga and Ana have said the same, Ana for herself; the rest does no harm."""
    exchange = an_exchange(services, people=(OLGA, ANA, BEN))
    services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])
    services.exclusions.add(
        by(OLGA),
        exchange.exchange_id,
        [one_way(ANA, BEN), one_way(ANA, OLGA), mutual(BEN, DAN)],
    )

    found = standing_in_the_way(services, exchange.exchange_id)

    assert {(*one.people, one.set_by) for one in found} == {
        (ANA, BEN, OLGA),
        (ANA, OLGA, OLGA),
    }


def test_a_group_stands_in_the_way_with_those_in_it_who_have_not_joined(
    services: Services,
) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN))
    rules_set = [group(ANA, BEN, DAN), group(CLEO, BEN, ANA), mutual(OLGA, DAN)]
    services.exclusions.add(by(OLGA), exchange.exchange_id, rules_set)

    found = standing_in_the_way(services, exchange.exchange_id)

    assert {one.people for one in found} == {(ANA, BEN, DAN), (CLEO, BEN, ANA)}


def test_removing_what_stands_in_the_way_removes_that_alone(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO), mutual(OLGA, ANA)])
    before = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions
    found = standing_in_the_way(services, exchange.exchange_id)

    board = services.exclusions.relax(
        by(OLGA), exchange.exchange_id, {one.exclusion_id for one in found}
    )

    assert found
    assert set(board.exclusions) == set(before) - set(found)
    assert board.drawability is not None
    assert board.drawability.is_drawable
    assert services.drawing.draw_now(by(OLGA), exchange.exchange_id).status == ExchangeStatus.DRAWN


TEN = tuple(UserId(f"U0PERSON{number}") for number in range(10))
FOUR, THREE = TEN[:4], TEN[4:7]
CONFINED = {
    "nobody_may_draw_one": (TEN, [one_way(one, TEN[0]) for one in TEN[1:]], TEN[:1]),
    "four_may_only_draw_three": (
        TEN,
        [one_way(one, to) for one in FOUR for to in TEN if to not in (one, *THREE)],
        FOUR + THREE,
    ),
    "four_may_only_draw_three_of_them": (
        TEN,
        [one_way(one, to) for one in FOUR for to in TEN[3:] if to != one],
        FOUR,
    ),
    "one_is_kept_apart_from_all": (TEN[:6], [mutual(TEN[0], one) for one in TEN[1:6]], TEN[:1]),
    "hundreds_of_exclusions": (
        TEN,
        [one_way(one, to) for one in TEN[:9] for to in TEN if to != one],
        TEN,
    ),
}


def removed_and_drawn(
    services: Services, people: Sequence[UserId], rules_set: Sequence[NewExclusion]
) -> list[Mapping[str, str]]:
    """What three hundred seeds draw without the exclusions that are proposed to be removed."""
    exchange = an_exchange(services, people=())
    joins(services, exchange, *people)
    services.exclusions.add(by(OLGA), exchange.exchange_id, rules_set)
    state = services.exclusions.board(by(OLGA), exchange.exchange_id).drawability
    assert state is not None
    assert state.relax is not None
    assert state.relax.is_secret
    assert len(state.relax.exclusions) <= rules.MAX_REMOVED
    removed = {one.exclusion_id for one in state.relax.exclusions}
    board = services.exclusions.relax(by(OLGA), exchange.exchange_id, removed)
    given = draw_input_of(people, board.exclusions)
    assert board.drawability == drawability_of(given)
    return [
        draw(
            given.people, given.pairs, groups=given.groups, seed=bytes([*divmod(seed, 256)]) * 16
        ).assignments
        for seed in range(300)
    ]


@pytest.mark.parametrize(
    ("people", "rules_set", "concerned"), CONFINED.values(), ids=CONFINED.keys()
)
def test_without_what_is_proposed_no_match_is_certain(
    services: Services,
    people: Sequence[UserId],
    rules_set: list[NewExclusion],
    concerned: Sequence[UserId],
) -> None:
    drawn = removed_and_drawn(services, people, rules_set)

    for one in concerned:
        assert len({matches[one] for matches in drawn}) > 1
        givers = {giver for matches in drawn for giver, to in matches.items() if to == one}
        assert len(givers) > 1


def test_whose_match_is_certain_anyway_takes_no_more_exclusions_along(services: Services) -> None:
    """Two draw each other only, whatever the other eight are free to do."""
    pair = [
        one_way(one, to)
        for one, other in (TEN[8:], TEN[:7:-1])
        for to in TEN
        if to not in (one, other)
    ]
    too_large = group(*TEN[:5])
    exchange = an_exchange(services, people=TEN, exclusions=[*pair, too_large])

    state = services.exclusions.board(by(TEN[0]), exchange.exchange_id).drawability

    assert state is not None
    assert state.relax is not None
    assert [one.people for one in state.relax.exclusions] == [too_large.people]
    assert state.relax.is_secret


def test_where_it_cannot_stay_a_secret_the_fewest_go_and_it_is_known(services: Services) -> None:
    """Ana and Ben have only each other to draw, so that Cleo has Olga, however free she is."""
    nobody_else = [one_way(ANA, OLGA), one_way(ANA, CLEO), one_way(BEN, OLGA), one_way(BEN, CLEO)]
    nobody = [one_way(CLEO, OLGA), one_way(CLEO, ANA), one_way(CLEO, BEN)]
    exchange = an_exchange(services, exclusions=[*nobody_else, *nobody])

    state = services.exclusions.board(by(OLGA), exchange.exchange_id).drawability

    assert state is not None
    assert state.relax is not None
    assert [one.people for one in state.relax.exclusions] == [(CLEO, OLGA)]
    assert not state.relax.is_secret
    left = {one.exclusion_id for one in state.relax.exclusions}
    after = services.exclusions.relax(by(OLGA), exchange.exchange_id, left).drawability
    assert after is not None
    assert after.is_forced
    assert set(after.forced) == set(EVERYBODY)


def test_somebody_of_many_gets_a_choice_and_most_exclusions_stay(services: Services) -> None:
    rules_set = [one_way(one, TEN[0]) for one in TEN[1:]]
    exchange = an_exchange(services, people=TEN, exclusions=rules_set)

    state = services.exclusions.board(by(TEN[0]), exchange.exchange_id).drawability

    assert state is not None
    assert state.relax is not None
    assert len(state.relax.exclusions) == 1 + relaxing.ENOUGH


def test_more_than_can_be_removed_at_once_is_not_added(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaxing, "MAX_REMOVED", 1)
    rules_set = [one_way(one, TEN[0]) for one in TEN[1:]]
    exchange = an_exchange(services, people=TEN, exclusions=rules_set)

    state = services.exclusions.board(by(TEN[0]), exchange.exchange_id).drawability

    assert state is not None
    assert state.relax is not None
    assert len(state.relax.exclusions) == 1
    assert not state.relax.is_secret


def test_what_is_gone_already_is_no_reason_to_keep_the_rest(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[mutual(ANA, BEN), mutual(ANA, CLEO)])
    one, other = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions
    services.exclusions.remove(by(OLGA), exchange.exchange_id, one.exclusion_id)

    board = services.exclusions.relax(
        by(OLGA), exchange.exchange_id, {one.exclusion_id, other.exclusion_id, "any"}
    )

    assert board.exclusions == ()


def test_exclusions_of_another_exchange_are_not_removed(services: Services) -> None:
    first, second = an_exchange(services), an_exchange(services, exclusions=[mutual(ANA, BEN)])
    (there,) = services.exclusions.board(by(OLGA), second.exchange_id).exclusions

    services.exclusions.relax(by(OLGA), first.exchange_id, {there.exclusion_id})

    assert services.exclusions.board(by(OLGA), second.exchange_id).exclusions == (there,)


@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "stranger"])
def test_only_organizers_remove_what_stands_in_the_way(services: Services, who: str) -> None:
    exchange = an_exchange(services)
    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [one_way(ANA, BEN)])
    (only,) = board.exclusions

    with pytest.raises(errors.NotOrganizer):
        services.exclusions.relax(by(who), exchange.exchange_id, {only.exclusion_id})

    assert services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions == (only,)


def test_another_workspace_removes_nothing(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[mutual(ANA, BEN)])
    (there,) = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions

    with pytest.raises(errors.ExchangeNotFound):
        services.exclusions.relax(by(OLGA, OTHER_TEAM), exchange.exchange_id, {there.exclusion_id})


def test_the_same_request_removes_once(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[mutual(ANA, BEN)])
    (there,) = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions
    asked = by(OLGA)
    services.exclusions.relax(asked, exchange.exchange_id, {there.exclusion_id})

    with pytest.raises(errors.AlreadyHandled):
        services.exclusions.relax(asked, exchange.exchange_id, {there.exclusion_id})
