"""Adding organizers, leaving them, and handing an exchange over."""

from __future__ import annotations

import pytest

from core.db.session import Database
from core.domain import errors
from core.domain.errors import ListProblem, RefusedAs
from core.domain.rules import MAX_ORGANIZERS
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, EVERYBODY, OLGA, OTHER_TEAM, an_exchange, by, person
from tests.clock import FixedClock
from tests.integration import looking
from tests.integration.drawn import at_once
from tests.integration.organizing import MINUTE, ORGANIZER, RELIEVED, change, in_status, organizers

S = ExchangeStatus


CHANGEABLE = [S.OPEN, S.STALLED, S.DRAWN]


@pytest.mark.parametrize("status", CHANGEABLE)
def test_who_is_added_organizes_from_that_moment(
    services: Services, clock: FixedClock, status: S
) -> None:
    exchange = in_status(services, status)
    clock.advance(MINUTE)

    changed = change(services, exchange, add=(DAN, CLEO))

    assert (set(changed.added), changed.removed) == ({DAN, CLEO}, ())
    assert changed.exchange == services.exchanges.get(by(OLGA), exchange.exchange_id)
    assert changed.exchange.organizer_ids[0] == OLGA
    assert set(changed.exchange.organizer_ids) == {OLGA, DAN, CLEO}
    assert services.exchanges.cancel(by(DAN), exchange.exchange_id).status == S.CANCELLED


@pytest.mark.parametrize("status", CHANGEABLE)
def test_an_exchange_is_handed_over_in_one_step(
    services: Services, database: Database, status: S
) -> None:
    exchange = in_status(services, status)

    changed = change(services, exchange, add=(DAN,), remove=(OLGA,))

    assert changed.exchange.organizer_ids == (DAN,)
    assert looking.owed(database, ORGANIZER) == [DAN]
    assert looking.owed(database, RELIEVED) == []  # Olga knows
    with pytest.raises(errors.NotOrganizer):
        services.exchanges.cancel(by(OLGA), exchange.exchange_id)


def test_organizing_and_taking_part_are_two_things(services: Services) -> None:
    exchange = an_exchange(services)

    change(services, exchange, add=(DAN, ANA), remove=(OLGA,))

    assert [one.exchange_id for one in services.participation.joined(by(OLGA), S.OPEN)]
    assert services.participation.joined(by(DAN), S.OPEN) == []
    assert services.exchanges.get(by(DAN), exchange.exchange_id).joined_count == len(EVERYBODY)


@pytest.mark.parametrize("status", [S.COMPLETED, S.CANCELLED])
def test_of_what_is_over_the_organizers_stay(services: Services, status: S) -> None:
    over = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus):
        change(services, over, add=(DAN,))
    with pytest.raises(errors.WrongStatus):
        services.organizers.look(by(OLGA), over.exchange_id)

    assert organizers(services, over) == (OLGA,)


@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "outsider"])
def test_only_organizers_change_who_organizes(
    services: Services, database: Database, who: UserId
) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.NotOrganizer):
        change(services, exchange, who, add=(who,), remove=(OLGA,))
    with pytest.raises(errors.NotOrganizer):
        services.organizers.look(by(who), exchange.exchange_id)

    assert organizers(services, exchange) == (OLGA,)
    assert looking.owed(database, ORGANIZER) == []


def test_a_co_organizer_may_do_the_same(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    change(services, exchange, add=(DAN,))

    change(services, exchange, DAN, add=(ANA,), remove=(OLGA,))

    assert set(organizers(services, exchange)) == {DAN, ANA}
    assert looking.owed(database, RELIEVED) == [OLGA]
    assert services.organizers.look(by(ANA), exchange.exchange_id).organizer_ids


def test_the_last_organizer_cannot_go(services: Services, database: Database) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.OrganizersRefused) as refused:
        change(services, exchange, remove=(OLGA,))

    assert refused.value.problem == ListProblem.NOBODY
    assert organizers(services, exchange) == (OLGA,)
    assert looking.owed(database, RELIEVED) == []


def test_there_is_room_for_so_many(services: Services) -> None:
    exchange = an_exchange(services)
    crowd = tuple(UserId(f"U0CROWD{number:02}") for number in range(MAX_ORGANIZERS))
    change(services, exchange, add=crowd[1:])

    with pytest.raises(errors.OrganizersRefused) as refused:
        change(services, exchange, add=crowd[:1])
    change(services, exchange, add=crowd[:1], remove=(OLGA,))

    assert refused.value.problem == ListProblem.TOO_MANY
    assert set(organizers(services, exchange)) == {*crowd}


def test_who_cannot_take_part_cannot_organize(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    people = [person(ANA), person(BEN, is_guest=True), person(DAN, OTHER_TEAM)]

    with pytest.raises(errors.PeopleRefused) as refused:
        services.organizers.change(by(OLGA), exchange.exchange_id, people, [])

    assert refused.value.people == {BEN: RefusedAs.GUEST, DAN: RefusedAs.STRANGER}
    assert organizers(services, exchange) == (OLGA,)
    assert looking.owed(database, ORGANIZER) == []


def test_who_organizes_already_is_neither_asked_about_nor_told(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)
    change(services, exchange, add=(DAN,))
    before = looking.owed(database, ORGANIZER)

    again = services.organizers.change(
        by(OLGA), exchange.exchange_id, [person(DAN, is_deactivated=True)], [CLEO]
    )

    assert (again.added, again.removed) == ((), ())
    assert looking.owed(database, ORGANIZER) == before


def test_an_old_form_undoes_nobody_elses_change(services: Services) -> None:
    """Olga and Dan open the form at the same time: each submits what they have changed."""
    exchange = an_exchange(services)
    change(services, exchange, add=(DAN, CLEO))

    change(services, exchange, DAN, add=(ANA,))
    change(services, exchange, OLGA, add=(BEN,), remove=(CLEO,))

    assert set(organizers(services, exchange)) == {OLGA, DAN, ANA, BEN}


@pytest.fixture
def shared(services: Services) -> Exchange:
    """Olga and Dan organize it."""
    exchange = an_exchange(services)
    change(services, exchange, add=(DAN,))
    return exchange


def test_two_who_add_somebody_at_once_add_both(services: Services, shared: Exchange) -> None:
    raised = at_once(
        lambda: change(services, shared, OLGA, add=(ANA, CLEO)),
        lambda: change(services, shared, DAN, add=(CLEO, BEN)),
    )

    assert raised == [None, None]
    assert set(organizers(services, shared)) == {OLGA, DAN, ANA, BEN, CLEO}


@pytest.mark.parametrize("round", range(3))
def test_two_who_both_go_leave_one_behind(services: Services, shared: Exchange, round: int) -> None:
    raised = at_once(
        lambda: change(services, shared, OLGA, remove=(OLGA,)),
        lambda: change(services, shared, DAN, remove=(DAN,)),
    )

    assert {type(one) for one in raised} == {type(None), errors.OrganizersRefused}
    assert len(organizers(services, shared)) == 1


def test_two_who_put_each_other_out_leave_one_behind(services: Services, shared: Exchange) -> None:
    raised = at_once(
        lambda: change(services, shared, OLGA, remove=(DAN,)),
        lambda: change(services, shared, DAN, remove=(OLGA,)),
    )

    assert {type(one) for one in raised} == {type(None), errors.NotOrganizer}
    assert organizers(services, shared) in ((OLGA,), (DAN,))
