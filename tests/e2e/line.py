"""A line to PostgreSQL that can go dead at a bad moment."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import make_url

COMMIT = b"COMMIT\0"
#: What stands in each transaction that somebody asked for in Slack.
ASKED_FOR = b"INSERT INTO handled_requests"


class Line:
    """Passes on whatever either side says, on a port of its own; `url` is the database through it.

    After `cut_at_commit` the next commit of what a person asked for reaches the server, which makes
    it, but its answer reaches nobody: the connection is closed instead.
    """

    def __init__(self, url: str) -> None:
        self._server = psycopg.conninfo.conninfo_to_dict(
            make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        )
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        direct = make_url(url).set(host="127.0.0.1", port=port)
        self.url = direct.difference_update_query(["host", "port"]).render_as_string(
            hide_password=False
        )
        self.cuts = 0
        self._cuts_at_commit = False
        self._sockets: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at_commit(self) -> None:
        self._cuts_at_commit = True

    def close(self) -> None:
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the listener is closed
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{self._server['host']}/.s.PGSQL.{self._server.get('port', 5432)}")
                self._sockets += [client, server]
                threading.Thread(target=self._talk, args=[client, server], daemon=True).start()
                threading.Thread(target=self._listen, args=[server, client], daemon=True).start()

    def _talk(self, client: socket.socket, server: socket.socket) -> None:
        is_asked_for = False
        with _ending(client, server):
            while said := client.recv(65536):
                is_asked_for |= ASKED_FOR in said
                if COMMIT in said:
                    if self._cuts_at_commit and is_asked_for:
                        self._cuts_at_commit = False
                        self.cuts += 1
                        client.shutdown(socket.SHUT_RDWR)
                    is_asked_for = False
                server.sendall(said)

    def _listen(self, server: socket.socket, client: socket.socket) -> None:
        with _ending(client, server):
            while said := server.recv(65536):
                client.sendall(said)


@contextmanager
def _ending(*sockets: socket.socket) -> Iterator[None]:
    """When one side is gone, so is the other."""
    with contextlib.suppress(OSError):
        yield
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
