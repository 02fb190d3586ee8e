"""Who may take part, create, organize, and say what holds for a workspace."""

from __future__ import annotations

import pytest

from core.domain import errors, rules
from core.domain.errors import ListProblem, RefusedAs
from core.domain.snapshots import Creators
from core.domain.types import Person, UserId, WhoCreates
from tests.builders import ANA, BEN, DAN, TEAM, person
from tests.unit.rules.checking import refusal

NOT_TAKEN = {
    "bot": (person(ANA, is_bot=True), RefusedAs.BOT),
    "slackbot": (person("USLACKBOT"), RefusedAs.BOT),
    "deactivated": (person(ANA, is_deactivated=True), RefusedAs.DEACTIVATED),
    "stranger": (person(ANA, "T0ELSEWHERE"), RefusedAs.STRANGER),
    "guest": (person(ANA, is_guest=True), RefusedAs.GUEST),
    "foreign_guest": (person(ANA, "T0ELSEWHERE", is_guest=True), RefusedAs.STRANGER),
    "deactivated_bot": (person(ANA, is_bot=True, is_deactivated=True), RefusedAs.BOT),
}


@pytest.mark.parametrize(("who", "reason"), NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
def test_who_cannot_take_part(who: Person, reason: RefusedAs) -> None:
    with pytest.raises(errors.PersonRefused) as refused:
        rules.check_may_take_part(who, TEAM)

    assert refused.value.reason == reason


def test_a_member_may_take_part() -> None:
    rules.check_may_take_part(person(ANA), TEAM)


def test_everybody_who_cannot_take_part_is_named_at_once() -> None:
    people = [person(ANA), person(BEN, is_bot=True), person(DAN, "T0ELSEWHERE")]

    with pytest.raises(errors.PeopleRefused) as refused:
        rules.check_all_may_take_part(people, TEAM)

    assert refused.value.people == {BEN: RefusedAs.BOT, DAN: RefusedAs.STRANGER}
    rules.check_all_may_take_part(people[:1], TEAM)


CREATORS = {
    "everyone": (WhoCreates.EVERYONE, {"member", "named", "admin"}),
    "admins": (WhoCreates.ADMINS, {"admin"}),
    "named": (WhoCreates.NAMED, {"named", "admin"}),
}
MEMBERS = {
    "member": person(ANA),
    "named": person(BEN),
    "admin": person(DAN, is_admin=True),
}


@pytest.mark.parametrize("who", MEMBERS)
@pytest.mark.parametrize(("setting", "may"), CREATORS.values(), ids=CREATORS.keys())
def test_a_workspace_says_who_may_create(setting: WhoCreates, may: set[str], who: str) -> None:
    creators = Creators(setting, (BEN,))

    assert rules.allowed(rules.check_may_create, creators, MEMBERS[who]) is (who in may)


def test_whom_to_ask_is_told_only_where_people_are_named() -> None:
    with pytest.raises(errors.NotCreator) as of_named:
        rules.check_may_create(Creators(WhoCreates.NAMED, (BEN,)), person(ANA))
    with pytest.raises(errors.NotCreator) as of_admins:
        rules.check_may_create(Creators(WhoCreates.ADMINS, (BEN,)), person(ANA))

    assert (of_named.value.named, of_admins.value.named) == ((BEN,), ())


NO_ADMINS = {
    "member": (person(ANA), errors.NotAdmin),
    "bot": (person(ANA, is_bot=True, is_admin=True), errors.PersonRefused),
    "deactivated": (person(ANA, is_deactivated=True, is_admin=True), errors.PersonRefused),
    "admin_of_another": (person(ANA, "T0ELSEWHERE", is_admin=True), errors.PersonRefused),
}


@pytest.mark.parametrize(("who", "refused"), NO_ADMINS.values(), ids=NO_ADMINS.keys())
def test_only_an_admin_of_this_workspace_sets_what_holds_for_it(
    who: Person, refused: type[errors.SantaError]
) -> None:
    assert refusal(lambda: rules.check_admin(who, TEAM)) is refused
    rules.check_admin(person(ANA, is_admin=True), TEAM)


def crowd(count: int) -> tuple[UserId, ...]:
    return tuple(UserId(f"U{number}") for number in range(count))


@pytest.mark.parametrize(
    ("count", "problem"),
    [(0, ListProblem.NOBODY), (rules.MAX_ORGANIZERS + 1, ListProblem.TOO_MANY)],
)
def test_an_exchange_has_organizers_but_not_too_many(count: int, problem: ListProblem) -> None:
    with pytest.raises(errors.OrganizersRefused) as refused:
        rules.check_organizers(crowd(count))

    assert refused.value.problem == problem
    for fits in (1, rules.MAX_ORGANIZERS):
        rules.check_organizers(crowd(fits))


@pytest.mark.parametrize(
    ("count", "problem"),
    [(0, ListProblem.NOBODY), (rules.MAX_CREATORS + 1, ListProblem.TOO_MANY)],
)
def test_somebody_is_named_but_not_too_many(count: int, problem: ListProblem) -> None:
    with pytest.raises(errors.CreatorsRefused) as refused:
        rules.check_creators(Creators(WhoCreates.NAMED, crowd(count)))

    assert refused.value.problem == problem
    rules.check_creators(Creators(WhoCreates.NAMED, crowd(rules.MAX_CREATORS)))
    rules.check_creators(Creators(WhoCreates.ADMINS, ()))
