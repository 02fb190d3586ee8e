"""What a person in front of Slack does."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import date, datetime

from playground.errors import Json
from playground.onlooker import Channel, Onlooker
from playground.rendering import Reader, text_object
from playground.screen import Message, Reply, Screen, Surface, View
from playground.values import Choice, chosen_state, demand, moment_state, typed_state


class Person(Onlooker):
    """Drives one person. Names on screen are found by their visible text."""

    _last_reply: Reply | None = None

    def command(self, text: str, channel: Channel) -> Reply:
        """Types a slash command; returns when the bot has answered or did not in time."""
        self._last_channel = channel
        result = self._line.run("command", user=self.id, channel=channel.id, text=text)
        return self._remember(self._reply(result, channel))

    def say(self, text: str, channel: Channel) -> None:
        """Writes an ordinary message."""
        self._last_channel = channel
        self._line.run("say", user=self.id, channel=channel.id, text=text)

    def shortcut(self, callback_id: str) -> Reply:
        """Uses a global shortcut of the app's, by its callback id."""
        result = self._line.run("shortcut", user=self.id, callback_id=callback_id)
        return self._remember(self._reply(result, None))

    def open_home(self) -> Screen:
        self._line.run("open_home", user=self.id)
        return self.home

    def fill(self, label: str, value: object) -> None:
        """Types into a text, number, url or email input."""
        self._enter(label, lambda element, reader: typed_state(element, value))

    def choose(self, label: str, choice: Choice, *, message: Message | None = None) -> None:
        """Selects of every kind, checkboxes, radio buttons: by option text, person or channel.

        In the modal or else the home tab, unless a message is given.
        """

        def state_for(element: Json, reader: Reader) -> Json:
            return chosen_state(element, choice, reader)

        self._enter(label, state_for, message)

    def pick_time(self, label: str, moment: datetime) -> None:
        self._enter(label, lambda element, reader: moment_state(element, moment))

    def pick_date(self, label: str, day: date) -> None:
        self._enter(label, lambda element, reader: moment_state(element, day))

    def attach(self, label: str, name: str, data: bytes) -> None:
        """Uploads a file into a file input; again, another one in its place."""
        content = base64.b64encode(data).decode()
        file = self._line.run("attach", user=self.id, name=name, content=content)
        self._enter(label, lambda element, reader: {"type": element["type"], "files": [file]})

    def submit(self) -> dict[str, str]:
        """Presses submit; the errors by label, empty when the bot accepted."""
        view = self._modal()
        result = self._line.run("submit", user=self.id)
        shown = {"raw": view.raw, "errors": result["errors"], "banner": result.get("banner", "")}
        return View(shown, view.reader).errors

    def close_modal(self, *, everything: bool = False) -> None:
        """Closes the modal on top (or all of them)."""
        self._line.run("close_modal", user=self.id, everything=everything)

    def press(
        self,
        label: str,
        where: Channel | None = None,
        *,
        message: Message | Screen | None = None,
        confirm: bool = True,
    ) -> Reply | None:
        """Presses the newest visible button with this label; `message` may be a stale one, or
        the home tab.

        Without a place: the modal, the last reply, the last channel, the direct message, the home
        tab. Returns what the person saw then, or None.
        """
        places = list(self._places(where, message))
        for surface in places:
            found = surface.button(label)
            if found:
                block, element = found
                action = {key: value for key, value in element.items() if key != "url"}
                return self._act(surface, block, element, action, confirm)
        buttons = [one for surface in places for one in surface.buttons]
        raise AssertionError(f"no button {label!r} here; there are: {buttons}. {self.picture()}")

    def press_overflow(
        self,
        near: str,
        option: str,
        where: Channel | None = None,
        *,
        message: Message | Screen | None = None,
        confirm: bool = True,
    ) -> Reply | None:
        """Chooses from the overflow menu of the block whose text contains `near`."""
        places = list(self._places(where, message))
        for surface in places:
            found = surface.overflow(near)
            if found:
                block, element = found
                chosen = chosen_option(surface, element, option)
                action = {"type": "overflow", "selected_option": chosen}
                action["action_id"] = element["action_id"]
                return self._act(surface, block, element, action, confirm)
        raise AssertionError(f"no overflow menu near {near!r}. {self.picture()}")

    def _act(
        self, surface: Surface, block: Json, element: Json, action: Json, confirm: bool
    ) -> Reply | None:
        if element.get("confirm") and not confirm:
            return None
        action = {**action, "block_id": block["block_id"]}
        channel = None
        if isinstance(surface, Message):
            channel = Channel(surface.channel_id, "")
            result = self._line.run(
                "act_in_message",
                user=self.id,
                channel=surface.channel_id,
                ts=surface.ts,
                action=action,
                stale=surface.raw,
            )
        else:
            view_id = surface.raw["id"]
            result = self._line.run("act_in_view", user=self.id, view=view_id, action=action)
        reply = self._reply(result, channel)
        return self._remember(reply) if reply.messages or reply.modal else None

    def _places(self, where: Channel | None, message: Message | Screen | None) -> Iterator[Surface]:
        if message:
            yield message
            return
        if where:
            yield from reversed(self.sees(where))
            return
        modal = self.modal
        if modal:
            yield modal
        if self._last_reply:
            yield from self._still_visible(self._last_reply)
        for channel in (self._last_channel, self.dm):
            yield from reversed(self.sees(channel)) if channel else ()
        yield self.home

    def _still_visible(self, reply: Reply) -> Iterator[Message]:
        for old in reversed(reply.messages):
            seen = self.sees(Channel(old.channel_id, ""))
            yield from (one for one in seen if one.ts == old.ts)

    def _enter(
        self,
        label: str,
        state_for: Callable[[Json, Reader], Json],
        message: Message | None = None,
    ) -> None:
        surface = message or self.modal or self.home
        block, element = _labelled(surface, label)
        state = state_for(element, surface.reader)
        entry = {"block": block["block_id"], "action": element["action_id"], "state": state}
        if message:
            place = {"channel": message.channel_id, "ts": message.ts}
            self._line.run("type_in_message", **place, **entry)
        else:
            self._line.run("type_in_view", user=self.id, view=surface.raw["id"], **entry)
        if block["type"] != "input" or block.get("dispatch_action"):
            self._act(surface, block, element, {**state, "action_id": element["action_id"]}, True)

    def _modal(self) -> View:
        modal = self.modal
        if modal is None:
            raise AssertionError(f"there is no open modal. {self.picture()}")
        return modal

    def _remember(self, reply: Reply) -> Reply:
        self._last_reply = reply
        return reply

    def _reply(self, result: Json, channel: Channel | None) -> Reply:
        seen = [what.split(":") for what in result["seen"]]
        places = dict.fromkeys(parts[1] for parts in seen if parts[0] in ("message", "update"))
        stamps = {parts[2] for parts in seen if parts[0] in ("message", "update")}
        messages = [
            one for place in places for one in self.sees(Channel(place, "")) if one.ts in stamps
        ]
        if channel:
            messages.sort(key=lambda one: (one.channel_id == channel.id, one.ts))
        modal = self.modal if any(parts[0] == "view" for parts in seen) else None
        return Reply(result["outcome"], messages, modal)


def chosen_option(surface: Surface, element: Json, option: str) -> Json:
    texts = surface.option_texts(element)
    demand(option in texts, f"no option {option!r}; there are: {', '.join(texts)}")
    chosen: Json = element["options"][texts.index(option)]
    return chosen


def _labelled(view: Surface, label: str) -> tuple[Json, Json]:
    """The element with this visible label: exact, or the only one that begins so."""
    named = [(_label(block, element, view), block, element) for block, element in view.elements()]
    found = [one for one in named if one[0] == label and one[2]["type"] != "button"]
    found = found or [one for one in named if one[0].startswith(label)]
    labels = ", ".join(repr(one[0]) for one in named if one[0])
    demand(len(found) == 1, f"{len(found)} inputs are called {label!r}; there are: {labels}")
    return found[0][1], found[0][2]


def _label(block: Json, element: Json, view: Surface) -> str:
    if block["type"] == "input":
        return str(block["label"]["text"])
    if block["type"] == "section" and block.get("text"):
        return text_object(block["text"], view.reader)
    return text_object(element.get("placeholder"), view.reader)
