"""One websocket to Slack, from its hello to its end."""

from __future__ import annotations

import json
import logging
import threading
import time
from contextlib import ExitStack
from ssl import SSLContext
from typing import Any, Protocol

from slack_sdk.socket_mode.request import SocketModeRequest
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

logger = logging.getLogger(__name__)

OPEN_SECONDS = 10
HELLO_SECONDS = 10
#: Slack answers a goodbye but leaves the TCP connection open: github.com/slackapi/node-slack-sdk,
#: issue 2752. So this is what closing takes.
CLOSE_SECONDS = 0.5
#: So many intervals without an answer to a ping, and nobody is there.
MISSED_PINGS = 3


class NoHello(WebSocketException):
    """Slack took the connection and refused it: `reason` is what it said, as a rule one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Receiver(Protocol):
    """Who is told what comes in, from the websocket's own thread."""

    def on_sign_of_life(self) -> None:
        """Something came, if only the answer to a ping."""

    def on_request(self, websocket: Websocket, request: SocketModeRequest) -> None:
        """Slack waits for an acknowledgement. Must not block."""

    def on_retired(self, websocket: Websocket) -> None:
        """Slack said that it will end this one, or it has ended: another is needed. Told once."""

    def on_over(self, websocket: Websocket) -> None:
        """Nothing will come from it any more. Told once, after `on_retired`."""


class Websocket:
    """Open once it is built; what comes in is received from `listen` on, also while it is closing.

    Life is counted in pings of its own and never by the clock: a laptop that was suspended, or a
    process that was frozen, finds out within a few pings whether the other side is still there.
    """

    def __init__(
        self,
        url: str,
        receiver: Receiver,
        *,
        ping_interval: float,
        ssl: SSLContext | None = None,
        proxy: str | None = None,
    ) -> None:
        """Returns after Slack's hello. Raises `OSError` or `WebSocketException`."""
        self._receiver = receiver
        self._ping_interval = ping_interval
        self._is_replaced = False
        self.is_retired = False
        with ExitStack() as opening:
            self._connection = opening.enter_context(
                connect(
                    url,
                    ssl=ssl if url.startswith("wss:") else None,
                    proxy=proxy,
                    compression=None,
                    open_timeout=OPEN_SECONDS,
                    close_timeout=CLOSE_SECONDS,
                    ping_interval=None,
                )
            )
            _check_hello(_parsed(self._connection.recv(HELLO_SECONDS)))
            self._open = opening.pop_all()
        self.opened_at = time.monotonic()
        self._thread = threading.Thread(target=self._serve, name="slack-websocket", daemon=True)

    def listen(self) -> None:
        self._thread.start()

    def send(self, message: str) -> None:
        """Raises `ConnectionClosed`. Safe from any thread."""
        self._connection.send(message)

    def give_up(self) -> None:
        """Another one serves: close this one as soon as nothing comes in any more."""
        self._is_replaced = True

    def close(self) -> None:
        """Say goodbye. What Slack sent before it heard that has been received on return."""
        self._connection.close()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)

    def _serve(self) -> None:
        try:
            with self._open:
                self._read()
                self._connection.close()
                for message in self._connection:
                    self._take(message)
        except ConnectionClosed:
            pass
        finally:
            self._retire()
            self._receiver.on_over(self)

    def _read(self) -> None:
        """Until nobody is there any more, or this one is replaced and nothing comes in.

        One ping is out at a time; whatever comes in is as good as its answer.
        """
        pong, missed = self._connection.ping(), 0
        while missed < MISSED_PINGS:
            try:
                message = self._connection.recv(self._ping_interval)
            except TimeoutError:
                missed += 1
                if pong.is_set():
                    self._receiver.on_sign_of_life()
                    if self._is_replaced:
                        return
                    pong, missed = self._connection.ping(), 0
            else:
                missed = 0
                self._take(message)
        logger.warning("a connection to Slack fell silent")

    def _take(self, message: str | bytes) -> None:
        self._receiver.on_sign_of_life()
        envelope = _parsed(message)
        if envelope.get("type") == "disconnect":
            self._retire()
        elif request := _request(envelope):
            self._receiver.on_request(self, request)

    def _retire(self) -> None:
        if not self.is_retired:
            self.is_retired = True
            self._receiver.on_retired(self)


def _check_hello(message: dict[str, Any]) -> None:
    if message.get("type") != "hello":
        raise NoHello(str(message.get("reason", "nothing that can be read")))


def _parsed(message: str | bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(message)
    except ValueError:
        parsed = None
    return parsed if isinstance(parsed, dict) else {}


def _request(envelope: dict[str, Any]) -> SocketModeRequest | None:
    try:
        return SocketModeRequest.from_dict(envelope)
    except (TypeError, ValueError):
        # slack_sdk means the latter and, by a slip, raises the former.
        logger.warning("Slack sent an envelope that cannot be read")
        return None
