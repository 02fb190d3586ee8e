"""cheroot, made deaf to malformed HTTP and patient only for so long.

Slack waits 3 seconds for an answer, so a request that has not arrived after 5 is not Slack's.
"""

from __future__ import annotations

import contextlib
import io
import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from cheroot import server, wsgi
from cheroot.makefile import MakeFile

from bot.guard import MAX_BODY

MAX_HEADERS = 32 * 1024
READ_SECONDS = 5
KEEP_ALIVE_SECONDS = 10
STOP_SECONDS = 5
BACKLOG = 128
MAX_WAITING = 512
NAME = "Kringle"

logger = logging.getLogger(__name__)


class _Headers(dict[bytes, bytes]):
    """Says one thing only on where the request ends; cheroot would take the last of two."""

    def __setitem__(self, name: bytes, value: bytes) -> None:
        if name in self and name in (b"Content-Length", b"Transfer-Encoding"):
            raise ValueError("Ambiguous length.")
        super().__setitem__(name, value)


class _HeaderReader(server.HeaderReader):
    def __call__(self, rfile: Any, hdict: Any = None) -> Any:
        try:
            hdict.update(super().__call__(rfile, _Headers()))
        except UnboundLocalError:
            # cheroot continues a header that never began.
            raise ValueError("Illegal header line.") from None
        return hdict


class _Request(server.HTTPRequest):
    """Refuses what cheroot would take, misread or answer with an error of its own."""

    header_reader = _HeaderReader()

    def read_request_line(self) -> bool:
        try:
            return bool(super().read_request_line())  # type: ignore[no-untyped-call]
        except ValueError:
            return self._refuse()

    def read_request_headers(self) -> bool:
        if not super().read_request_headers():  # type: ignore[no-untyped-call]
            return False
        length = self.inheaders.get(b"Content-Length")
        # A negative length would read to the end of the connection; with both headers, two
        # servers in a row may disagree on where the request ends.
        if length is not None and (self.chunked_read or not length.isdigit()):
            return self._refuse()
        if self.chunked_read:
            # What is left of a chunked body must not be taken for the next request.
            self.close_connection = True
        return True

    def simple_response(self, status: object, msg: str = "") -> None:
        """An empty answer; a version or encoding we do not speak is the client's error."""
        text = str(status)
        foreign = text.startswith(("501", "505"))
        super().simple_response("400 Bad Request" if foreign else text)

    def _refuse(self) -> bool:
        self.simple_response("400 Bad Request")
        return False


class _Reader(io.BufferedReader):
    """As cheroot's own, which is written in Python and takes as long as all the rest of it."""

    bytes_read = 0  # for statistics, which are not kept

    def __init__(self, sock: socket.socket, size: int) -> None:
        super().__init__(socket.SocketIO(sock, "rb"), size)
        self._socket = sock

    def has_data(self) -> bool:
        """Whether another request has begun to arrive."""
        timeout = self._socket.gettimeout()
        try:
            self._socket.settimeout(0)
            return bool(self.peek(1))
        except (OSError, ValueError):
            return False
        finally:
            self._socket.settimeout(timeout)


def _file(sock: socket.socket, mode: str, size: int) -> Any:
    return _Reader(sock, size) if "r" in mode else MakeFile(sock, mode, size)


class _Connection(server.HTTPConnection):
    RequestHandlerClass = _Request
    is_silent = True  # until it is known to have sent something

    def __init__(self, server: HttpServer, sock: socket.socket, makefile: object) -> None:
        del makefile
        super().__init__(server, sock, _file)

    def communicate(self) -> bool:
        with self.server.watched(self):
            return bool(super().communicate())  # type: ignore[no-untyped-call]


class HttpServer(wsgi.Server):
    """Serves one WSGI application from a pool of threads."""

    ConnectionClass = _Connection
    max_request_header_size = MAX_HEADERS
    # Twice, because the framing of a chunked body counts too; `BodyLimit` is exact.
    max_request_body_size = 2 * MAX_BODY
    keep_alive_conn_limit = MAX_WAITING
    # How long it may take to notice `stop`.
    expiration_interval = 0.1

    def __init__(self, address: tuple[str, int], application: Any, threads: int) -> None:
        super().__init__(
            address,
            application,
            numthreads=threads,
            max=threads,
            server_name=NAME,
            request_queue_size=BACKLOG,
            timeout=KEEP_ALIVE_SECONDS,
            shutdown_timeout=STOP_SECONDS,
            accepted_queue_size=MAX_WAITING,
        )
        self._reading: dict[_Connection, float] = {}
        self._reading_lock = threading.Lock()

    def process_conn(self, conn: Any) -> None:
        """As inherited, but a thread only for those who have said something: cheroot would give one
        to everybody who connects, so that eight who are silent keep all others waiting."""
        if not conn.is_silent:
            super().process_conn(conn)
        elif self.can_add_keepalive_connection:
            conn.is_silent = False
            self.put_conn(conn)
        else:
            conn.close()

    @contextlib.contextmanager
    def watched(self, connection: _Connection) -> Iterator[None]:
        with self._reading_lock:
            self._reading[connection] = time.monotonic()
        try:
            yield
        finally:
            with self._reading_lock:
                self._reading.pop(connection, None)

    def hang_up_on_the_slow(self) -> None:
        """End the reading, not the writing: an answer under way still goes out.

        cheroot's own timeout starts anew with every byte, so that a client that sends one every
        few seconds would keep a thread for good.
        """
        limit = time.monotonic() - READ_SECONDS
        with self._reading_lock:
            slow = [connection for connection, since in self._reading.items() if since < limit]
        for connection in slow:
            with contextlib.suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RD)

    def bind(self, family: int, type: int, proto: int = 0) -> Any:
        """As inherited, but a socket that cannot be bound is closed."""
        sock = self.prepare_socket(self.bind_addr, family, type, proto, self.nodelay, None)
        try:
            sock.bind(self.bind_addr)
        except OSError:
            sock.close()
            raise
        self.socket = sock
        self.bind_addr = self.resolve_real_bind_addr(sock)  # type: ignore[no-untyped-call]
        return sock

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """The given message repeats what came in; the kind of error and its place do not."""
        del msg
        logger.log(level, "the web server met an error", exc_info=traceback)
