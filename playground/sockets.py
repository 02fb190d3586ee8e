"""Socket Mode: a websocket server that hands envelopes to the bot and waits for the acks."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAck
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from playground.delivery import ACK_SECONDS, BotAnswer, Delivery
from playground.errors import Json
from playground.workspace import APP_ID

CLOSE_SECONDS = 0.5


class SocketHub:
    """The websocket side of Slack. `ticket_url` is good for one connection."""

    def __init__(self, pick: Callable[[int], int]) -> None:
        self._pick = pick
        self._lock = threading.Lock()
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
            self._serve_bot, "127.0.0.1", 0, close_timeout=CLOSE_SECONDS, logger=quiet
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
        with self._lock:
            return len(self._connections)

    def disconnect_all(self) -> int:
        """Says goodbye to every connection, as Slack does now and then; the bot connects again."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            self._send(connection, {"type": "disconnect", "reason": "refresh_requested"})
            connection.close()
        return len(connections)

    def send(self, delivery: Delivery, retry: int = 0) -> BotAnswer:
        """Hands the payload to one connection, chosen at random, and waits for its ack."""
        with self._lock:
            if not self._connections:
                return BotAnswer("failed", reason="no Socket Mode connection")
            connection = self._connections[self._pick(len(self._connections))]
        envelope = _envelope(delivery, retry)
        future: Future[Json] = Future()
        self._pending[envelope["envelope_id"]] = future
        try:
            if not self._send(connection, envelope):
                return BotAnswer("failed", reason="the connection was closed")
            ack = future.result(ACK_SECONDS)
        except NoAck:
            return BotAnswer("timeout", reason=f"not acknowledged within {ACK_SECONDS:g} s")
        finally:
            del self._pending[envelope["envelope_id"]]
        return BotAnswer("answered", ack.get("payload") or None, 200)

    def _serve_bot(self, connection: ServerConnection) -> None:
        path = connection.request.path if connection.request else ""
        ticket = path.partition("ticket=")[2].partition("&")[0]
        if ticket not in self._tickets:
            connection.close(1008, "invalid ticket")
            return
        self._tickets.discard(ticket)
        self._send(connection, _hello())
        with self._lock:
            self._connections.append(connection)
        try:
            for message in connection:
                self._receive(message)
        except ConnectionClosed:
            pass
        finally:
            with self._lock:
                self._connections.remove(connection)

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


def _hello() -> Json:
    return {
        "type": "hello",
        "num_connections": 1,
        "debug_info": {"host": "playground", "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP_ID},
    }


def _envelope(delivery: Delivery, retry: int) -> Json:
    answerable = delivery.payload.get("type") in (None, "view_submission", "block_suggestion")
    envelope: Json = {
        "envelope_id": str(uuid4()),
        "payload": delivery.payload,
        "type": delivery.kind,
        "accepts_response_payload": answerable,
    }
    if delivery.kind == "events_api":
        reason = "timeout" if retry else ""
        envelope |= {"retry_attempt": retry, "retry_reason": reason}
    return envelope
