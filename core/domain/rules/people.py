"""Who somebody is: whom an exchange takes, and who may look after it or start one."""

from __future__ import annotations

from collections.abc import Collection

from core.domain import errors
from core.domain.errors import ListProblem, RefusedAs
from core.domain.snapshots import Creators, Exchange
from core.domain.types import ExchangeStatus, Person, TeamId, UserId, WhoCreates

MAX_ORGANIZERS = 20
#: So many people can be named who may create exchanges in a workspace.
MAX_CREATORS = 100


def check_organizer(exchange: Exchange, user_id: UserId) -> None:
    if user_id not in exchange.organizer_ids:
        raise errors.NotOrganizer


def check_may_take_part(person: Person, team_id: TeamId) -> None:
    """Bots, deactivated people, guests and people of other workspaces cannot take part."""
    if person.is_bot or person.user_id == "USLACKBOT":  # Slack's own bot says it is none
        raise errors.PersonRefused(RefusedAs.BOT)
    if person.is_deactivated:
        raise errors.PersonRefused(RefusedAs.DEACTIVATED)
    if person.team_id != team_id:
        raise errors.PersonRefused(RefusedAs.STRANGER)
    if person.is_guest:
        raise errors.PersonRefused(RefusedAs.GUEST)


def check_all_may_take_part(people: Collection[Person], team_id: TeamId) -> None:
    """Raises `PeopleRefused` with everybody who may not."""
    refused: dict[UserId, RefusedAs] = {}
    for person in people:
        try:
            check_may_take_part(person, team_id)
        except errors.PersonRefused as why:
            refused[person.user_id] = why.reason
    if refused:
        raise errors.PeopleRefused(refused)


def check_may_create(creators: Creators, person: Person) -> None:
    """Whether the workspace lets this person create exchanges, apart from all that the person and
    the plan have to be."""
    is_named = creators.who == WhoCreates.NAMED and person.user_id in creators.named
    if creators.who != WhoCreates.EVERYONE and not (person.is_admin or is_named):
        named = creators.named if creators.who == WhoCreates.NAMED else ()
        raise errors.NotCreator(creators.who, named)


def check_admin(person: Person, team_id: TeamId) -> None:
    """Whether this person may set what holds for a whole workspace."""
    check_may_take_part(person, team_id)
    if not person.is_admin:
        raise errors.NotAdmin


def check_creators(creators: Creators) -> None:
    if creators.who == WhoCreates.NAMED and not creators.named:
        raise errors.CreatorsRefused(ListProblem.NOBODY)
    if len(creators.named) > MAX_CREATORS:
        raise errors.CreatorsRefused(ListProblem.TOO_MANY)


def check_can_change_organizers(exchange: Exchange, user_id: UserId) -> None:
    """Also after the draw: whoever looks after an exchange may fall ill."""
    check_organizer(exchange, user_id)
    if exchange.status not in (ExchangeStatus.OPEN, ExchangeStatus.STALLED, ExchangeStatus.DRAWN):
        raise errors.WrongStatus(exchange.status)


def check_organizers(organizer_ids: Collection[UserId]) -> None:
    """Whether these can organize one exchange together. It is never without an organizer."""
    if not organizer_ids:
        raise errors.OrganizersRefused(ListProblem.NOBODY)
    if len(organizer_ids) > MAX_ORGANIZERS:
        raise errors.OrganizersRefused(ListProblem.TOO_MANY)
