"""The driver's part that faces the bot: where it listens, what it is sent beside people's acts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.control_line import ControlLine
from playground.driver_scene import Team
from playground.errors import Json


@dataclass(frozen=True)
class Delivered:
    """How the bot answered what was delivered directly; unpacks as `status, body`.

    `outcome` is "answered", "timeout" or "failed"; the status is 0 where there was no answer.
    """

    status: int
    body: Any
    outcome: str
    reason: str

    def __iter__(self) -> Iterator[Any]:
        return iter((self.status, self.body))


class BotFacing:
    """Deliveries by hand, replays and forgeries."""

    _line: ControlLine
    team_id: str

    def use_http(self, url: str | None) -> None:
        """From now on payloads are posted, signed, to this Request URL; None: Socket Mode."""
        self._line.run("use_http", url=url)

    @property
    def request_url(self) -> str | None:
        url: str | None = self._line.run("info")["request_url"]
        return url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.use_http(url)

    def wait_for_bot(self, seconds: float = 10.0, connections: int = 1) -> None:
        """Until so many Socket Mode connections are there."""
        deadline = time.monotonic() + seconds
        while self.connections < connections:
            if time.monotonic() > deadline:
                raise AssertionError(f"no bot connected within {seconds:g} s")
            time.sleep(0.02)

    def disconnect_sockets(self) -> int:
        """Ends all Socket Mode connections as Slack does now and then; returns how many."""
        return int(self._line.run("disconnect_sockets"))

    @property
    def connections(self) -> int:
        """How many Socket Mode connections there are; a payload goes to any one of them."""
        return int(self._line.run("info")["connections"])

    def disconnect_socket(self, n: int = 0, *, seconds: float = 10.0) -> None:
        """Ends one connection, the nth oldest, as Slack does: a warning, then the end.

        Between the two it waits so long for the bot to leave by itself; returns when it is over.
        """
        self._line.run("disconnect_socket", n=n, seconds=seconds)

    def go_silent(self, *, new_connections: bool = True) -> None:
        """Socket Mode goes dead without closing: no payloads, no pings, no answers to pings.

        New connections get no further than TCP, unless they are left out. What would have been
        sent is sent after `speak_again`.
        """
        self._line.run("go_silent", new_connections=new_connections)

    def speak_again(self) -> None:
        self._line.run("speak_again")

    def redeliver(self, n: int = -1) -> Delivered:
        """Once more the nth delivery: the same signed bytes, or the same payload by socket."""
        return Delivered(**self._line.run("redeliver", n=n))

    def deliver(self, payload: Json) -> Delivered:
        """Sends any command, interaction or event payload, signed as Slack would."""
        return Delivered(**self._line.run("deliver", payload=payload))

    def deliveries(self) -> list[Json]:
        """Every payload that was sent to the bot, in order, repeated attempts as well."""
        deliveries: list[Json] = self._line.run("deliveries")
        return deliveries

    def event(self, event: Json, team: Team | None = None) -> Delivered:
        """Sends any event in the envelope of the Events API."""
        return Delivered(
            **self._line.run("event", team_id=team.id if team else self.team_id, event=event)
        )

    def signed_request(
        self,
        body: bytes,
        content_type: str,
        *,
        timestamp: str | int | None = None,
        secret: str | None = None,
    ) -> dict[str, str]:
        """The headers that Slack would send with this body."""
        moment = None if timestamp is None else str(timestamp)
        headers: dict[str, str] = self._line.run(
            "signed_request",
            body=body.decode("latin-1"),
            content_type=content_type,
            timestamp=moment,
            secret=secret,
        )
        return headers
