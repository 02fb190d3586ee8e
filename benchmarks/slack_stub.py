"""A Slack that costs next to nothing: it says yes to everything and remembers nothing.

It runs in a process of its own, so that what it costs is not counted as the bot's.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import cast
from urllib.parse import parse_qs

TEAM = "T0BENCH"
CHANNEL = "C0BENCH"
BOT = "U0KRINGLE"


@dataclass(frozen=True)
class Manner:
    """How this Slack behaves: how many seconds an answer takes, and how often a minute it says who
    somebody is before it answers 429."""

    delay: float = 0
    lookups_a_minute: int | None = None


@dataclass(frozen=True)
class Stub:
    """`api_url` is what `SLACK_API_URL` wants."""

    port: int
    calls: Callable[[], dict[str, int]]

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"


@contextmanager
def running(manner: Manner | None = None) -> Iterator[Stub]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, manner or Manner()), daemon=True)
    process.start()
    try:
        yield Stub(here.recv(), lambda: _asked(here))
    finally:
        process.kill()
        process.join()


def _asked(pipe: Connection) -> dict[str, int]:
    """How often each method was called since the last time somebody asked."""
    pipe.send(None)
    calls: dict[str, int] = pipe.recv()
    return calls


def _serve(pipe: Connection, manner: Manner) -> None:
    asyncio.run(_run(pipe, Slack(manner)))


async def _run(pipe: Connection, slack: Slack) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(slack), "127.0.0.1", 0, backlog=512)
    loop.add_reader(pipe.fileno(), _tell, pipe, slack)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _tell(pipe: Connection, slack: Slack) -> None:
    try:
        pipe.recv()
    except EOFError:
        os._exit(0)  # whoever measured is gone
    pipe.send(dict(slack.calls))
    slack.calls.clear()


class Slack:
    """What is said to each method."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.calls: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._lookups = 0
        self._minute = float("-inf")

    def answer(self, method: str, body: bytes, now: float) -> bytes:
        self.calls[method] = self.calls.get(method, 0) + 1
        if method == "users.info":
            if self._is_too_much(now):
                return _response({"ok": False, "error": "ratelimited"}, 429)
            return _response({"ok": True, "user": _user(body)})
        if method == "auth.test":
            return _response({"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "B0KRINGLE"})
        if method == "chat.postMessage":
            ts = f"1700000000.{next(self._numbers):06d}"
            return _response({"ok": True, "channel": CHANNEL, "ts": ts})
        return _response({"ok": True})

    def _is_too_much(self, now: float) -> bool:
        if self.manner.lookups_a_minute is None:
            return False
        if now - self._minute >= 60:
            self._minute, self._lookups = now, 0
        self._lookups += 1
        return self._lookups > self.manner.lookups_a_minute


def _user(body: bytes) -> dict[str, object]:
    """As much as Slack tells of somebody, in the fields that are read and a few that are not."""
    user_id = parse_qs(body.decode())["user"][0]
    return {
        "id": user_id,
        "team_id": TEAM,
        "name": user_id.lower(),
        "deleted": False,
        "tz": "Europe/Berlin",
        "profile": {"real_name": user_id, "display_name": user_id, "image_72": "x" * 600},
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
    }


def _response(answer: dict[str, object], status: int = 200) -> bytes:
    body = json.dumps(answer).encode()
    return (
        b"HTTP/1.1 %d X\r\nContent-Type: application/json; charset=utf-8\r\n"
        b"Retry-After: 30\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)
    )


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while request := self._whole_request():
            head, body = request
            loop = asyncio.get_running_loop()
            method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
            answer = self._slack.answer(method, body, loop.time())
            is_last = b"connection: close" in head.lower()
            if self._slack.manner.delay:
                loop.call_later(self._slack.manner.delay, self._say, answer, is_last)
            else:
                self._say(answer, is_last)

    def _whole_request(self) -> tuple[bytes, bytes] | None:
        head, blank, rest = self._received.partition(b"\r\n\r\n")
        if not blank:
            return None
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        if len(rest) < length:
            return None
        self._received = rest[length:]
        return head, rest[:length]

    def _say(self, answer: bytes, is_last: bool) -> None:
        self._transport.write(answer)
        if is_last:
            self._transport.close()
