"""Somebody at the other side of a connection, who keeps count."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from tests.integration.certified import Certified


class Clerk(BaseHTTPRequestHandler):
    """Tells of everybody that they are a guest, and keeps its connections open."""

    server: Office
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.connection)
        if isinstance(self.connection, ssl.SSLSocket):
            self.server.protocols.append(self.connection.selected_alpn_protocol())

    def do_POST(self) -> None:
        said = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        self.server.asked.append((self.path, self.headers.get("Proxy-Authorization")))
        if self.server.together:
            self.server.together.wait(10)
        if self.server.moved_to:
            self.send_response(307)
            self.send_header("Location", self.server.moved_to)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        guest = {"id": said.get("user"), "team_id": "T1", "is_restricted": True}
        self._answer(200, {"ok": True, "user": guest})

    def do_CONNECT(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Proxy-Authorization")))
        self._answer(403, {})

    def _answer(self, status: int, answer: object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


class Office(ThreadingHTTPServer):
    """A Slack, or a proxy, of a kind: notes its connections, the protocols agreed on for them, and
    what is asked by whom."""

    daemon_threads = True

    def __init__(self, certificate: Certified | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Clerk)
        self.connections: list[socket.socket] = []
        self.asked: list[tuple[str, str | None]] = []
        self.protocols: list[str | None] = []
        self.moved_to: str | None = None
        self.together: threading.Barrier | None = None
        self.trusted = certificate.client() if certificate else None
        if certificate:
            tls = certificate.server()
            tls.set_alpn_protocols(["http/1.1"])
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, args=(0.01,)).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"{'https' if self.trusted else 'http'}://{self.address}/api/"

    def hang_up(self) -> None:
        """As Slack does with connections that have been silent for a while."""
        for one in self.connections:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.shutdown()
        self.hang_up()
        self.server_close()
