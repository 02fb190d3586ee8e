"""Saying who must not draw whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors, rules
from core.domain.draw import draw
from core.domain.errors import ExclusionProblem
from core.domain.snapshots import Drawability, Exclusion, StalledNotice
from core.domain.types import DeliveryKind, ExchangeStatus, ExclusionKind, NewExclusion, UserId
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
    deliver,
    group,
    joins,
    mutual,
    one_way,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus


@pytest.mark.parametrize(
    "rule",
    [one_way(ANA, BEN), mutual(BEN, ANA), group(CLEO, ANA, BEN)],
    ids=lambda rule: str(rule.kind),
)
def test_an_exclusion_is_kept_as_it_was_set(services: Services, rule: NewExclusion) -> None:
    exchange = an_exchange(services)

    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [rule])

    (kept,) = board.exclusions
    assert (kept.kind, kept.people, kept.set_by) == (rule.kind, rule.people, OLGA)
    assert services.exclusions.board(by(OLGA), exchange.exchange_id) == board


def test_an_organizer_sees_all_but_private_ones_and_whether_it_can_be_drawn(
    services: Services,
) -> None:
    exchange = an_exchange(services)
    services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])

    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, CLEO)])

    assert board.is_organizer
    assert [one.people for one in board.exclusions] == [(ANA, CLEO)]
    assert board.private_count == 1
    assert board.drawability is not None
    assert (board.drawability.is_drawable, board.drawability.joined_count) == (True, 4)


def test_the_newest_exclusion_stands_first(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services)
    services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, BEN)])
    clock.advance(timedelta(seconds=1))

    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, CLEO)])

    assert [one.people for one in board.exclusions] == [(ANA, CLEO), (ANA, BEN)]


def test_after_each_change_the_organizer_sees_why_it_cannot_be_drawn(services: Services) -> None:
    exchange = an_exchange(services)

    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [group(ANA, BEN, CLEO)])
    assert board.drawability is not None
    assert not board.drawability.is_drawable
    assert board.drawability.givers == (ANA, BEN)
    assert board.drawability.recipients == (OLGA,)

    (set_one,) = board.exclusions
    board = services.exclusions.remove(by(OLGA), exchange.exchange_id, set_one.exclusion_id)
    assert board.drawability is not None
    assert board.drawability.is_drawable


def test_who_has_the_fewest_to_draw_is_told(services: Services) -> None:
    exchange = an_exchange(services)

    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [one_way(ANA, BEN)])

    assert board.drawability is not None
    assert (board.drawability.fewest, board.drawability.fewest_count) == ((ANA,), 2)


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
    assert services.drawing.draw_now(by(OLGA), exchange.exchange_id).status == S.DRAWN


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


def test_fewer_than_three_people_are_too_few(services: Services) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA))

    drawability = services.exclusions.board(by(OLGA), exchange.exchange_id).drawability

    assert drawability is not None
    assert (drawability.is_too_few, drawability.is_drawable) == (True, False)


def test_a_participant_sees_only_their_own(services: Services) -> None:
    exchange = an_exchange(services)
    services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, CLEO)])

    board = services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])

    assert [one.people for one in board.exclusions] == [(ANA, BEN)]
    assert (board.is_organizer, board.drawability) == (False, None)


def test_several_are_set_at_once(services: Services) -> None:
    exchange = an_exchange(services)
    wanted = [one_way(ANA, BEN), one_way(ANA, CLEO)]

    board = services.exclusions.add(by(ANA), exchange.exchange_id, wanted)

    assert {one.people for one in board.exclusions} == {(ANA, BEN), (ANA, CLEO)}


def test_all_are_set_or_none(services: Services, database: Database) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.ExclusionRefused):
        services.exclusions.add(
            by(ANA), exchange.exchange_id, [one_way(ANA, BEN), one_way(BEN, ANA)]
        )

    assert looking.count(database, models.Exclusion) == 0
    assert looking.count(database, models.ExcludedPerson) == 0


ALIKE = {
    "the_same": (one_way(ANA, BEN), one_way(ANA, BEN)),
    "mutual_turned": (mutual(ANA, BEN), mutual(BEN, ANA)),
    "group_shuffled": (group(ANA, BEN, CLEO), group(CLEO, ANA, BEN)),
}


@pytest.mark.parametrize(("first", "second"), ALIKE.values(), ids=ALIKE.keys())
def test_what_is_already_set_is_refused(
    services: Services, first: NewExclusion, second: NewExclusion
) -> None:
    exchange = an_exchange(services)
    services.exclusions.add(by(OLGA), exchange.exchange_id, [first])

    with pytest.raises(errors.ExclusionRefused) as refused:
        services.exclusions.add(by(OLGA), exchange.exchange_id, [second])

    assert refused.value.problem == ExclusionProblem.ALREADY_SET
    assert refused.value.kind == second.kind


def test_the_other_direction_is_another_exclusion(services: Services) -> None:
    exchange = an_exchange(services)

    board = services.exclusions.add(
        by(OLGA), exchange.exchange_id, [one_way(ANA, BEN), one_way(BEN, ANA), mutual(ANA, BEN)]
    )

    assert len(board.exclusions) == 3


def test_the_same_exclusion_may_stand_in_another_exchange(services: Services) -> None:
    first, second = an_exchange(services), an_exchange(services)
    services.exclusions.add(by(OLGA), first.exchange_id, [mutual(ANA, BEN)])

    board = services.exclusions.add(by(OLGA), second.exchange_id, [mutual(ANA, BEN)])

    assert len(board.exclusions) == 1


def test_there_is_an_end_to_exclusions(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_EXCLUSIONS", 2)
    exchange = an_exchange(services)
    services.exclusions.add(by(OLGA), exchange.exchange_id, [one_way(ANA, BEN)])

    with pytest.raises(errors.ExclusionRefused) as refused:
        services.exclusions.add(
            by(OLGA), exchange.exchange_id, [one_way(ANA, CLEO), one_way(BEN, CLEO)]
        )

    assert refused.value.problem == ExclusionProblem.TOO_MANY
    assert len(services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions) == 1


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (one_way(BEN, ANA), ExclusionProblem.NOT_YOUR_OWN),
        (mutual(ANA, BEN), ExclusionProblem.NOT_YOUR_OWN),
        (one_way(ANA, ANA), ExclusionProblem.SAME_PERSON),
        (group(ANA), ExclusionProblem.TOO_FEW_PEOPLE),
    ],
    ids=["of_another", "mutual", "oneself", "alone"],
)
def test_what_a_participant_cannot_set(
    services: Services, rule: NewExclusion, problem: ExclusionProblem
) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.ExclusionRefused) as refused:
        services.exclusions.add(by(ANA), exchange.exchange_id, [rule])

    assert refused.value.problem == problem


def test_a_participant_removes_their_own_only(services: Services) -> None:
    exchange = an_exchange(services)
    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, CLEO)])
    (foreign,) = board.exclusions
    board = services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])
    (own,) = board.exclusions

    with pytest.raises(errors.ExclusionNotFound):
        services.exclusions.remove(by(ANA), exchange.exchange_id, foreign.exclusion_id)
    board = services.exclusions.remove(by(ANA), exchange.exchange_id, own.exclusion_id)

    assert board.exclusions == ()
    left = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions
    assert left == (foreign,)


def test_an_organizer_removes_what_is_not_private(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [one_way(ANA, BEN)])
    (only,) = board.exclusions

    services.exclusions.remove(by(OLGA), exchange.exchange_id, only.exclusion_id)

    assert looking.count(database, models.Exclusion) == 0
    assert looking.count(database, models.ExcludedPerson) == 0


def test_what_was_removed_meanwhile_is_not_found(services: Services) -> None:
    exchange = an_exchange(services)
    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, BEN)])
    (only,) = board.exclusions
    services.exclusions.remove(by(OLGA), exchange.exchange_id, only.exclusion_id)

    with pytest.raises(errors.ExclusionNotFound):
        services.exclusions.remove(by(OLGA), exchange.exchange_id, only.exclusion_id)


def test_an_exclusion_of_another_exchange_is_not_found(services: Services) -> None:
    first, second = an_exchange(services), an_exchange(services)
    board = services.exclusions.add(by(OLGA), first.exchange_id, [mutual(ANA, BEN)])
    (there,) = board.exclusions

    with pytest.raises(errors.ExclusionNotFound):
        services.exclusions.remove(by(OLGA), second.exchange_id, there.exclusion_id)


def test_whoever_is_not_in_it_changes_nothing(services: Services) -> None:
    exchange = an_exchange(services)
    services.participation.leave(by(CLEO), exchange.exchange_id)

    for who in (DAN, CLEO):
        with pytest.raises(errors.NotParticipant):
            services.exclusions.board(by(who), exchange.exchange_id)
        with pytest.raises(errors.NotParticipant):
            services.exclusions.add(by(who), exchange.exchange_id, [one_way(who, ANA)])
        with pytest.raises(errors.NotParticipant):
            services.exclusions.remove(by(who), exchange.exchange_id, "any")


@pytest.mark.parametrize("who", [OLGA, ANA], ids=["organizer", "participant"])
@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED, S.CANCELLED])
def test_exclusions_end_with_the_draw(services: Services, status: S, who: str) -> None:
    exchange = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus):
        services.exclusions.board(by(who), exchange.exchange_id)
    with pytest.raises(errors.WrongStatus):
        services.exclusions.add(by(who), exchange.exchange_id, [one_way(who, BEN)])
    with pytest.raises(errors.WrongStatus):
        services.exclusions.remove(by(who), exchange.exchange_id, "any")
    with pytest.raises(errors.WrongStatus if who == OLGA else errors.NotOrganizer):
        services.exclusions.relax(by(who), exchange.exchange_id, {"any"})


def test_a_stalled_exchange_is_mended_by_removing_an_exclusion(services: Services) -> None:
    exchange = an_exchange(services, status=S.STALLED, exclusions=[group(ANA, BEN, CLEO)])
    board = services.exclusions.board(by(OLGA), exchange.exchange_id)
    (culprit,) = board.exclusions

    services.exclusions.remove(by(OLGA), exchange.exchange_id, culprit.exclusion_id)

    drawn = services.drawing.draw_now(by(OLGA), exchange.exchange_id)
    assert drawn.status == S.DRAWN


def test_changeable_is_what_one_is_in_before_the_draw(services: Services) -> None:
    open_one = an_exchange(services)
    organized = an_exchange(services, people=())
    an_exchange(services, status=S.DRAWN)

    assert services.exclusions.changeable(by(ANA)) == [open_one]
    assert {one.exchange_id for one in services.exclusions.changeable(by(OLGA))} == {
        open_one.exchange_id,
        organized.exchange_id,
    }
    assert services.exclusions.changeable(by(DAN)) == []


def test_an_exclusion_may_name_somebody_who_has_not_joined(services: Services) -> None:
    exchange = an_exchange(services)

    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, DAN)])

    assert board.exclusions[0].kind == ExclusionKind.MUTUAL
    assert services.drawing.draw_now(by(OLGA), exchange.exchange_id).joined_count == len(EVERYBODY)


def test_what_somebody_else_has_set_is_still_ones_own_to_set(services: Services) -> None:
    exchange = an_exchange(services)
    services.exclusions.add(by(OLGA), exchange.exchange_id, [one_way(ANA, BEN)])

    board = services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])

    assert [one.set_by for one in board.exclusions] == [ANA]


def test_a_participant_cannot_use_up_everybodys_room(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = an_exchange(services)
    monkeypatch.setattr(rules, "MAX_OWN_EXCLUSIONS", 1)
    services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])

    with pytest.raises(errors.ExclusionRefused) as refused:
        services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, CLEO)])

    assert refused.value.problem == ExclusionProblem.TOO_MANY
    services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, CLEO), mutual(BEN, CLEO)])


def test_nobody_chosen_is_no_exclusion(services: Services) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.ExclusionRefused) as refused:
        services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, UserId(""))])

    assert refused.value.problem == ExclusionProblem.TOO_FEW_PEOPLE


def test_organizers_hear_when_a_participant_makes_the_draw_impossible(
    services: Services, database: Database, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN))
    services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])
    assert looking.owed(database, DeliveryKind.UNDRAWABLE) == []

    services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, OLGA)])
    deliver(services)

    (heard,) = [one for one in messenger.arrived if one.kind == DeliveryKind.UNDRAWABLE]
    assert heard.addressee_id == OLGA
    assert isinstance(heard.content, StalledNotice)
    assert heard.content.drawability == Drawability(3, is_drawable=False, private_count=1)


def test_an_organizers_own_change_owes_nobody_a_message(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN))

    services.exclusions.add(by(OLGA), exchange.exchange_id, [group(OLGA, ANA, BEN)])

    assert looking.owed(database, DeliveryKind.UNDRAWABLE) == []
