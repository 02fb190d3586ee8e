"""Kringle as a process of its own, which can be told to stop, and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from tests.e2e.world import World
from tests.eventually import eventually
from tests.ports import free_port

REPOSITORY = Path(__file__).parents[2]


class Process:
    """`python -m bot` on a port of its own; what it logs goes to `log`, one file for all runs.

    `arguments` are those of `python`: tests that need it otherwise run another program.
    """

    def __init__(
        self,
        world: World,
        folder: Path,
        *,
        role: str = "all",
        arguments: tuple[str, ...] = ("-m", "bot"),
        **environment: str,
    ) -> None:
        self.world = world
        self.port = free_port()
        self.log = folder / f"kringle-{self.port}.log"
        self.arguments = (*arguments, "--role", role)
        self.answers_slack = role != "worker"
        self.environment = {
            "PATH": os.environ["PATH"],
            **world.environment,
            "KRINGLE_PORT": str(self.port),
            **environment,
        }
        self._running: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Returns at once."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, *self.arguments],
                cwd=REPOSITORY,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def start(self) -> None:
        """Returns when it answers, and Slack knows where it is."""
        if not self.is_running:
            self.begin()
        self.wait_until_ready()
        if not self.answers_slack:
            return
        if self.world.transport == "http":
            self.world.slack.use_http(f"http://127.0.0.1:{self.port}/slack/events")
        else:
            self.world.slack.wait_for_bot()

    def wait_until_ready(self) -> None:
        eventually(self._is_ready)

    def kill(self) -> None:
        """As a crash does: nothing is finished, nothing is closed."""
        if self._running:
            self._running.kill()
            self._running.wait()
            self._running = None

    def tell_to_stop(self) -> None:
        """As a supervisor does. Returns at once."""
        self._process.send_signal(signal.SIGTERM)

    def status(self, seconds: float = 20) -> int:
        """The exit status, once it has ended."""
        status = self._process.wait(seconds)
        self._running = None
        return status

    def health(self) -> tuple[int, dict[str, Any]]:
        return self._get("healthz")

    def readiness(self) -> tuple[int, dict[str, Any]]:
        return self._get("readyz")

    def answers(self) -> bool:
        assert self.is_running, self.log.read_text()
        try:
            return self.health()[0] == 200
        except requests.ConnectionError:
            return False

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        assert self._running is not None, "it has not been started"
        return self._running

    def _get(self, path: str) -> tuple[int, dict[str, Any]]:
        response = requests.get(f"http://127.0.0.1:{self.port}/{path}", timeout=5)
        return response.status_code, response.json()

    def _is_ready(self) -> bool:
        return self.answers() and self.readiness()[0] == 200
