"""Processes that run beside the one that starts them: Kringle, and a local Slack."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from playground.driver import Playground

ROOT = Path(__file__).parents[1]
START_SECONDS = 30
STOP_SECONDS = 10
#: A process started from here knows nothing else of this machine.
BARE = {"PATH": os.defpath, "PYTHONUTF8": "1"}
#: Set, if only to nothing, so that no `.env` lying about can set them.
UNSET = (
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "KRINGLE_KEYS",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
)


class Child:
    """A process that writes into its log, reads what it is told, and is ended with `stop`."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        env: Mapping[str, str],
        log: Path,
        root: Path = ROOT,
    ) -> None:
        self._module = module
        # In a session of its own: Ctrl-C reaches this process alone, which then ends the others.
        with log.open("w") as output:
            self._process = subprocess.Popen(  # noqa: S603  # our own modules, no shell
                [sys.executable, "-m", module, *arguments],
                bufsize=0,
                cwd=root,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def tell(self, line: str) -> None:
        """Writes to its standard input. One that has ended is told nothing."""
        if self._process.stdin and not self.has_ended:
            try:
                self._process.stdin.write(f"{line}\n".encode())
            except BrokenPipeError:
                return  # it has ended since

    def wait_until(self, condition: Callable[[], Any]) -> Any:
        """What `condition` gives once that is true; raises when the process ends before."""
        deadline = time.monotonic() + START_SECONDS
        while not (found := condition()):
            if self.has_ended:
                raise AssertionError(f"python -m {self._module} ended before it was ready")
            if time.monotonic() > deadline:
                raise AssertionError(f"python -m {self._module} was not ready in time")
            time.sleep(0.05)
        return found

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()


def bot_environment(slack: Playground, database: Path) -> dict[str, str]:
    """Every variable that Kringle reads, so that nothing of the person who runs this leaks in."""
    return {
        **BARE,
        **dict.fromkeys(UNSET, ""),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{database}",
        "KRINGLE_HOST": "127.0.0.1",
        "KRINGLE_PORT": "0",
        "KRINGLE_TICK_SECONDS": "1",
        "KRINGLE_RETENTION_DAYS": "400",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "text",
    }


def last_lines(log: Path, most: int = 15) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-most:]
    return "\n".join(["The end of Kringle's log:", *(f"  {line}" for line in lines)])
