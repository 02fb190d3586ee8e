"""What a window of the page shows: one person's place in the local Slack, and what is new there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from math import ceil

from markupsafe import Markup

from playground.browser.acts import Acts
from playground.browser.manifest import app
from playground.browser.outside import Moment, Nothing, Outside
from playground.browser.reading_marks import ReadingMarks
from playground.browser.sights import HOME, MESSAGES, Sights
from playground.browser.templating import rendered
from playground.control import Controls
from playground.errors import Json, PlaygroundError
from playground.model import Conversation
from playground.rendering import date_text

#: Which of the bot's requests can be made to fail, and how that is called.
METHODS = {
    "chat.postMessage": "the next message",
    "chat.update": "the next change of a message",
    "views.open": "the next form",
    "response_url": "the next answer to a click",
    "*": "whatever comes next",
}
WHEN = "{date_short}, {time}"
TRAFFIC_AT_ONCE = 100


class Desk:
    """`outside` is set by whoever runs a bot along with the playground."""

    def __init__(self, controls: Controls) -> None:
        self.outside: Outside = Nothing()
        self._controls = controls
        self._workspace = controls.workspace
        self._marks = ReadingMarks()
        self._app = app()
        self._sights = Sights(self._workspace, self._marks, self._app)
        self.acts = Acts(controls, self._app, lambda: self.outside)

    def first_place(self, user: str = "") -> tuple[str, str] | None:
        """Where somebody begins; whoever there is, if nobody has this id. None: there is nobody."""
        with self._workspace.lock:
            members = self._sights.members
            for member in sorted(members, key=lambda one: one.id != user):
                channels = self._sights.channels(member.id)
                return member.id, next((one.id for one in channels), HOME)
        return None

    def page(self, user: str, place: str) -> Markup:
        """The whole page. Raises PlaygroundError where there is no such person or place."""
        plans = self.outside.upcoming()
        with self._workspace.lock:
            member = self._workspace.members.get(user)
            if member not in self._sights.members:
                raise PlaygroundError("There is nobody of that name here.")
            conversation = self._conversation(user, place)
            self._read(user, conversation)
            is_member = conversation is not None and user in conversation.members
            after, _ = self._workspace.changes.since(user, 0)
            entries, more = self._entries(user, conversation)
            return rendered(
                "page.html",
                me=member,
                place=place,
                app=self._app,
                after=after,
                conversation=conversation,
                is_member=is_member,
                writes=is_member and place != MESSAGES,
                people=self._sights.people(user, place),
                members=self._sights.members,
                places=self._sights.places(user, place),
                entries=entries,
                more=more,
                modal=self._sights.modal(user),
                home=self._sights.home(user) if place == HOME else "",
                clock=self._sights.clock(user),
                upcoming=self._upcoming(user, plans),
                known=self._known(user),
                methods=METHODS,
            )

    def earlier(self, user: str, place: str, before: str) -> Json:
        """Messages before a moment, and whether there are still earlier ones."""
        with self._workspace.lock:
            entries, more = self._entries(user, self._conversation(user, place), before)
            return {"html": entries, "more": more}

    def refresh(
        self,
        user: str,
        place: str,
        after: int,
        seen: bool,
        wanted: Collection[str] = (),
        traffic: int | None = None,
    ) -> Json:
        """What is new since `after`. `seen`: the window lies before somebody's eyes; `wanted` are
        parts that are told even if nothing is new: modal, home, upcoming."""
        trouble = self.outside.trouble()
        plans = self.outside.upcoming() if "upcoming" in wanted else None
        with self._workspace.lock:
            now, changed = self._workspace.changes.since(user, after)
            try:
                conversation = self._conversation(user, place)
            except PlaygroundError:  # they have been removed from it
                changed = None
            if changed is None:
                return {"reload": True}
            if seen and self._read(user, conversation):
                now, _ = self._workspace.changes.since(user, after)
            told: Json = {"after": now, "trouble": trouble, **self._state(user)}
            if plans is not None:
                told["upcoming"] = self._upcoming(user, plans)
            if traffic is not None:
                told["traffic"] = self._traffic(user, traffic)
            if now != after:
                told |= self._news(user, place, conversation, changed)
            views = any(what.startswith(("view:", "clock")) for what in changed)
            if views or "modal" in wanted:
                told["modal"] = self._sights.modal(user)
            if place == HOME and (views or "home" in wanted):
                told["home"] = self._sights.home(user)
            return told

    def traffic_entry(self, n: int) -> Json | None:
        """One request with its payload and its answer."""
        with self._workspace.lock:
            return self._workspace.traffic.entry(n)

    def file(self, file_id: str) -> tuple[str, bytes] | None:
        """Name and content of a file that the bot has shared."""
        with self._workspace.lock:
            upload = self._workspace.uploads.get(file_id)
            return (upload.filename, upload.content or b"") if upload else None

    def _read(self, user: str, conversation: Conversation | None) -> bool:
        """Whether they had not read it all before: then the marks go away in other windows, too."""
        if conversation is None or not self._marks.read(user, conversation):
            return False
        self._workspace.changes.note(None if conversation.is_im else (user,), "read")
        return True

    def _news(
        self, user: str, place: str, conversation: Conversation | None, changed: list[str]
    ) -> Json:
        told: Json = {}
        if conversation:
            told["entries"] = self._changed_entries(user, conversation, changed)
        if "people" in changed:
            told["people"] = self._sights.people(user, place)
        told["places"] = self._sights.places(user, place)
        told["badges"] = self._sights.badges()
        return told

    def _changed_entries(
        self, user: str, conversation: Conversation, changed: list[str]
    ) -> list[Json]:
        parts = (what.split(":") for what in changed)
        stamps = {one[2] for one in parts if one[1:2] == [conversation.id]}
        if "clock" in changed:  # what was today is yesterday
            stamps |= {one.ts for one in self._sights.latest(user, conversation)[0]}
        for ts in stamps - conversation.messages.keys():  # its day may begin with the next one now
            stamps |= self._sights.next_after(user, conversation, ts)
        messages = [conversation.messages.get(ts) for ts in stamps]
        mine = [one for one in messages if one and one.ephemeral_to in (None, user)]
        made = {one.ts: self._sights.entries(user, conversation, [one])[one.ts] for one in mine}
        return [{"ts": ts, "html": made.get(ts)} for ts in sorted(stamps)]

    def _entries(
        self, user: str, conversation: Conversation | None, before: str = ""
    ) -> tuple[Markup, bool]:
        if conversation is None:
            return Markup(""), False
        messages, more = self._sights.latest(user, conversation, before)
        made = self._sights.entries(user, conversation, messages)
        return Markup("").join(made.values()), more

    def _conversation(self, user: str, place: str) -> Conversation | None:
        if place == HOME:
            return None
        if place == MESSAGES:
            return self._sights.messages(user)
        found = next((one for one in self._sights.channels(user) if one.id == place), None)
        if found is None:
            raise PlaygroundError("There is no such channel for you.")
        return found

    def _state(self, user: str) -> Json:
        """What the page shows of the world at large."""
        return {
            "clock": self._sights.clock(user),
            "connected": self._controls.link.is_connected,
            "down": ceil(self._controls.run("down_for", {})),
        }

    def _known(self, user: str) -> Json:
        """What the page's scripts suggest to whoever types, and whom they mark."""
        people = (one for one in self._sights.members if not one.deleted)
        return {
            "commands": [asdict(one) for one in self._app.commands],
            "people": [{"name": one.name, "about": one.real_name} for one in people],
            "channels": [{"name": one.name, "about": ""} for one in self._sights.channels(user)],
            "badges": self._sights.badges(),
        }

    def _upcoming(self, user: str, plans: Sequence[Moment]) -> Markup:
        reader = self._sights.reader(user)
        moments = [(one.label, one.at, date_text(int(one.at), WHEN, reader)) for one in plans]
        return rendered("upcoming.html", moments=moments)

    def _traffic(self, user: str, after: int) -> Json:
        reader = self._sights.reader(user)
        entries = self._workspace.traffic.entries(after)[-TRAFFIC_AT_ONCE:]
        for one in entries:
            one["time"] = date_text(int(one["at"]), "{time_secs}", reader)
        html = rendered("traffic.html", entries=reversed(entries), app=self._app)
        return {"html": html, "after": entries[-1]["n"] if entries else after}
