"""The payloads that Slack sends to a bot, in the shapes that were recorded from Slack."""

from __future__ import annotations

import re
from uuid import uuid4

from playground.errors import Json
from playground.forms import state_values
from playground.model import Conversation, Member, Message, View
from playground.posting import as_json
from playground.rendering import MENTION
from playground.views import view_json
from playground.workspace import APP_ID, Workspace

VERIFICATION_TOKEN = "playground-verification-token"  # noqa: S105 (everybody may know it)
REFERENCE = re.compile(r"(?<![\w@#])([@#])([\w.\-]+(?: [\w.\-]+)*)")


class Payloads:
    """Builds payloads for one workspace; urls in them start with `base_url`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.base_url = ""

    def command(self, member: Member, channel: Conversation, typed: str) -> Json:
        command, *rest = typed.split(maxsplit=1)
        team = self.workspace.teams[member.team_id]
        trigger = self.workspace.new_trigger(team.id, member.id)
        name = "privategroup" if channel.is_private and not channel.is_im else channel.name
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": name,
            "user_id": member.id,
            "user_name": member.name,
            "command": command,
            "text": escaped(self.workspace, team.id, "".join(rest).strip()),
            "api_app_id": APP_ID,
            "is_enterprise_install": False,
            "response_url": self._response_url("commands", member, channel.id),
            "trigger_id": trigger.id,
        }

    def shortcut(self, member: Member, callback_id: str) -> Json:
        """A global one: it comes from no conversation, so there is nowhere to answer."""
        return {
            **self._interaction("shortcut", member),
            "callback_id": callback_id,
            "trigger_id": self.workspace.new_trigger(member.team_id, member.id).id,
            "action_ts": self.workspace.new_ts(),
        }

    def message_action(self, member: Member, message: Message, action: Json) -> Json:
        channel = self.workspace.conversations[message.channel_id]
        shown = {"message": as_json(self.workspace, message, metadata=True)}
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        return {
            **self._interaction("block_actions", member),
            "container": container,
            "trigger_id": self.workspace.new_trigger(member.team_id, member.id).id,
            "channel": {"id": channel.id, "name": channel.name},
            **({} if message.ephemeral_to else shown),
            "state": {"values": state_values(message.blocks or [], message.typed)},
            "response_url": self._response_url("actions", member, channel.id, message.ts),
            "actions": [self._action(action)],
        }

    def view_action(self, member: Member, view: View, action: Json) -> Json:
        modal = view.body["type"] == "modal"
        trigger = self.workspace.new_trigger(member.team_id, member.id, from_modal=modal)
        return {
            **self._interaction("block_actions", member),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": trigger.id,
            "view": view_json(self.workspace, view),
            "actions": [self._action(action)],
        }

    def view_submission(self, member: Member, view: View) -> Json:
        trigger = self.workspace.new_trigger(member.team_id, member.id, from_modal=True)
        return {
            **self._interaction("view_submission", member),
            "trigger_id": trigger.id,
            "view": view_json(self.workspace, view),
            "response_urls": [],
        }

    def view_closed(self, member: Member, view: View, *, is_cleared: bool) -> Json:
        return {
            **self._interaction("view_closed", member),
            "view": view_json(self.workspace, view),
            "is_cleared": is_cleared,
        }

    def app_home_opened(self, member: Member) -> Json:
        team = self.workspace.teams[member.team_id]
        view = self.workspace.homes.get((team.id, member.id))
        event: Json = {
            "type": "app_home_opened",
            "user": member.id,
            "channel": self.workspace.dm_with(team, member.id).id,
            "tab": "home",
            "event_ts": self.workspace.new_ts(),
        }
        if view:
            event["view"] = view_json(self.workspace, view)
        return self.event(member.team_id, event)

    def event(self, team_id: str, event: Json) -> Json:
        """Any event in the envelope of the Events API."""
        bot = self.workspace.teams[team_id].bot_user_id
        authorization = {"enterprise_id": None, "team_id": team_id, "user_id": bot}
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": team_id,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": self.workspace.new_id("Ev"),
            "event_time": int(self.workspace.clock.now()),
            "authorizations": [{**authorization, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
        }

    def _interaction(self, kind: str, member: Member) -> Json:
        team = self.workspace.teams[member.team_id]
        user = {"id": member.id, "username": member.name, "name": member.name}
        return {
            "type": kind,
            "team": {"id": team.id, "domain": team.domain},
            "user": {**user, "team_id": member.payload_team_id},
            "api_app_id": APP_ID,
            "token": VERIFICATION_TOKEN,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _action(self, action: Json) -> Json:
        return {**action, "action_ts": self.workspace.new_ts()}

    def _response_url(
        self, kind: str, member: Member, channel_id: str, message_ts: str | None = None
    ) -> str:
        url = self.workspace.new_response_url(member.team_id, channel_id, member.id, message_ts)
        number = uuid4().int % 10**12
        return f"{self.base_url}/hooks/{kind}/{member.team_id}/{number}/{url.token}"


def escaped(workspace: Workspace, team_id: str, text: str) -> str:
    """What was typed as `should_escape` sends it: entities, `<@U…|ana>`, `<#C…|general>`."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return REFERENCE.sub(lambda match: _reference(workspace, team_id, match), text)


def written(workspace: Workspace, team_id: str, text: str) -> str:
    """What was typed as it stands in a stored message: there people are only ids."""
    return MENTION.sub(r"<@\1>", escaped(workspace, team_id, text))


def _reference(workspace: Workspace, team_id: str, match: re.Match[str]) -> str:
    """The longest beginning of the words after `@` or `#` that is somebody or a channel."""
    words = match[2].split(" ")
    for count in range(len(words), 0, -1):
        candidate = " ".join(words[:count])
        stripped = candidate.rstrip(".-")
        found = _lookup(workspace, team_id, match[1], stripped)
        if found:
            rest = candidate[len(stripped) :] + "".join(f" {word}" for word in words[count:])
            return found + rest
    return match[0]


def _lookup(workspace: Workspace, team_id: str, sign: str, name: str) -> str:
    if sign == "#":
        channels = (c for c in workspace.conversations.values() if c.team_id == team_id)
        return next((f"<#{c.id}|{c.name}>" for c in channels if c.name == name), "")
    members = [one for one in workspace.members.values() if one.team_id == team_id]
    wanted = name.lower()
    by_username = [one for one in members if one.name == wanted]
    by_real_name = [one for one in members if one.real_name.lower() == wanted]
    found = by_username or by_real_name
    return f"<@{found[0].id}|{found[0].name}>" if found else ""
