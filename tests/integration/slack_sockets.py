"""Slack's side of Socket Mode on two local ports, where each connection can be spoken to, warned,
cut off or frozen by itself."""

from __future__ import annotations

import json
import logging
import socket
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.eventually import eventually

APP_TOKEN = "xapp-1-very-secret"


@dataclass(frozen=True)
class Refusal:
    """The answer to who asks for a connection."""

    status: int = 200
    error: str = "fatal_error"
    retry_after: int | None = None


class Line:
    """One connection of the bot's, seen from Slack."""

    def __init__(self, websocket: ServerConnection) -> None:
        self._websocket = websocket
        self._is_frozen = False
        self.is_over = False

    def command(self, text: str) -> str:
        """Hands over `/say text`; returns the envelope's id, which the acknowledgement repeats."""
        payload = {"command": "/say", "text": text, "team_id": "T1", "user_id": "U1"}
        return self.envelope(type="slash_commands", payload=payload)

    def envelope(self, **fields: Any) -> str:
        envelope_id = str(uuid4())
        self.say(json.dumps({"envelope_id": envelope_id, **fields}))
        return envelope_id

    def say(self, message: str) -> None:
        self._websocket.send(message)

    def warn(self) -> None:
        """As Slack does some seconds before it ends a connection."""
        self.say(json.dumps({"type": "disconnect", "reason": "warning"}))

    def end(self) -> None:
        self._websocket.close()

    def cut(self) -> None:
        """The network ends, without any goodbye."""
        self._websocket.socket.shutdown(socket.SHUT_RDWR)

    def freeze(self) -> None:
        """The network stays, but nobody answers any more, not even a ping."""
        self._websocket.protocol_mutex.acquire()
        self._is_frozen = True

    def thaw(self) -> None:
        if self._is_frozen:
            self._is_frozen = False
            self._websocket.protocol_mutex.release()


class _Api(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has hung up meanwhile; the inherited one prints a traceback."""


class SlackSockets:
    """`lines` has every connection there ever was, oldest first, and `acks` what came back."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.acks: dict[str, tuple[Line, Any]] = {}
        self.asked = 0
        self.refusal: Refusal | None = None
        #: What is said instead of hello.
        self.greeting = json.dumps({"type": "hello", "num_connections": 1})
        self.goes_on = threading.Event()
        self.goes_on.set()
        quiet = logging.getLogger("tests.websockets")
        quiet.setLevel(logging.CRITICAL)
        self._sockets = serve(self._serve, "127.0.0.1", 0, close_timeout=0.5, logger=quiet)
        self._port = self._sockets.socket.getsockname()[1]
        self._api = _Api(("127.0.0.1", 0), self._handler())
        self.api_url = f"http://127.0.0.1:{self._api.server_address[1]}/api/"
        self._threads = [
            threading.Thread(target=self._sockets.serve_forever),
            threading.Thread(target=self._api.serve_forever, args=[0.02]),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self.goes_on.set()
        for line in self.lines:
            line.thaw()
        self._sockets.shutdown()
        self._api.shutdown()
        self._api.server_close()
        for thread in self._threads:
            thread.join()

    def first_lines(self, count: int) -> list[Line]:
        """As soon as there are so many."""
        eventually(lambda: len(self.lines) >= count)
        return self.lines[:count]

    @property
    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.is_over]

    def hang(self) -> None:
        """Take requests for connections and answer none, until the end."""
        self.goes_on.clear()

    def ask(self) -> tuple[int, dict[str, str], bytes]:
        """What is answered to who wants a connection."""
        self.asked += 1
        self.goes_on.wait()
        if refusal := self.refusal:
            headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
            return refusal.status, headers, _json(ok=False, error=refusal.error)
        url = f"ws://127.0.0.1:{self._port}/link/?ticket={uuid4().hex}"
        return 200, {}, _json(ok=True, url=url)

    def _serve(self, websocket: ServerConnection) -> None:
        line = Line(websocket)
        websocket.send(self.greeting)
        self.lines.append(line)
        try:
            for message in websocket:
                ack = json.loads(message)
                self.acks[ack["envelope_id"]] = (line, ack.get("payload"))
        except ConnectionClosed:
            pass
        finally:
            line.is_over = True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, body = slack.ask()
                self.send_response(status)
                for name, value in {**headers, "Content-Type": "application/json"}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


def _json(**fields: Any) -> bytes:
    return json.dumps(fields).encode()
