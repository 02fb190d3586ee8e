"""An open-loop load: each request has its moment, whatever became of those before it.

Latency counts from that moment, not from when the request could at last be sent, so that a server
which stands still for a second is charged for everybody who would have come meanwhile. Everything
is prepared and signed beforehand; what remains is a loop around `select`, in a process of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import multiprocessing
import select
import socket
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.slack_stub import CHANNEL, TEAM

SIGNING_SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 (what the bot is told, too)
CONNECTIONS = 32
#: Slack waits so long. What has not been answered then is given up.
PATIENCE = 3.0
STATUS = slice(9, 12)


@dataclass(frozen=True)
class Answer:
    """What came back for one request: nothing at all has status 0."""

    took: float
    status: int
    body: bytes


@dataclass(frozen=True)
class Load:
    """`requests` at `rate` a second, on `connections` that stay open, or each on its own."""

    port: int
    requests: Sequence[bytes]
    rate: float
    connections: int = CONNECTIONS
    keeps_alive: bool = True


def command(text: str, user_id: str, request_id: str, at: int | None = None) -> bytes:
    """A slash command as Slack sends it, signed at this moment."""
    body = urlencode(
        {
            "token": "not-used-any-more",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": CHANNEL,
            "channel_name": "general",
            "user_id": user_id,
            "user_name": user_id.lower(),
            "command": "/santa",
            "text": text,
            "api_app_id": "A0KRINGLE",
            "is_enterprise_install": "false",
            "response_url": f"https://hooks.slack.com/commands/{TEAM}/1/{request_id}",
            "trigger_id": request_id,
        }
    ).encode()
    stamp = str(at or int(time.time())).encode()
    mac = hmac.new(SIGNING_SECRET.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256)
    return (
        b"POST /slack/events HTTP/1.1\r\nHost: kringle.example\r\n"
        b"User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        b"Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"X-Slack-Signature: v0=%s\r\nX-Slack-Request-Timestamp: %s\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (mac.hexdigest().encode(), stamp, len(body), body)
    )


def fired(load: Load) -> list[Answer]:
    """Every answer, in the order of the requests. Runs in another process and waits for it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        pool.submit(time.time).result()  # the process is there before the load begins
        return pool.submit(_fire, load).result()


def _fire(load: Load) -> list[Answer]:
    return _Loop(load).run()


@dataclass(eq=False)
class _Line:
    """A connection, and the number of the request it is busy with."""

    socket: socket.socket
    number: int = -1
    received: bytearray = field(default_factory=bytearray)

    def fileno(self) -> int:
        return self.socket.fileno()

    def is_whole(self) -> bool:
        head, blank, rest = self.received.partition(b"\r\n\r\n")
        if not blank:
            return False
        found = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return len(rest) >= int(found or b"0")


class _Loop:
    def __init__(self, load: Load) -> None:
        self._load = load
        self._idle: list[_Line] = []
        self._busy: set[_Line] = set()
        self._waiting: deque[int] = deque()
        self._answers: list[Answer | None] = [None] * len(load.requests)
        self._start = 0.0

    def run(self) -> list[Answer]:
        self._start = time.perf_counter() + 0.05
        sent, total = 0, len(self._load.requests)
        gives_up_at = self._start + total / self._load.rate + PATIENCE
        while (sent < total or self._busy or self._waiting) and time.perf_counter() < gives_up_at:
            due = min(total, int((time.perf_counter() - self._start) * self._load.rate) + 1)
            self._waiting.extend(range(sent, max(sent, due)))
            sent = max(sent, due)
            self._send()
            self._receive(self._moment(sent) if sent < total else gives_up_at)
        return [answer or Answer(PATIENCE, 0, b"") for answer in self._answers]

    def _moment(self, number: int) -> float:
        return self._start + number / self._load.rate

    def _send(self) -> None:
        while self._waiting and (line := self._line()):
            line.number = self._waiting.popleft()
            line.received.clear()
            self._busy.add(line)
            try:
                line.socket.sendall(self._load.requests[line.number])
            except OSError:
                self._end(line)

    def _line(self) -> _Line | None:
        if self._idle:
            return self._idle.pop()
        if len(self._busy) < self._load.connections:
            return self._open()
        return None

    def _open(self) -> _Line:
        return _Line(socket.create_connection(("127.0.0.1", self._load.port), timeout=PATIENCE))

    def _receive(self, until: float) -> None:
        """Whatever comes in before that moment, or as soon as anything does."""
        patience = max(0.0, until - time.perf_counter())
        ready, _, _ = select.select([*self._busy, *self._idle], [], [], patience)
        for line in ready:
            piece = self._read(line)
            if line not in self._busy:
                self._idle.remove(line)  # the server has closed it
                line.socket.close()
                continue
            line.received += piece
            if not piece or line.is_whole():
                self._end(line)

    def _read(self, line: _Line) -> bytes:
        try:
            return line.socket.recv(65536)
        except OSError:
            return b""

    def _end(self, line: _Line) -> None:
        self._busy.remove(line)
        whole = bytes(line.received)
        took = time.perf_counter() - self._moment(line.number)
        status = int(whole[STATUS]) if line.is_whole() else 0
        head, _, body = whole.partition(b"\r\n\r\n")
        self._answers[line.number] = Answer(took, status, body)
        is_last = not self._load.keeps_alive or b"connection: close" in head.lower()
        if status and not is_last:
            self._idle.append(line)
        else:
            line.socket.close()
