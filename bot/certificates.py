"""Whom to believe that they are Slack."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from functools import cache


class _Settled(ssl.SSLContext):
    """One that many threads share must not change any more: to set its protocols while another
    thread opens a connection ends the process (github.com/python/cpython, issue 141012), and
    urllib3 does so for every connection. None are set at all: that means HTTP/1.1."""

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """Leaves everything as it is."""

    @property
    def check_hostname(self) -> bool:
        """True. With some builds of Python urllib3 looks at names by itself, and switches this off
        for everybody."""
        return super().check_hostname

    @check_hostname.setter
    def check_hostname(self, value: bool) -> None:
        """Leaves everything as it is."""


@cache
def certificates() -> ssl.SSLContext:
    """The same for all calls. To read it takes 20 ms, and slack_sdk reads it for every call unless
    it is told."""
    context = _Settled(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return context
