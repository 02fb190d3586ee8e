"""Who is meant when an organizer chooses people, a channel or a user group, and who they are.

A channel of thousands takes minutes: Slack hands out a thousand people at a time, twenty times a
minute. So it is read in a thread of its own, without any transaction; whoever asked waits for a
moment, and is told later if it takes longer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errands import Errand
from bot.patience import PatientReader, patient
from bot.profiles import person_of
from core.domain.types import (
    Caller,
    ExclusionKind,
    NewExclusion,
    Origin,
    OriginKind,
    Person,
    TeamId,
    UserId,
)

#: Above this many, it is quicker to read who everybody is than to ask about each.
FEW = 20
NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "no_such_subteam", "missing_scope"})
NOBODY = frozenset({"user_not_found", "user_not_visible"})


@dataclass(frozen=True)
class Chosen:
    """What stands in the form: any of the three may be empty."""

    people: tuple[str, ...] = ()
    channel_id: str = ""
    group_id: str = ""


class OutOfReach(Exception):
    """The channel, or else the user group, cannot be read by Kringle, or not for this person."""

    def __init__(self, *, is_channel: bool) -> None:
        super().__init__("channel" if is_channel else "user group")
        self.is_channel = is_channel


class Gathering(Errand[list[Person]]):
    """Begins to read at once; see `Errand`. Raises `OutOfReach`, and what slack_sdk does."""

    def __init__(self, client: WebClient, caller: Caller, chosen: Chosen, bot_id: str) -> None:
        super().__init__("gathering", lambda: gather(patient(client), caller, chosen, bot_id))


def gather(client: WebClient, caller: Caller, chosen: Chosen, bot_id: str) -> list[Person]:
    """Everybody who is meant, each once, but for Kringle itself, which is in many channels. Raises
    `OutOfReach` and what slack_sdk does."""
    slack = PatientReader(client)
    found = dict.fromkeys(chosen.people)
    if chosen.channel_id:
        found |= dict.fromkeys(_members(slack, caller, chosen.channel_id))
    if chosen.group_id:
        found |= dict.fromkeys(_group(slack, chosen.group_id))
    found.pop(bot_id, None)
    if len(found) <= FEW:
        return [_asked(slack, user_id, caller.team_id) for user_id in found]
    return _looked_up(slack, found.keys(), caller.team_id)


def members_apart(
    client: WebClient,
    caller: Caller,
    channel_ids: Sequence[str],
    group_ids: Sequence[str],
    bot_id: str,
) -> list[NewExclusion]:
    """The members of each are a group of their own. Who they are besides does not matter: who takes
    no part is kept apart from nobody. Raises what `gather` does."""
    slack = PatientReader(client)
    names = dict(groups_of(client)) if group_ids else {}
    groups = [
        (Origin(OriginKind.USERGROUP, one, names.get(one, one)), _group(slack, one))
        for one in dict.fromkeys(group_ids)
    ]
    groups += [
        (Origin(OriginKind.CHANNEL, one), _members(slack, caller, one))
        for one in dict.fromkeys(channel_ids)
    ]
    return [
        NewExclusion(
            ExclusionKind.GROUP, tuple(UserId(one) for one in members if one != bot_id), origin
        )
        for origin, members in groups
    ]


def groups_of(client: WebClient) -> list[tuple[str, str]]:
    """The user groups of the workspace, id and name; none where Slack does not tell."""
    try:
        groups = client.usergroups_list()["usergroups"]
    except (SlackApiError, OSError, HTTPException):
        return []
    return [(one["id"], one["name"]) for one in groups if not one.get("date_delete")]


def _members(slack: PatientReader, caller: Caller, channel_id: str) -> list[str]:
    """Of a private channel only for those who are in it: who else is, is nobody else's business."""
    try:
        channel = slack.ask(slack.client.conversations_info, channel=channel_id)["channel"]
        if channel.get("is_im") or channel.get("is_mpim"):
            raise OutOfReach(is_channel=True)
        pages = slack.pages(slack.client.conversations_members, channel=channel_id)
        members = [str(one) for page in pages for one in page]
    except SlackApiError as error:
        if error.response.get("error") in NOT_THERE:
            raise OutOfReach(is_channel=True) from error
        raise
    if channel.get("is_private") and caller.user_id not in members:
        raise OutOfReach(is_channel=True)
    return members


def _group(slack: PatientReader, group_id: str) -> list[str]:
    try:
        users = slack.ask(slack.client.usergroups_users_list, usergroup=group_id)["users"]
        return [str(one) for one in users]
    except SlackApiError as error:
        if error.response.get("error") in NOT_THERE:
            raise OutOfReach(is_channel=False) from error
        raise


def _asked(slack: PatientReader, user_id: str, team_id: TeamId) -> Person:
    try:
        return person_of(slack.ask(slack.client.users_info, user=user_id)["user"], team_id)
    except SlackApiError as error:
        if error.response.get("error") in NOBODY:
            return person_of({"id": user_id}, team_id)
        raise


def _looked_up(slack: PatientReader, user_ids: Collection[str], team_id: TeamId) -> list[Person]:
    """Whom the list of the workspace does not name belongs to another."""
    found: dict[str, Person] = {}
    for page in slack.pages(slack.client.users_list):
        named = (user for user in page if user["id"] in user_ids)
        found |= {user["id"]: person_of(user, team_id) for user in named}
        if len(found) == len(user_ids):
            break
    return [found.get(one) or person_of({"id": one}, team_id) for one in user_ids]
