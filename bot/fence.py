"""A fence between a process that was frozen and Slack.

A process may stand still for minutes (a suspended machine, SIGSTOP, a stolen CPU) right before it
sends a message that has become another's meanwhile. So it asks whether it still may, before it
connects and again before the first byte leaves; slack_sdk offers no place to ask in between.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from slack_sdk import WebClient

from core.ports import NotSent

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
        super().connect()
        _check()


class _FencedHTTPS(HTTPSConnection):
    def connect(self) -> None:
        _check()
        super().connect()  # the handshake as well
        _check()


class _HTTPHandler(HTTPHandler):
    def http_open(self, req: Request) -> Any:
        return self.do_open(_FencedHTTP, req)


class _HTTPSHandler(HTTPSHandler):
    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self.context = context

    def https_open(self, req: Request) -> Any:
        return self.do_open(_FencedHTTPS, req, context=self.context)


class FencedClient(WebClient):
    """A `WebClient` whose calls can be `fenced`. As in slack_sdk each has a connection of its own,
    but all of them share what it takes to verify Slack's certificate."""

    def __init__(self, *, token: str | None, base_url: str, timeout: int) -> None:
        super().__init__(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])
        proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else {}
        context = ssl.create_default_context()
        self._opener = build_opener(ProxyHandler(proxies), _HTTPHandler(), _HTTPSHandler(context))

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        """slack_sdk's one way out; it says itself which addresses these are: http and https."""
        with self._opener.open(req, timeout=self.timeout) as response:
            charset = response.headers.get_content_charset() or "utf-8"
            body = response.read().decode(charset)
            return {"status": response.status, "headers": response.headers, "body": body}
