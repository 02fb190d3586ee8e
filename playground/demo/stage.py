"""The local Slack and Kringle, each a process of its own, for as long as the story takes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playground import Playground
from playground.processes import BARE, Child, bot_environment, last_lines


@dataclass(frozen=True)
class Stage:
    """Where the story plays: Slack to drive, Kringle's database and log to look into."""

    slack: Playground
    database: Path
    bot_log: Path


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
