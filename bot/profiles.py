"""Who somebody is, as Slack tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.domain import rules
from core.domain.types import Caller, Person, TeamId, UserId


@dataclass(frozen=True)
class Profile:
    """`time_zone` is an IANA name, UTC when Slack tells none. `name` is how people see them, empty
    when Slack tells none; `names` is all that they go by. `is_told`: this is what Slack says, and
    not only the request."""

    person: Person
    time_zone: str
    name: str = ""
    is_told: bool = True
    names: tuple[str, ...] = field(default=(), compare=False)


def as_sent(caller: Caller, body: dict[str, Any]) -> Profile:
    """What the request itself says."""
    user = body.get("user") or {}
    home = user.get("team_id") or caller.team_id
    person = Person(caller.user_id, TeamId(home))
    return Profile(person, "UTC", is_told=False, names=_names(user))


def profile(user: dict[str, Any], team_id: TeamId) -> Profile:
    """Of what `users.info` says, as somebody of this workspace."""
    zone = user.get("tz")
    return Profile(
        person_of(user, team_id),
        zone if zone in rules.time_zones() else "UTC",
        name=_name(user),
        names=_names(user) + _names(user.get("profile") or {}),
    )


def _name(user: dict[str, Any]) -> str:
    shown = user.get("profile") or {}
    return str(shown.get("display_name") or shown.get("real_name") or user.get("name") or "")


def _names(told: dict[str, Any]) -> tuple[str, ...]:
    """Of a user, or of the profile in it."""
    keys = ("name", "username", "real_name", "display_name", "first_name", "last_name")
    return tuple(str(told[key]) for key in keys if told.get(key))


def person_of(user: dict[str, Any], team_id: TeamId) -> Person:
    # In an Enterprise organization a person belongs to several workspaces.
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id")]
    home = team_id if team_id in teams else TeamId(str(user.get("team_id")))
    return Person(
        user_id=UserId(user["id"]),
        team_id=home,
        is_bot=bool(user.get("is_bot")),
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        time_zone=zone if (zone := user.get("tz")) in rules.time_zones() else "",
    )
