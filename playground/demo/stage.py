"""The local Slack and Kringle, each a process of its own, for as long as the story takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground import Playground

ROOT = Path(__file__).parents[2]
START_SECONDS = 30
STOP_SECONDS = 10
#: A process started for the demo knows nothing else of this machine.
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


@dataclass(frozen=True)
class Stage:
    """Where the story plays: Slack to drive, Kringle's database and log to look into."""

    slack: Playground
    database: Path
    bot_log: Path


class Child:
    """A process that writes into its log and is ended with `stop`."""

    def __init__(self, module: str, arguments: list[str], env: Mapping[str, str], log: Path):
        self._module = module
        # In a session of its own: Ctrl-C reaches this process alone, which then ends the others.
        with log.open("w") as output:
            self._process = subprocess.Popen(  # noqa: S603  # our own modules, no shell
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until(self, condition: Callable[[], Any]) -> Any:
        """What `condition` gives once that is true; raises when the process ends before."""
        deadline = time.monotonic() + START_SECONDS
        while not (found := condition()):
            if self._process.poll() is not None:
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


@contextmanager
def stage() -> Iterator[Stage]:
    """Whatever happens inside, both processes end and their folder goes."""
    with tempfile.TemporaryDirectory(prefix="kringle-demo-") as name, ExitStack() as running:
        folder = Path(name)
        slack = _start_slack(folder, running)
        database, log = folder / "kringle.db", folder / "bot.log"
        bot = Child("bot", [], bot_environment(slack, database), log)
        running.callback(bot.stop)
        try:
            bot.wait_until(lambda: _is_connected(slack))
            yield Stage(slack, database, log)
        except Exception as error:
            error.add_note(last_lines(log))
            raise


def _start_slack(folder: Path, running: ExitStack) -> Playground:
    ready = folder / "slack.json"
    child = Child("playground", ["--ready-file", str(ready)], BARE, folder / "slack.log")
    running.callback(child.stop)
    child.wait_until(lambda: ready.exists() and ready.read_text().endswith("\n"))
    return running.enter_context(Playground.connect(json.loads(ready.read_text())["url"]))


def _is_connected(slack: Playground) -> bool:
    try:
        slack.wait_for_bot(0)
    except AssertionError:
        return False
    return True


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
