"""The driver's part that looks back, or along, at what happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

from playground.control_line import ControlLine
from playground.driver_scene import Team
from playground.errors import Json
from playground.onlooker import Channel


class Received(NamedTuple):
    """A message of the bot: the metadata's `k`, the text, the user ids that text or blocks name."""

    key: str | None
    text: str
    mentions: list[str]


class LookingBack:
    """Everything that happened, and everything as it happens."""

    _line: ControlLine
    team_id: str
    _closed: threading.Event
    _watchers: list[threading.Thread]

    def calls(self, method: str | None = None) -> list[Json]:
        """Every API call in order: method, args, ok, error, status (0: no answer), at, fault."""
        calls: list[Json] = self._line.run("calls", method=method)
        return calls

    def traffic(self, after: int = 0) -> list[Json]:
        """The last thousand requests in both directions, after the nth, the oldest first.

        Each tells n, at, to ("slack" or "bot"), what, about (whom and where), outcome, good (all
        went well), fault and the real seconds it took; numbered as they ended.
        """
        traffic: list[Json] = self._line.run("traffic", after=after)
        return traffic

    def traffic_entry(self, n: int) -> Json | None:
        """The nth request with its payload and answer as well; None once it is forgotten."""
        entry: Json | None = self._line.run("traffic_entry", n=n)
        return entry

    def complaints(self, *, forget: bool = False) -> list[str]:
        """Slack's rules that the bot broke."""
        complaints: list[str] = self._line.run("complaints", forget=forget)
        return complaints

    def uploads(self) -> list[Json]:
        """The files that the bot has shared: id, name, title, and what is in them, as text."""
        uploads: list[Json] = self._line.run("uploads")
        return uploads

    def received(self, team: Team | None = None) -> dict[str, list[Received]]:
        """What everybody of a team has from the bot in their direct messages, by user id.

        In order, without what only they see and what was deleted; who has no direct message with
        the bot is left out. One call, made for 20,000 people.
        """
        found = self._line.run("received", team_id=team.id if team else self.team_id)
        return {user: [Received(*one) for one in messages] for user, messages in found.items()}

    def posts(self, channel: Channel) -> list[Received]:
        """The same of the bot's messages in one channel."""
        return [Received(*one) for one in self._line.run("posts", channel=channel.id)]

    def transcript(self) -> list[str]:
        """What everyone typed, pressed and saw, in order."""
        return [line(entry) for entry in self._line.run("events", after=0, seconds=0)]

    def events(self) -> Iterator[Json]:
        """Transcript entries as they happen, from the first on, until the playground closes."""
        after = 0
        while not self._closed.is_set():
            for entry in self._line.run("events", after=after, seconds=0.2):
                after = entry["n"]
                yield entry

    def on_event(self, callback: Callable[[Json], None]) -> None:
        """Calls back with every transcript entry, in a thread that ends with `close`."""

        def watch() -> None:
            for entry in self.events():
                callback(entry)

        watcher = threading.Thread(target=watch, name="slack-watcher", daemon=True)
        self._watchers.append(watcher)
        watcher.start()


def line(entry: Json) -> str:
    """A transcript entry as one readable line."""
    place = f" ({entry['where']})" if entry["where"] else ""
    return f"{entry['who']}{place}: {entry['what']}"
