"""users.* and user groups: who is there."""

from __future__ import annotations

from playground.errors import Json, SlackError
from playground.model import Member
from playground.webapi.arguments import Call, Method, page


def info(call: Call) -> Json:
    user_id = call.text("user")
    if user_id == "USLACKBOT":
        return {"user": user_json(call, _slackbot(call))}
    return {"user": user_json(call, call.workspace.visible_member(call.team, user_id))}


def lookup_by_email(call: Call) -> Json:
    """Whoever is deactivated is not found."""
    email = call.text("email").lower()
    for member in call.workspace.members.values():
        is_here = member.team_id == call.team.id and not member.deleted
        if is_here and member.email and member.email == email:
            return {"user": user_json(call, member)}
    raise SlackError("users_not_found")


def list_(call: Call) -> Json:
    """Everybody who ever was there, the deactivated ones and bots as well, and Slackbot."""
    members = [one for one in call.workspace.members.values() if one.team_id == call.team.id]
    shown, metadata = page(call, [_slackbot(call), *members])
    users = [user_json(call, one) for one in shown]
    body = {"members": users, "cache_ts": int(call.workspace.clock.now())}
    return {**body, "response_metadata": metadata}


def usergroups(call: Call) -> Json:
    """Without the groups that are disabled, unless they are asked for: there are none here."""
    ids = call.workspace.usergroups
    return {"usergroups": [_usergroup_json(call, group_id) for group_id in ids]}


def _usergroup_json(call: Call, group_id: str) -> Json:
    name = call.workspace.names[group_id]
    return {
        "id": group_id,
        "team_id": call.team.id,
        "is_usergroup": True,
        "name": name,
        "description": "",
        "handle": name.lower().replace(" ", "-"),
        "is_external": False,
        "date_delete": 0,
        "user_count": len(call.workspace.usergroups[group_id]),
    }


def usergroup_users(call: Call) -> Json:
    users = call.workspace.usergroups.get(call.text("usergroup"))
    if users is None:
        raise SlackError("no_such_subteam")
    return {"users": users}


def user_json(call: Call, member: Member) -> Json:
    """A user object; a deactivated person has no flags for guests and no time zone."""
    profile = {
        **({"email": member.email} if "users:read.email" in call.team.scopes else {}),
        "real_name": member.real_name,
        "real_name_normalized": member.real_name,
        "display_name": member.real_name,
        "display_name_normalized": member.real_name,
        "team": member.payload_team_id,
    }
    shown: Json = {
        "id": member.id,
        "team_id": member.payload_team_id,
        "name": member.name,
        "deleted": member.deleted,
        "profile": profile,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": int(call.workspace.clock.now()),
    }
    if member.is_stranger:
        shown["is_stranger"] = True
    return shown if member.deleted else {**shown, **_active(call, member)}


def _slackbot(call: Call) -> Member:
    """Slack's own bot, which does not say that it is one."""
    return Member("USLACKBOT", call.team.id, "slackbot", "Slackbot")


def _active(call: Call, member: Member) -> Json:
    return {
        "real_name": member.real_name,
        "tz": member.tz,
        "tz_label": member.tz,
        "tz_offset": member.tz_offset(call.workspace.clock.now()),
        "is_admin": member.admin is not None,
        "is_owner": member.admin in ("owner", "primary_owner"),
        "is_primary_owner": member.admin == "primary_owner",
        "is_restricted": member.guest is not None,
        "is_ultra_restricted": member.guest == "single",
        "is_email_confirmed": True,
    }


METHODS: dict[str, Method] = {
    "users.info": info,
    "users.list": list_,
    "users.lookupByEmail": lookup_by_email,
    "usergroups.list": usergroups,
    "usergroups.users.list": usergroup_users,
}
