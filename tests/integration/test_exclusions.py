"""Saying who must not draw whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors, rules
from core.domain.errors import ExclusionProblem
from core.domain.snapshots import Drawability, StalledNotice
from core.domain.types import DeliveryKind, ExchangeStatus, ExclusionKind, NewExclusion, UserId
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


def test_fewer_than_three_people_are_too_few(services: Services) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA))

    drawability = services.exclusions.board(by(OLGA), exchange.exchange_id).drawability

    assert drawability is not None
    assert (drawability.is_too_few, drawability.is_drawable) == (True, False)


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


def test_an_exclusion_may_name_somebody_who_has_not_joined(services: Services) -> None:
    exchange = an_exchange(services)

    board = services.exclusions.add(by(OLGA), exchange.exchange_id, [mutual(ANA, DAN)])

    assert board.exclusions[0].kind == ExclusionKind.MUTUAL
    assert services.drawing.draw_now(by(OLGA), exchange.exchange_id).joined_count == len(EVERYBODY)


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
