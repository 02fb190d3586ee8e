"""Setting the scene and looking at it: the controls for who is there and what they see."""

from __future__ import annotations

from typing import Any

from playground.clock import PlaygroundClock
from playground.errors import Json
from playground.model import Conversation, Member, Message, View
from playground.posting import as_json, post
from playground.views import view_json
from playground.workspace import Workspace


class Scene:
    """Who and what is there: teams, people, channels, and what each person sees."""

    def __init__(self, workspace: Workspace, clock: PlaygroundClock) -> None:
        self.workspace = workspace
        self.clock = clock

    def add_team(self, team_id: str, name: str) -> Json:
        team = self.workspace.add_team(team_id, name)
        return {"id": team.id, "name": team.name, "bot_token": team.bot_token} | {
            "bot_user_id": team.bot_user_id
        }

    def add_person(self, team_id: str, name: str, username: str | None, **traits: Any) -> Json:
        username = username or self.workspace.free_username(team_id, name)
        member = Member(self.workspace.new_id("U"), team_id, username, name, **traits)
        self.workspace.add_member(member)
        self.workspace.changes.note(None, "people")
        return {"id": member.id, "username": member.name}

    def add_people(self, team_id: str, names: list[str], tz: str) -> list[Json]:
        """Many at once; their user names are their ids."""
        added = []
        for name in names:
            user_id = self.workspace.new_id("U")
            self.workspace.add_member(Member(user_id, team_id, user_id.lower(), name, tz))
            added.append({"id": user_id, "username": user_id.lower()})
        self.workspace.changes.note(None, "people")
        return added

    def make_admin(self, user: str, admin: str | None) -> None:
        self.workspace.members[user].admin = admin

    def deactivate(self, user: str) -> None:
        self.workspace.set_active(user, False)

    def reactivate(self, user: str) -> None:
        self.workspace.set_active(user, True)

    def add_channel(
        self, team_id: str, name: str, members: list[str], private: bool, bot_is_member: bool
    ) -> Json:
        bot = self.workspace.teams[team_id].bot_user_id
        creator, created = (members or [bot])[0], int(self.clock.now())
        channel = Conversation(self.workspace.new_id("C"), team_id, name, created, creator, private)
        strangers = (self.workspace.members[one].is_stranger for one in members)
        channel.is_ext_shared = any(strangers)
        channel.members = dict.fromkeys([*members, bot] if bot_is_member else members)
        self.workspace.add_conversation(channel)
        self.workspace.changes.note(None, "places")
        return {"id": channel.id}

    def change_members(self, channel: str, add: list[str], remove: list[str]) -> None:
        members = self.workspace.conversations[channel].members
        for one in remove:
            members.pop(one, None)
        members.update(dict.fromkeys(add))
        self.workspace.changes.note(None, "places")

    def archive(self, channel: str, archived: bool) -> None:
        conversation = self.workspace.conversations[channel]
        conversation.is_archived = archived
        if archived and not conversation.is_private:
            conversation.members.clear()
        self.workspace.changes.note(None, "places")

    def add_messages(self, channel: str, said: list[tuple[str, str]]) -> None:
        """Many at once, each by its author: nothing is sent to the bot."""
        conversation = self.workspace.conversations[channel]
        for user, text in said:
            message = Message(self.workspace.new_ts(), channel, user, text)
            post(self.workspace, conversation, message)

    def usergroup(self, name: str, users: list[str]) -> Json:
        group_id = self.workspace.new_id("S")
        self.workspace.usergroups[group_id] = users
        self.workspace.names[group_id] = name
        return {"id": group_id}

    def set_scopes(self, team_id: str, scopes: list[str]) -> None:
        self.workspace.teams[team_id].scopes = frozenset(scopes)

    def set_token_error(self, team_id: str, error: str | None) -> None:
        self.workspace.teams[team_id].token_error = error

    def set_messages_tab(self, team_id: str, enabled: bool) -> None:
        self.workspace.teams[team_id].messages_tab = enabled

    def names(self, known: int) -> Json:
        """The names for all ids; nothing when the caller knows that many, for none ever changes."""
        names = self.workspace.names
        return {"names": None if len(names) == known else dict(names), "now": self.clock.now()}

    def dm(self, user: str) -> Json:
        team = self.workspace.teams[self.workspace.members[user].team_id]
        return {"id": self.workspace.dm_with(team, user).id}

    def messages(self, user: str, channel: str) -> list[Json]:
        """What this person sees there, in order."""
        conversation = self.workspace.conversations[channel]
        shown = (None, user) if user in conversation.members else (user,)
        messages = conversation.messages.values()
        return [self._message(one) for one in messages if one.ephemeral_to in shown]

    def _message(self, message: Message) -> Json:
        shown = as_json(self.workspace, message, metadata=True)
        typed = [[*place, state] for place, state in message.typed.items()]
        extra = {"channel": message.channel_id, "ephemeral": message.ephemeral_to is not None}
        return {"raw": shown, "typed": typed, **extra}

    def screen(self, user: str) -> Json:
        """The person's modals, the bottom one first, and their home tab."""
        member = self.workspace.members[user]
        stack = self.workspace.stacks.get(user, [])
        home = self.workspace.homes.get((member.team_id, user))
        return {
            "stack": [self._view(one) for one in stack],
            "home": self._view(home) if home else None,
        }

    def _view(self, view: View) -> Json:
        shown = view_json(self.workspace, view)
        return {"raw": shown, "errors": view.errors, "banner": view.banner}
