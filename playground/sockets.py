"""Socket Mode: a websocket server that hands envelopes to the bot and waits for the acks."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAck
from typing import Any, cast
from uuid import uuid4
from weakref import WeakSet

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from playground.delivery import BotAnswer, Delivery
from playground.envelopes import envelope, goodbye, hello
from playground.errors import Json, PlaygroundError
from playground.muting import MutableConnection
from playground.workspace import APP_ID

CLOSE_SECONDS = 0.5


class SocketHub:
    """The websocket side of Slack. `ticket_url` is good for one connection."""

    def __init__(self, pick: Callable[[int], int]) -> None:
        self._pick = pick
        self._changed = threading.Condition()
        self._lines: WeakSet[MutableConnection] = WeakSet()
        self._mute_new = False
        self._connections: list[ServerConnection] = []
        self._pending: dict[str, Future[Json]] = {}
        self._tickets: set[str] = set()
        self._port = 0
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        quiet = logging.getLogger("playground.websockets")
        quiet.setLevel(logging.CRITICAL)
        self._server = serve(
            self._serve_bot,
            "127.0.0.1",
            0,
            close_timeout=CLOSE_SECONDS,
            ping_timeout=None,  # a line that went silent is not closed by this side
            create_connection=cast("type[ServerConnection]", self._new_line),
            logger=quiet,
        )
        self._port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, name="slack-sockets")
        self._thread.start()

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join()

    def ticket_url(self) -> str:
        ticket = uuid4().hex
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._port}/link/?ticket={ticket}&app_id={APP_ID}"

    def count(self) -> int:
        with self._changed:
            return len(self._connections)

    def disconnect_all(self) -> int:
        """Says goodbye to every connection, as Slack does now and then; the bot connects again."""
        with self._changed:
            connections = list(self._connections)
        for connection in connections:
            self._end(connection)
        return len(connections)

    def disconnect(self, n: int, seconds: float) -> None:
        """Warns the nth connection and ends it so much later, if the bot has not by then."""
        with self._changed:
            if not 0 <= n < len(self._connections):
                raise PlaygroundError(f"there is no connection number {n}")
            connection = self._connections[n]
        self._send(connection, goodbye("warning"))
        with self._changed:
            self._changed.wait_for(lambda: connection not in self._connections, seconds)
        self._end(connection)

    def go_silent(self, new_connections: bool) -> None:
        """Everything stays open, nothing is sent any more, not even pongs."""
        with self._changed:
            self._mute_new = new_connections
            for line in self._lines:
                line.muted = True

    def speak_again(self) -> None:
        with self._changed:
            self._mute_new = False
            lines = list(self._lines)
        for line in lines:
            line.unmute()

    def send(self, delivery: Delivery, seconds: float, retry: int = 0) -> BotAnswer:
        """Hands the payload to one connection, chosen at random, and waits so long for its ack."""
        wrapped = envelope(delivery, retry)
        future: Future[Json] = Future()
        self._pending[wrapped["envelope_id"]] = future
        try:
            if not self._hand_out(wrapped):
                return BotAnswer("failed", reason="no Socket Mode connection")
            ack = future.result(seconds)
        except NoAck:
            return BotAnswer("timeout", reason=f"not acknowledged within {seconds:g} s")
        finally:
            del self._pending[wrapped["envelope_id"]]
        return BotAnswer("answered", ack.get("payload") or None, 200)

    def _hand_out(self, message: Json) -> bool:
        """To any connection; one that turns out to be closed is passed over."""
        with self._changed:
            left = list(self._connections)
        while left:
            if self._send(left.pop(self._pick(len(left))), message):
                return True
        return False

    def _new_line(self, *args: Any, **more: Any) -> MutableConnection:
        line = MutableConnection(*args, **more)
        with self._changed:
            line.muted = self._mute_new
            self._lines.add(line)
        return line

    def _serve_bot(self, connection: ServerConnection) -> None:
        path = connection.request.path if connection.request else ""
        ticket = path.partition("ticket=")[2].partition("&")[0]
        if ticket not in self._tickets:
            connection.close(1008, "invalid ticket")
            return
        self._tickets.discard(ticket)
        self._send(connection, hello(self.count() + 1))
        with self._changed:
            self._connections.append(connection)
        try:
            for message in connection:
                self._receive(message)
        except ConnectionClosed:
            pass
        finally:
            self._forget(connection)

    def _receive(self, message: str | bytes) -> None:
        try:
            ack = json.loads(message)
        except ValueError:
            return
        future = self._pending.get(ack.get("envelope_id", "")) if isinstance(ack, dict) else None
        if future and not future.done():
            future.set_result(ack)

    def _send(self, connection: ServerConnection, message: Json) -> bool:
        try:
            connection.send(json.dumps(message))
        except ConnectionClosed:
            return False
        return True

    def _end(self, connection: ServerConnection) -> None:
        """Closes it with the words that Slack has for that; it is handed nothing more."""
        self._forget(connection)
        self._send(connection, goodbye("refresh_requested"))
        connection.close()

    def _forget(self, connection: ServerConnection) -> None:
        with self._changed:
            if connection in self._connections:
                self._connections.remove(connection)
                self._changed.notify_all()
