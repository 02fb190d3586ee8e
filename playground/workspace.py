"""Everything the playground knows, in one object behind one lock."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING
from uuid import uuid4

from playground.changes import Changes
from playground.clock import PlaygroundClock
from playground.errors import Json, PlaygroundError, SlackError
from playground.model import (
    ApiCall,
    Attachment,
    Conversation,
    Member,
    Message,
    ResponseUrl,
    Team,
    Trigger,
    View,
)
from playground.traffic import Traffic
from playground.watching import Watches

if TYPE_CHECKING:
    from playground.uploads import Upload

TRIGGER_SECONDS = 3.0
APP_ID = "A0PLAYGRND"


class Workspace:
    """People, channels, messages, views and installations of all teams.

    Whoever reads or changes it holds `lock`. `noted` is notified with every line of the
    transcript, `watches` with what somebody sees, which `changes` remembers.
    """

    def __init__(self, clock: PlaygroundClock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.noted = threading.Condition(self.lock)
        self.watches = Watches(self.lock)
        self.changes = Changes(first=int(time.time() * 1000))
        self.traffic = Traffic(self)
        self.teams: dict[str, Team] = {}
        self.members: dict[str, Member] = {}
        self.conversations: dict[str, Conversation] = {}
        self.usergroups: dict[str, list[str]] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.attachments: dict[str, Attachment] = {}
        self.trigger_seconds = TRIGGER_SECONDS
        self.base_url = ""  # which the addresses of files start with
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.calls: list[ApiCall] = []
        self.complaints: list[str] = []
        self.transcript: list[Json] = []
        self.names: dict[str, str] = {}
        self.uploads: dict[str, Upload] = {}
        self._counter = itertools.count(1)
        self._last_ts = 0.0
        self._teams_by_token: dict[str, Team] = {}
        self._dms: dict[str, dict[str, Conversation]] = {}
        self._view_owners: dict[str, tuple[str, str]] = {}

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
        bot = Member(self.new_id("U"), team_id, "kringle", "Kringle", is_bot=True)
        token = f"xoxb-playground-{team_id}"
        domain = name.lower().replace(" ", "-")
        team = Team(team_id, name, domain, token, bot.id, self.new_id("B"))
        self.teams[team_id] = self._teams_by_token[token] = team
        self._dms[team_id] = {}
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

    def person(self, user_id: str) -> Member:
        if user_id not in self.members:
            raise PlaygroundError(f"there is nobody with the id {user_id}")
        return self.members[user_id]

    def actor(self, user_id: str) -> Member:
        """Somebody who can do things: whose account is deactivated is signed out everywhere."""
        member = self.person(user_id)
        if member.deleted:
            raise PlaygroundError(f"the account of {member.real_name} is deactivated")
        return member

    def set_active(self, user_id: str, active: bool) -> None:
        """Deactivates the account or makes it work again."""
        self.members[user_id].deleted = not active
        self.changes.note(None, "people")

    def free_username(self, team_id: str, real_name: str) -> str:
        """`ana` for Ana Lind, `ana.lind` for the next Ana, `ana2` after that."""
        words = real_name.lower().split() or ["someone"]
        taken = {member.name for member in self.members.values() if member.team_id == team_id}
        candidates: Iterable[str] = itertools.chain(
            [words[0], ".".join(words)], (f"{words[0]}{n}" for n in itertools.count(2))
        )
        return next(name for name in candidates if name not in taken)

    def team_by_token(self, token: str) -> Team | None:
        return self._teams_by_token.get(token)

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
        dms = self._dms[team.id]
        if user_id not in dms:
            created = int(self.clock.now())
            dm = Conversation(self.new_id("D"), team.id, "directmessage", created, user_id)
            dm.is_im, dm.im_user_id = True, user_id
            dm.members = dict.fromkeys([user_id, team.bot_user_id])
            dms[user_id] = self.add_conversation(dm)
        return dms[user_id]

    def has_dm(self, team: Team, user_id: str) -> bool:
        return user_id in self._dms[team.id]

    def dms(self, team: Team) -> dict[str, Conversation]:
        """The direct messages with the team's bot, by person."""
        return self._dms[team.id]

    def person_behind(self, identifier: str) -> str | None:
        """Whose direct message, trigger or view this is."""
        if identifier in self.triggers:
            return self.triggers[identifier].user_id
        if identifier in self._view_owners:
            return self._view_owners[identifier][1]
        found = self.conversations.get(identifier)
        return found.im_user_id if found else None

    def find_message(self, channel_id: str, ts: str) -> Message | None:
        found = self.conversations.get(channel_id)
        return found.messages.get(ts) if found else None

    def readers(self, message: Message) -> Container[str]:
        if message.ephemeral_to:
            return (message.ephemeral_to,)
        return self.conversations[message.channel_id].members

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
        if self.clock.now() - trigger.made_at > self.trigger_seconds:
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

    def new_view(self, team: Team, user_id: str, body: Json, below: View | None = None) -> View:
        """A view that is shown nowhere yet; `below` is the one on which it is pushed."""
        view_id, root = self.new_id("V"), below.root_view_id if below else ""
        under = below.id if below else None
        self._view_owners[view_id] = (team.id, user_id)
        return View(view_id, team.id, user_id, body, self.new_hash(), root or view_id, under)

    def find_view(self, view_id: str) -> View | None:
        """An open modal, or a home tab, by its id."""
        owner = self._view_owners.get(view_id)
        if owner is None:
            return None
        shown = [*self.stacks.get(owner[1], []), self.homes.get(owner)]
        return next((view for view in shown if view and view.id == view_id), None)

    # what is recorded

    def touch(self, user_ids: Container[str], what: str) -> None:
        """Somebody sees something new."""
        self.watches.tell(user_ids, what)
        self.changes.note(user_ids, what)

    def note(self, who: str, where: str, what: str, kind: str) -> None:
        """A line for the transcript."""
        entry = {"who": who, "where": where, "what": what, "kind": kind}
        self.transcript.append({**entry, "at": self.clock.now(), "n": len(self.transcript) + 1})
        self.noted.notify_all()

    def complain(self, words: str) -> None:
        """The bot broke one of Slack's rules."""
        self.complaints.append(words)
        self.note("playground", "", words, "complaint")

    def pick(self, count: int) -> int:
        return random.randrange(count)  # noqa: S311 (nothing secret)
