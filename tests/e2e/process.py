"""Kringle as a process of its own, which can be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import requests

from tests.e2e.world import World, eventually

REPOSITORY = Path(__file__).parents[2]


class Process:
    """`python -m bot` on a port of its own; what it logs goes to `log`, one file for all runs."""

    def __init__(self, world: World, folder: Path, **environment: str) -> None:
        self.world = world
        self.log = folder / "kringle.log"
        self.port = _free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            **world.environment,
            "KRINGLE_PORT": str(self.port),
            **environment,
        }
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers, and Slack knows where it is."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "bot"],
                cwd=REPOSITORY,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        eventually(self._is_ready)
        if self.world.transport == "http":
            self.world.slack.use_http(f"http://127.0.0.1:{self.port}/slack/events")
        else:
            self.world.slack.wait_for_bot()

    def kill(self) -> None:
        """As a crash does: nothing is finished, nothing is closed."""
        if self._running:
            self._running.kill()
            self._running.wait()
            self._running = None

    def _is_ready(self) -> bool:
        assert self._running is not None
        assert self._running.poll() is None, self.log.read_text()
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=1).ok
        except requests.ConnectionError:
            return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
