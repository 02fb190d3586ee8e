"""What Slack knows of somebody."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from zoneinfo import available_timezones

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from core.domain.types import Caller, Person, TeamId, UserId

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Profile:
    """`time_zone` is an IANA name, UTC when Slack tells none."""

    person: Person
    time_zone: str


def profile_of(client: WebClient, caller: Caller, body: dict[str, Any]) -> Profile:
    """Whoever sent this request.

    When Slack cannot tell (down, 429), the request itself has to do: it is signed, names the
    person's workspace, and neither a bot nor a deactivated account presses buttons. A join is not
    lost for that.
    """
    try:
        user = client.users_info(user=caller.user_id)["user"]
    except (SlackApiError, OSError, HTTPException) as error:
        logger.warning("Slack did not say who somebody is: %s", type(error).__name__)
        home = (body.get("user") or {}).get("team_id") or caller.team_id
        return Profile(Person(caller.user_id, TeamId(home)), "UTC")
    return Profile(_person(user, caller.team_id), _time_zone(user))


def _person(user: dict[str, Any], team_id: TeamId) -> Person:
    # In an Enterprise organization a person belongs to several workspaces.
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id")]
    home = team_id if team_id in teams else TeamId(str(user.get("team_id")))
    return Person(
        user_id=UserId(user["id"]),
        team_id=home,
        is_bot=bool(user.get("is_bot")),
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
    )


def _time_zone(user: dict[str, Any]) -> str:
    zone = user.get("tz")
    return zone if zone in available_timezones() else "UTC"
