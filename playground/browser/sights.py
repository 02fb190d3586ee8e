"""What one person sees, as HTML. Whoever asks holds the workspace's lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice, takewhile
from typing import Literal

from markupsafe import Markup

from playground.browser.blocks import blocks
from playground.browser.choices import Choices
from playground.browser.manifest import App
from playground.browser.markup import mrkdwn, words
from playground.browser.reading_marks import ReadingMarks, newest
from playground.browser.templating import rendered
from playground.errors import Json
from playground.forms import state_values
from playground.model import Conversation, Member, Message, Team, View
from playground.rendering import Reader, date_text
from playground.views import view_json
from playground.workspace import Workspace

#: The names of the two places that are the app's own.
HOME, MESSAGES = "home", "messages"
#: So many messages are shown at first, and so many more whenever somebody scrolls to the top.
AT_ONCE = 50
HUES = 8
SPOKEN = Markup('<div class="block spoken">{}</div>')


@dataclass(frozen=True)
class Entry:
    """A message in a conversation, with the day above it where a new one begins."""

    ts: str
    day: str
    time: str
    moment: str
    author: str
    face: str
    hue: int
    is_app: bool
    only_you: bool
    edited: bool
    body: Markup
    files: list[Json]


class Sights:
    """Of the first team, in which the playground plays."""

    def __init__(self, workspace: Workspace, marks: ReadingMarks, app: App) -> None:
        self._workspace = workspace
        self._marks = marks
        self._app = app

    @property
    def team(self) -> Team:
        return next(iter(self._workspace.teams.values()))

    @property
    def members(self) -> list[Member]:
        """Whom one can be."""
        found = self._workspace.members.values()
        return [one for one in found if one.team_id == self.team.id and not one.is_bot]

    def messages(self, user_id: str) -> Conversation | None:
        """With the app; None before the first one."""
        return self._workspace.dms(self.team).get(user_id)

    def channels(self, user_id: str) -> list[Conversation]:
        """Those that this person is in, or could see something in."""
        return [
            one
            for one in self._workspace.conversations.values()
            if one.team_id == self.team.id and not one.is_im
            if user_id in one.members or not one.is_private
        ]

    def reader(self, user_id: str) -> Reader:
        workspace = self._workspace
        return Reader(workspace.names, workspace.members[user_id].tz, workspace.clock.now())

    def clock(self, user_id: str) -> str:
        reader = self.reader(user_id)
        return date_text(int(reader.now), "{date_short}, {time}", reader)

    # parts of the page

    def people(self, user_id: str, place: str) -> Markup:
        """`place` is where whoever is chosen begins: where this person is, if that is possible."""
        return rendered("people.html", people=self.members, me=user_id, place=place, face=_face)

    def badges(self) -> dict[str, int]:
        """By person, how many messages of the app's are unread; who has read all is left out."""
        dms = self._workspace.dms(self.team)
        counts = {user_id: self._marks.unread(user_id, dm) for user_id, dm in dms.items()}
        return {user_id: count for user_id, count in counts.items() if count}

    def places(self, user_id: str, place: str) -> Markup:
        found = [(one, self._marks.unread(user_id, one)) for one in self.channels(user_id)]
        dm = self.messages(user_id)
        unread = self._marks.unread(user_id, dm) if dm else 0
        return rendered(
            "places.html",
            channels=[(one, count) for one, count in found if user_id in one.members or count],
            unread=unread,
            me=user_id,
            place=place,
            app=self._app,
        )

    def latest(
        self, user_id: str, conversation: Conversation, before: str = ""
    ) -> tuple[list[Message], bool]:
        """The last messages, or the last before a moment, the oldest first; and whether there are
        still earlier ones."""
        seen = newest(conversation, user_id)
        older = (one for one in seen if not before or one.ts < before)
        found = list(islice(older, AT_ONCE + 1))
        return found[:AT_ONCE][::-1], len(found) > AT_ONCE

    def next_after(self, user_id: str, conversation: Conversation, ts: str) -> set[str]:
        """The ts of the first message after another, if there is one."""
        later = takewhile(lambda one: one.ts > ts, newest(conversation, user_id))
        return {one.ts for one in deque(later, maxlen=1)}

    def entries(
        self, user_id: str, conversation: Conversation, messages: Iterable[Message]
    ) -> dict[str, Markup]:
        """Messages that stand one after another in a conversation, by ts."""
        reader, choices = self.reader(user_id), self._choices(user_id)
        made, day = dict[str, Markup](), None
        for message in messages:
            if day is None:
                earlier = self._before(user_id, conversation, message)
                day = _day(earlier, reader) if earlier else ""
            entry = _entry(
                message, self._author(message), _body(message, reader, choices), reader, day
            )
            day = _day(message, reader)
            made[message.ts] = rendered("entry.html", entry=entry, channel=conversation.id)
        return made

    def modal(self, user_id: str) -> Markup:
        """What lies on top; empty when nothing is open."""
        stack = self._workspace.stacks.get(user_id) or []
        if not stack:
            return Markup("")
        view = stack[-1]
        shown, reader = self._view(user_id, view, "modal"), self.reader(user_id)
        depth, said = len(stack), partial(words, reader=reader)
        return rendered("modal.html", view=view, body=shown, depth=depth, words=said)

    def home(self, user_id: str) -> Markup:
        view = self._workspace.homes.get((self.team.id, user_id))
        body = self._view(user_id, view, "home") if view else None
        return rendered("home.html", view=view, body=body, app=self._app)

    def _view(self, user_id: str, view: View, where: Literal["modal", "home"]) -> Markup:
        shown = view_json(self._workspace, view)
        return blocks(
            shown["blocks"],
            shown["state"]["values"],
            self.reader(user_id),
            self._choices(user_id),
            errors=view.errors,
            prefix=view.id,
            where=where,
        )

    def _author(self, message: Message) -> str:
        member = self._workspace.members.get(message.user_id)
        return member.real_name if member else "Slackbot"

    def _choices(self, user_id: str) -> Choices:
        people = [(one.id, one.real_name) for one in self.members if not one.deleted]
        channels = [one for one in self.channels(user_id) if not one.is_archived]
        return Choices(
            people=people,
            conversations=[(one.id, f"#{one.name}") for one in channels],
            channels=[(one.id, f"#{one.name}") for one in channels if not one.is_private],
            kinds={one.id: "private" if one.is_private else "public" for one in channels},
            local=self._workspace.base_url,
        )

    def _before(self, user_id: str, conversation: Conversation, message: Message) -> Message | None:
        seen = newest(conversation, user_id)
        return next((one for one in seen if one.ts < message.ts), None)


def _body(message: Message, reader: Reader, choices: Choices) -> Markup:
    if not message.blocks:
        return SPOKEN.format(mrkdwn(message.text, reader))
    values, prefix = state_values(message.blocks, message.typed), f"m{message.ts}"
    return blocks(message.blocks, values, reader, choices, prefix=prefix, where="message")


def _entry(message: Message, author: str, body: Markup, reader: Reader, last_day: str) -> Entry:
    day, at = _day(message, reader), int(float(message.ts))
    return Entry(
        ts=message.ts,
        day=day if day != last_day else "",
        time=date_text(at, "{time}", reader),
        moment=date_text(at, "{date} at {time_secs}", reader),
        author=author,
        face="🎁" if message.bot_id else _initials(author),
        hue=_hue(message.user_id),
        is_app=bool(message.bot_id),
        only_you=message.ephemeral_to is not None,
        edited=message.edited_ts is not None and not message.bot_id,
        body=body,
        files=message.files,
    )


def _day(message: Message, reader: Reader) -> str:
    told = date_text(int(float(message.ts)), "{date_long_pretty}", reader)
    return told[0].upper() + told[1:]


def _face(member: Member) -> tuple[str, int]:
    """Initials and the number of a colour."""
    return _initials(member.real_name), _hue(member.id)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()


def _hue(identifier: str) -> int:
    return sum(identifier.encode()) % HUES
