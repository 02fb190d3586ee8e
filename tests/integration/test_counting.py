"""What is counted along: how many are in, and how often anything changed that a draw depends on."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Exchange, Exclusion
from core.domain.types import ParticipantStatus, UserId
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    a_plan,
    an_exchange,
    by,
    joins,
    mutual,
    one_way,
    person,
)
from tests.integration import looking
from tests.integration.drawn import at_once

PEOPLE = (*EVERYBODY, DAN, UserId("U0EVA"))


def really_joined(database: Database, exchange_id: str) -> int:
    with database.read() as session:
        return (
            session.query(models.Participant)
            .filter_by(exchange_id=exchange_id, status=ParticipantStatus.JOINED)
            .count()
        )


def revision_of(database: Database, exchange: Exchange) -> int:
    return looking.the_exchange(database, exchange.exchange_id).revision


def check_count(database: Database, exchange: Exchange) -> None:
    row = looking.the_exchange(database, exchange.exchange_id)
    assert row.joined_count == really_joined(database, exchange.exchange_id)


@pytest.mark.parametrize("seed", range(3))
def test_however_people_come_and_go_the_count_is_that_of_the_rows(
    services: Services, database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    plan = a_plan()
    made = services.exchanges.create(by(OLGA), person(OLGA), plan)

    for _ in range(30):
        who = chance.choice(PEOPLE)
        match chance.randrange(4):
            case 0 | 1:
                joins(services, made, who)
            case 2:
                services.participation.leave(by(who), made.exchange_id)
            case 3:  # the form, sent again, decides anew whether its organizer takes part
                again = replace(plan, organizer_takes_part=chance.random() < 0.5)
                services.exchanges.create(by(OLGA), person(OLGA), again)
        check_count(database, made)


def test_those_who_join_and_leave_at_the_same_moment_are_all_counted(
    services: Services, other_worker: Services, database: Database
) -> None:
    made = an_exchange(services)
    newcomers = [UserId(f"U{number}") for number in range(6)]

    def leave(who: UserId) -> Callable[[], object]:
        return lambda: services.participation.leave(by(who), made.exchange_id)

    def join(who: UserId) -> Callable[[], object]:
        return lambda: joins(other_worker, made, who)

    raised = at_once(*map(join, newcomers), leave(ANA), leave(BEN), join(newcomers[0]))

    assert raised == [None] * 9
    assert services.exchanges.get(by(OLGA), made.exchange_id).joined_count == 8
    check_count(database, made)


Act = Callable[[Services, Exchange], object]


def relax(services: Services, exchange: Exchange) -> None:
    ids = [one.exclusion_id for one in board(services, exchange)]
    services.exclusions.relax(by(OLGA), exchange.exchange_id, ids)


def remove(services: Services, exchange: Exchange) -> None:
    first, *_ = board(services, exchange)
    services.exclusions.remove(by(OLGA), exchange.exchange_id, first.exclusion_id)


def board(services: Services, exchange: Exchange) -> tuple[Exclusion, ...]:
    return services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions


CHANGES: dict[str, Act] = {
    "join": lambda s, e: joins(s, e, DAN),
    "leave": lambda s, e: s.participation.leave(by(CLEO), e.exchange_id),
    "exclude": lambda s, e: s.exclusions.add(by(OLGA), e.exchange_id, [mutual(ANA, BEN)]),
    "remove": remove,
    "relax": relax,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_a_draw_depends_on_makes_another_revision(
    services: Services, database: Database, change: Act
) -> None:
    exchange = an_exchange(services, exclusions=[one_way(ANA, BEN), one_way(BEN, CLEO)])
    before = revision_of(database, exchange)

    change(services, exchange)

    assert revision_of(database, exchange) > before


def test_an_organizer_who_takes_part_after_all_makes_another_revision(
    services: Services, database: Database
) -> None:
    plan = a_plan(organizer_takes_part=False)
    made = services.exchanges.create(by(OLGA), person(OLGA), plan)
    before = revision_of(database, made)

    services.exchanges.create(by(OLGA), person(OLGA), replace(plan, organizer_takes_part=True))

    assert revision_of(database, made) > before


REFUSED: dict[str, Act] = {
    "exclude": lambda s, e: s.exclusions.add(by(OLGA), e.exchange_id, [one_way(ANA, ANA)]),
    "exclude_again": lambda s, e: s.exclusions.add(by(OLGA), e.exchange_id, [one_way(ANA, BEN)]),
    "remove": lambda s, e: s.exclusions.remove(by(OLGA), e.exchange_id, "no such id"),
    "join": lambda s, e: s.participation.join(by(DAN), e.exchange_id, person(DAN, is_bot=True)),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_makes_no_revision(
    services: Services, database: Database, act: Act
) -> None:
    exchange = an_exchange(services, exclusions=[one_way(ANA, BEN)])
    before = revision_of(database, exchange)

    with pytest.raises(errors.SantaError):
        act(services, exchange)

    assert revision_of(database, exchange) == before


def test_joining_twice_makes_no_revision(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    before = revision_of(database, exchange)

    joins(services, exchange, ANA)
    services.participation.leave(by(DAN), exchange.exchange_id)

    assert revision_of(database, exchange) == before
