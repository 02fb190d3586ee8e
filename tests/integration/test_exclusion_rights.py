"""Who may see, set and remove which exclusions, and until when."""

from __future__ import annotations

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors, rules
from core.domain.errors import ExclusionProblem
from core.domain.types import ExchangeStatus as S
from core.domain.types import NewExclusion
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, group, mutual, one_way
from tests.integration import looking


def test_a_participant_sees_only_their_own(services: Services) -> None:
    exchange = an_exchange(services)
    services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, CLEO)])

    board = services.exclusions.add(by(ANA), exchange.exchange_id, [one_way(ANA, BEN)])

    assert [one.people for one in board.exclusions] == [(ANA, BEN)]
    assert (board.is_organizer, board.drawability) == (False, None)


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
