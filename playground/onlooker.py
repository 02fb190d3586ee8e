"""What a person has before their eyes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.control_line import ControlLine
from playground.rendering import Reader
from playground.screen import Message, Screen, View


@dataclass(frozen=True)
class Channel:
    """A channel or a direct message."""

    id: str
    name: str

    @property
    def mention(self) -> str:
        """What one types to name it."""
        return "#" + self.name


class Onlooker:
    """Sees messages, modals and the home tab, always as they are at this moment."""

    def __init__(self, line: ControlLine, user_id: str, name: str, username: str, tz: str) -> None:
        self._line = line
        self.id = user_id
        self.name = name
        self.username = username
        self.tz = tz
        self._last_channel: Channel | None = None

    def __repr__(self) -> str:
        return f"<Person {self.name} {self.id}>"

    @property
    def mention(self) -> str:
        """What one types to name this person, also among people of the same name."""
        return "@" + self.username

    @property
    def email(self) -> str:
        return f"{self.username}@example.com"

    @property
    def dm(self) -> Channel:
        """The direct message with the bot."""
        return Channel(self._line.run("dm", user=self.id)["id"], "directmessage")

    @property
    def direct_messages(self) -> list[Message]:
        return self.sees(self.dm)

    def sees(self, channel: Channel) -> list[Message]:
        """The messages there and those only this person sees, in order."""
        reader = self._reader()
        shown = self._line.run("messages", user=self.id, channel=channel.id)
        return [Message(one, reader) for one in shown]

    @property
    def modal(self) -> View | None:
        """The modal on top, or None."""
        stack = self._line.run("screen", user=self.id)["stack"]
        return View(stack[-1], self._reader()) if stack else None

    @property
    def home(self) -> Screen:
        """The home tab as it was last published, without opening it."""
        home = self._line.run("screen", user=self.id)["home"]
        return Screen(home["raw"] if home else {}, self._reader())

    def wait_for(self, condition: Callable[[], Any], seconds: float = 10.0) -> Any:
        """Asks again and again until it is true, and returns that; fails with what is seen."""
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds:g} s. {self.picture()}")
            time.sleep(0.02)
        return found

    def picture(self) -> str:
        """What this person has before their eyes, for failure messages."""
        modal, parts = self.modal, [f"{self.name} sees:"]
        if modal:
            parts.append(f"modal {modal.title!r}: {modal.text} errors={modal.errors}")
        parts.append(f"home: {self.home.text} {self.home.buttons}")
        places = [self._last_channel] if self._last_channel else []
        for place in [*places, self.dm]:
            parts += [f"#{place.name}: {one!r}" for one in self.sees(place)[-5:]]
        return "\n  ".join(parts)

    def _reader(self) -> Reader:
        return self._line.reader(self.tz)
