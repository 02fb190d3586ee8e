"""A fence between a process that was frozen and Slack.

A process may stand still for minutes (a suspended machine, SIGSTOP, a stolen CPU) right before it
sends a message that has become another's meanwhile. So it asks whether it still may, before it
connects and right before each piece of the request is handed to the system: the headers, then the
body. slack_sdk offers no place to ask in between.

What was refused between the two was not sent: the headers tell how long the body is, Slack does
nothing before it has all of it, and it only gets a reset connection. After the body nothing is
asked any more: whatever happens then, the message may be out.

The system, too, would deliver late what it was handed: it repeats a lost packet for a quarter of an
hour, and after a `close` it goes on in the background. So it gives up after `DELIVERED_SECONDS`,
and once nobody waits for the answer any more, or the process has died, it takes back what it can.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import SSLContext
from typing import Any
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from slack_sdk import WebClient

from bot.certificates import certificates
from core.ports import NotSent

#: Shorter than `Patience.settles`: whoever looks for the message then looks late enough.
DELIVERED_SECONDS = 10
#: On, and wait for 0 seconds: `close` resets the connection and forgets what was not delivered.
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)

_may_go: ContextVar[Callable[[], bool] | None] = ContextVar("may_go", default=None)


@contextmanager
def fenced(may_go: Callable[[], bool]) -> Iterator[None]:
    """Calls of a `FencedClient` made within raise `NotSent` instead of sending, once `may_go` says
    no."""
    token = _may_go.set(may_go)
    try:
        yield
    finally:
        _may_go.reset(token)


def _check() -> None:
    may_go = _may_go.get()
    if may_go is not None and not may_go():
        raise NotSent("lease_ran_out")


class _FencedHTTP(HTTPConnection):
    def connect(self) -> None:
        _check()
        try:
            super().connect()  # with https the handshake as well, and a proxy's tunnel
        except (OSError, HTTPException) as error:
            raise NotSent("slack_unreachable") from error
        # Harmless after an answer: it has been read to its end before the connection is closed.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
            self.sock.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DELIVERED_SECONDS * 1000
            )

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _check()
        super().send(data)


class _FencedHTTPS(_FencedHTTP, HTTPSConnection):
    """The same around the encrypted one."""


class _HTTPHandler(HTTPHandler):
    def http_open(self, req: Request) -> Any:
        return self.do_open(_FencedHTTP, req)


class _HTTPSHandler(HTTPSHandler):
    def __init__(self, context: SSLContext) -> None:
        super().__init__(context=context)
        self.context = context

    def https_open(self, req: Request) -> Any:
        return self.do_open(_FencedHTTPS, req, context=self.context)


class _NoRedirects(HTTPRedirectHandler):
    """Slack does not redirect its Web API. To follow somebody else would hand them the token, and
    to be refused on the way there would not mean that nothing was sent."""

    def redirect_request(self, *args: Any) -> None:
        return None


class FencedClient(WebClient):
    """A `WebClient` whose calls can be `fenced`. As in slack_sdk each has a connection of its own;
    unlike there each is one request and no more."""

    def __init__(
        self, *, token: str | None, base_url: str, timeout: int, ssl: SSLContext | None = None
    ) -> None:
        context = ssl or certificates()
        super().__init__(
            token=token, base_url=base_url, timeout=timeout, ssl=context, retry_handlers=[]
        )
        proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else {}
        self._opener = build_opener(
            ProxyHandler(proxies), _HTTPHandler(), _HTTPSHandler(context), _NoRedirects()
        )

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        """slack_sdk's one way out; it says itself which addresses these are: http and https."""
        with self._opener.open(req, timeout=self.timeout) as response:
            charset = response.headers.get_content_charset() or "utf-8"
            body = response.read().decode(charset)
            return {"status": response.status, "headers": response.headers, "body": body}
