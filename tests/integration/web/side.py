"""The HTTP side with nothing of Kringle's behind it, and what Slack would send it."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
from dataclasses import dataclass, field

import flask

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_796_000_000
CANARY = "canary-U0RECIPIENT"
PATH = "/slack/events"


@dataclass
class Slack:
    """What arrived behind the guard, and the server in front of it."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    reason: str | None = None

    def handle(self, request: flask.Request) -> flask.Response:
        self.bodies.append(request.get_data())
        return flask.Response("handled")

    def readiness(self) -> str | None:
        return self.reason

    def request(
        self,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        method: str = "POST",
        path: str = PATH,
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            response.body = response.read()  # type: ignore[attr-defined]
            return response
        finally:
            connection.close()

    def raw(self, data: bytes) -> bytes:
        """Everything that comes back for these bytes, until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as sock:
            sock.sendall(data)
            return received(sock)


def received(sock: socket.socket) -> bytes:
    answer = b""
    try:
        while piece := sock.recv(65536):
            answer += piece
    except ConnectionError:
        pass  # it hung up with bytes unread
    return answer


def signed(body: bytes, *, at: int = NOW, secret: str = SECRET) -> dict[str, str]:
    text = b"v0:%d:%s" % (at, body)
    signature = "v0=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": signature}
