"""Everything the playground knows, in one object behind one lock."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterable
from uuid import uuid4

from playground.clock import PlaygroundClock
from playground.errors import Json, PlaygroundError, SlackError
from playground.model import (
    ApiCall,
    Conversation,
    Member,
    Message,
    ResponseUrl,
    Team,
    Trigger,
    View,
)

TRIGGER_SECONDS = 3.0
APP_ID = "A0PLAYGRND"


class Workspace:
    """People, channels, messages, views and installations of all teams.

    Whoever reads or changes it holds `lock`. `changed` is notified with every visible change.
    """

    def __init__(self, clock: PlaygroundClock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.teams: dict[str, Team] = {}
        self.members: dict[str, Member] = {}
        self.conversations: dict[str, Conversation] = {}
        self.usergroups: dict[str, list[str]] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.calls: list[ApiCall] = []
        self.complaints: list[str] = []
        self.transcript: list[Json] = []
        self.effects: list[tuple[str, str]] = []
        self.names: dict[str, str] = {}
        self._counter = itertools.count(1)
        self._last_ts = 0.0
        self._dms: dict[tuple[str, str], str] = {}

    # identifiers and moments

    def new_id(self, prefix: str) -> str:
        return f"{prefix}0{next(self._counter):08d}"

    def new_ts(self) -> str:
        """A message timestamp: the present moment, later than any given before."""
        self._last_ts = max(self.clock.now(), self._last_ts + 0.000002)
        return f"{self._last_ts:.6f}"

    def new_hash(self) -> str:
        return f"{int(self.clock.now())}.{uuid4().hex[:8]}"

    # teams and people

    def add_team(self, team_id: str, name: str) -> Team:
        if team_id in self.teams:
            raise PlaygroundError(f"there is a team {team_id} already")
        bot = Member(self.new_id("U"), team_id, "kringle", "Kringle", is_bot=True, is_app_bot=True)
        token = f"xoxb-playground-{team_id}"
        domain = name.lower().replace(" ", "-")
        team = Team(team_id, name, domain, token, bot.id, self.new_id("B"))
        self.teams[team_id] = team
        self._remember(bot)
        return team

    def add_member(self, member: Member) -> Member:
        if member.team_id not in self.teams:
            raise PlaygroundError(f"there is no team {member.team_id}")
        self._remember(member)
        return member

    def _remember(self, member: Member) -> None:
        self.members[member.id] = member
        self.names[member.id] = member.real_name

    def free_username(self, team_id: str, real_name: str) -> str:
        """`ana` for Ana Lind, `ana.lind` for the next Ana, `ana2` after that."""
        words = real_name.lower().split() or ["someone"]
        taken = {member.name for member in self.members.values() if member.team_id == team_id}
        candidates: Iterable[str] = itertools.chain(
            [words[0], ".".join(words)], (f"{words[0]}{n}" for n in itertools.count(2))
        )
        return next(name for name in candidates if name not in taken)

    def team_by_token(self, token: str) -> Team | None:
        return next((team for team in self.teams.values() if team.bot_token == token), None)

    def visible_member(self, team: Team, user_id: str) -> Member:
        member = self.members.get(user_id)
        if member is None or member.team_id != team.id:
            raise SlackError("user_not_found")
        return member

    # conversations

    def add_conversation(self, conversation: Conversation) -> Conversation:
        self.conversations[conversation.id] = conversation
        self.names[conversation.id] = conversation.name
        return conversation

    def conversation(self, team: Team, channel_id: str) -> Conversation:
        """A conversation that the team's bot can know of; private ones only as a member."""
        found = self.conversations.get(channel_id)
        hidden = found and (found.is_private or found.is_im)
        if found is None or found.team_id != team.id:
            raise SlackError("channel_not_found")
        if hidden and team.bot_user_id not in found.members:
            raise SlackError("channel_not_found")
        return found

    def dm_with(self, team: Team, user_id: str) -> Conversation:
        """The direct message between the team's bot and a person, opened if need be."""
        key = (team.id, user_id)
        if key not in self._dms:
            created = int(self.clock.now())
            dm = Conversation(self.new_id("D"), team.id, "directmessage", created, user_id)
            dm.is_im, dm.im_user_id, dm.members = True, user_id, [user_id, team.bot_user_id]
            self._dms[key] = self.add_conversation(dm).id
        return self.conversations[self._dms[key]]

    def has_dm(self, team: Team, user_id: str) -> bool:
        return (team.id, user_id) in self._dms

    def person_behind(self, identifier: str) -> str | None:
        """Whose direct message or trigger this is."""
        if identifier in self.triggers:
            return self.triggers[identifier].user_id
        found = self.conversations.get(identifier)
        return found.im_user_id if found else None

    def find_message(self, channel_id: str, ts: str) -> Message | None:
        found = self.conversations.get(channel_id)
        messages = found.messages if found else []
        return next((message for message in reversed(messages) if message.ts == ts), None)

    def readers(self, message: Message) -> list[str]:
        if message.ephemeral_to:
            return [message.ephemeral_to]
        return list(self.conversations[message.channel_id].members)

    # triggers and views

    def new_trigger(self, team_id: str, user_id: str, *, from_modal: bool = False) -> Trigger:
        parts = (next(self._counter) + 10**12, next(self._counter) + 10**10)
        trigger_id = f"{parts[0]}.{parts[1]}.{uuid4().hex}"
        trigger = Trigger(trigger_id, team_id, user_id, self.clock.now(), from_modal=from_modal)
        self.triggers[trigger_id] = trigger
        return trigger

    def exchange_trigger(self, team: Team, trigger_id: str) -> Trigger:
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.team_id != team.id:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() - trigger.made_at > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.exchanged = True
        return trigger

    def new_response_url(
        self, team_id: str, channel_id: str, user_id: str, message_ts: str | None = None
    ) -> ResponseUrl:
        token = uuid4().hex[:24]
        url = ResponseUrl(token, team_id, channel_id, user_id, self.clock.now(), message_ts)
        self.response_urls[token] = url
        return url

    def find_view(self, view_id: str) -> View | None:
        """An open modal, or a home tab, by its id."""
        views = itertools.chain(self.homes.values(), *self.stacks.values())
        return next((view for view in views if view.id == view_id), None)

    # what is recorded

    def touch(self, user_ids: Iterable[str], what: str) -> None:
        """Somebody sees something new."""
        self.effects += [(user_id, what) for user_id in user_ids]
        self.changed.notify_all()

    def note(self, who: str, where: str, what: str, kind: str) -> None:
        """A line for the transcript."""
        entry = {"who": who, "where": where, "what": what, "kind": kind}
        self.transcript.append({**entry, "at": self.clock.now(), "n": len(self.transcript) + 1})
        self.changed.notify_all()

    def complain(self, words: str) -> None:
        """The bot broke one of Slack's rules."""
        self.complaints.append(words)
        self.note("playground", "", words, "complaint")

    def pick(self, count: int) -> int:
        return random.randrange(count)  # noqa: S311 (nothing secret)
