"""The connection of one HTTP request, and how it may end otherwise than with a good answer."""

from __future__ import annotations

import os
import socket
import struct
from contextlib import suppress
from typing import Any

from cheroot import wsgi

from playground.later import Later

WIRE = "playground.wire"
ABORT = struct.pack("ii", 1, 0)  # SO_LINGER for no seconds: closing sends a reset


class Wire(wsgi.Gateway_10):
    """Hands the request to the app, which finds this in its environ under `WIRE`.

    After `close`, `reset` or `hold` nothing of what the app answers is sent.
    """

    silent = False

    # cheroot's own annotations say None here, for its abstract base class.
    def get_environ(self) -> dict[str, Any]:  # type: ignore[override]
        environ: dict[str, Any] = super().get_environ()  # type: ignore[no-untyped-call]
        return {**environ, WIRE: self}

    def start_response(self, *args: Any) -> Any:
        write = super().start_response(*args)
        self.req.sent_headers = self.silent
        return write

    def write(self, chunk: bytes) -> None:
        if not self.silent:
            super().write(chunk)

    def close_after_answer(self) -> None:
        """The answer is sent, nothing else ever will be."""
        self.req.close_connection = True

    def close(self) -> None:
        """Closes it properly: the other side reads the end of the stream."""
        self.close_after_answer()
        self.silent = True

    def reset(self) -> None:
        """Breaks it off: the other side gets "connection reset by peer"."""
        self.close()
        connection = self._take()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
        os.close(connection.detach())  # `socket.close` would wait for the files made of it

    def hold(self, seconds: float, closings: Later) -> None:
        """Leaves it open and silent for so long; no thread of the server waits for that."""
        self.close()
        connection = self._take()
        closings.do(seconds, lambda: _close(connection))

    def _take(self) -> socket.socket:
        """The socket, which the server now leaves alone."""
        self.req.conn.linger = True
        connection: socket.socket = self.req.conn.socket
        return connection


def _close(connection: socket.socket) -> None:
    with suppress(OSError):  # the other side has gone already
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
