"""Who may create exchanges in a workspace: set by its admins, and asked at each creation."""

from __future__ import annotations

import threading

import pytest

from core.db import models
from core.db.repository import workspaces
from core.db.session import Database
from core.domain import errors
from core.domain.errors import ListProblem
from core.domain.rules import MAX_CREATORS
from core.domain.snapshots import Creators
from core.domain.types import Caller, Person, UserId, WhoCreates
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    OTHER_TEAM,
    TEAM,
    a_plan,
    an_exchange,
    by,
    person,
)
from tests.integration import looking

W = WhoCreates
ADMIN = person(OLGA, is_admin=True)
MEMBER, NAMED = person(ANA), person(BEN)


def let(services: Services, who: WhoCreates | None, *named: UserId, **more: object) -> Creators:
    return services.workspaces.set_creators(by(OLGA), ADMIN, who, add=named, **more)  # type: ignore[arg-type]


def create(services: Services, who: Person, caller: Caller | None = None) -> None:
    services.exchanges.create(caller or by(who.user_id), who, a_plan())


def creators(services: Services) -> Creators:
    return services.workspaces.creators(by(OLGA), ADMIN)


def test_before_anything_is_set_everyone_may_create(services: Services) -> None:
    assert creators(services) == Creators(W.EVERYONE)

    services.workspaces.check_may_create(by(ANA), MEMBER)
    create(services, MEMBER)

    assert creators(services) == Creators(W.EVERYONE)


SETTINGS = {
    "everyone": (W.EVERYONE, {"admin", "named", "member"}),
    "admins": (W.ADMINS, {"admin"}),
    "named": (W.NAMED, {"admin", "named"}),
}
ROLES = {"admin": ADMIN, "named": NAMED, "member": MEMBER}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("who", "may"), SETTINGS.values(), ids=SETTINGS.keys())
def test_a_workspace_lets_those_create_whom_it_says(
    services: Services, database: Database, who: WhoCreates, may: set[str], role: str
) -> None:
    let(services, who, BEN)

    if role in may:
        services.workspaces.check_may_create(by(ROLES[role].user_id), ROLES[role])
        create(services, ROLES[role])
        assert looking.count(database, models.Exchange) == 1
        return
    with pytest.raises(errors.NotCreator) as asked:
        services.workspaces.check_may_create(by(ANA), ROLES[role])
    with pytest.raises(errors.NotCreator) as refused:
        create(services, ROLES[role])
    for error in (asked.value, refused.value):
        assert (error.who, error.named) == (who, (BEN,) if who == W.NAMED else ())
    assert looking.count(database, models.Exchange) == 0
    assert looking.count(database, models.Delivery) == 0


def test_a_refused_form_may_come_again_when_the_setting_has_changed(services: Services) -> None:
    let(services, W.ADMINS)
    caller = by(ANA)
    with pytest.raises(errors.NotCreator):
        create(services, MEMBER, caller)

    let(services, W.EVERYONE)
    create(services, MEMBER, caller)


def test_what_has_been_created_stays_its_creators(services: Services) -> None:
    plan = a_plan()
    made = services.exchanges.create(by(ANA), MEMBER, plan)
    let(services, W.ADMINS)

    again = services.exchanges.create(by(ANA), MEMBER, plan)  # the same form, sent once more

    assert again.exchange_id == made.exchange_id
    assert services.exchanges.cancel(by(ANA), made.exchange_id)


def test_joining_asks_for_no_permission(services: Services) -> None:
    let(services, W.ADMINS)
    made = services.exchanges.create(by(OLGA), ADMIN, a_plan())

    assert services.participation.join(by(ANA), made.exchange_id, MEMBER).is_new


def test_whoever_may_not_create_may_be_handed_an_exchange(services: Services) -> None:
    let(services, W.ADMINS)
    made = services.exchanges.create(by(OLGA), ADMIN, a_plan(organizer_takes_part=False))

    services.organizers.change(by(OLGA), made.exchange_id, [MEMBER], [OLGA])

    assert services.exchanges.get(by(ANA), made.exchange_id).organizer_ids == (ANA,)


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        (MEMBER, errors.NotAdmin),
        (person(ANA, OTHER_TEAM, is_admin=True), errors.PersonRefused),
        (person(ANA, is_deactivated=True, is_admin=True), errors.PersonRefused),
        (person(ANA, is_guest=True), errors.PersonRefused),
    ],
    ids=["member", "admin of another workspace", "deactivated", "guest"],
)
def test_only_an_admin_sees_and_sets_it(
    services: Services, who: Person, refused: type[errors.SantaError]
) -> None:
    an_exchange(services, people=(ANA,))  # who organizes it is no admin for that
    with pytest.raises(refused):
        services.workspaces.creators(by(ANA), who)
    with pytest.raises(refused):
        services.workspaces.set_creators(by(ANA), who, W.NAMED, add=[ANA])

    assert creators(services) == Creators(W.EVERYONE)


def test_one_workspace_says_nothing_about_another(services: Services) -> None:
    let(services, W.ADMINS)

    services.exchanges.create(by(ANA, OTHER_TEAM), person(ANA, OTHER_TEAM), a_plan())

    there = person(OLGA, OTHER_TEAM, is_admin=True)
    assert services.workspaces.creators(by(OLGA, OTHER_TEAM), there) == Creators(W.EVERYONE)


def test_who_is_named_is_kept_while_it_does_not_count(services: Services) -> None:
    let(services, W.NAMED, BEN, CLEO)
    let(services, W.ADMINS)

    assert creators(services) == Creators(W.ADMINS, (BEN, CLEO))
    assert let(services, W.NAMED) == Creators(W.NAMED, (BEN, CLEO))


def test_somebody_has_to_be_named(services: Services) -> None:
    with pytest.raises(errors.CreatorsRefused) as refused:
        let(services, W.NAMED)
    let(services, W.NAMED, BEN)
    with pytest.raises(errors.CreatorsRefused):
        let(services, None, remove=[BEN])

    assert refused.value.problem == ListProblem.NOBODY
    assert creators(services) == Creators(W.NAMED, (BEN,))


def test_there_is_room_for_so_many_names(services: Services) -> None:
    crowd = [UserId(f"U0CROWD{number:03}") for number in range(MAX_CREATORS)]
    let(services, W.NAMED, *crowd)

    with pytest.raises(errors.CreatorsRefused) as refused:
        let(services, None, BEN)

    assert refused.value.problem == ListProblem.TOO_MANY
    assert creators(services).named == tuple(crowd)


def test_an_old_form_undoes_nothing_of_another_admin(services: Services) -> None:
    let(services, W.NAMED, BEN)

    let(services, W.ADMINS, CLEO)  # one admin
    let(services, None, DAN, remove=[BEN])  # another, whose form still showed NAMED and Ben alone

    assert creators(services) == Creators(W.ADMINS, (CLEO, DAN))


def test_two_who_name_people_at_once_name_them_all(services: Services, database: Database) -> None:
    let(services, W.EVERYONE)
    threads = [
        threading.Thread(target=let, args=(services, W.NAMED, *people))
        for people in ((BEN, CLEO), (CLEO, DAN))
    ]

    with database.write() as session:
        workspaces.lock_creators(session, TEAM)
        for thread in threads:
            thread.start()
        if not database.is_sqlite:  # where one writes at a time anyway
            looking.wait_for_a_lock(database, waiting=2)
    for thread in threads:
        thread.join()

    assert creators(services) == Creators(W.NAMED, (BEN, CLEO, DAN))
