"""Ports for processes that are to listen where a test says."""

from __future__ import annotations

import random
import socket

#: Below those that systems give to whoever asks for any: a port that is found free stays so until
#: the process listens there, though many tests and their servers start at once.
PORTS = range(15_000, 30_000)


def free_port() -> int:
    """One of this machine's own address at which nothing listens."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
