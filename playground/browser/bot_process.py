"""Kringle beside the playground, as what lies outside of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from watchfiles import PythonFilter, watch

from playground.browser.outside import Moment
from playground.browser.upcoming import upcoming
from playground.driver import Playground
from playground.processes import ROOT, Child, bot_environment, last_lines

FOLDERS = ("bot", "core", "migrations")


class BotProcess:
    """A running Kringle, from construction until `stop`, with what it remembers in `folder`.

    When its code in `root` changes it is started again, also after it ended by itself; `tell` is
    told so in a sentence. Slack, the database and the time that it is do not change by that.
    """

    def __init__(
        self, slack: Playground, folder: Path, tell: Callable[[str], None], root: Path = ROOT
    ) -> None:
        self._database, self._log = folder / "kringle.db", folder / "bot.log"
        self._environment = bot_environment(slack, self._database)
        self._tell = tell
        self._root = root
        self._ahead = 0.0
        #: Held by whoever starts or ends the process, or sets its clock.
        self._changing = threading.Lock()
        self._stopping = threading.Event()
        self._child: Child | None = self._start()
        self._watcher = threading.Thread(target=self._watch, name="code-watcher")
        self._watcher.start()

    def upcoming(self) -> Sequence[Moment]:
        return upcoming(self._database, time.time() + self._ahead)

    def advance(self, seconds: float) -> None:
        with self._changing:
            self._ahead += seconds
            if self._child:
                self._child.tell(str(seconds))

    def trouble(self) -> str:
        child = self._child
        if child is None or not child.has_ended:
            return ""
        return f"Kringle has ended by itself.\n{last_lines(self._log)}"

    def restart(self) -> None:
        with self._changing:
            self._end()
            self._child = self._start()

    def stop(self) -> None:
        self._stopping.set()
        self._watcher.join()
        with self._changing:
            self._end()

    def _start(self) -> Child:
        self.started_at = time.monotonic()
        arguments = ["bot", "--ahead", str(self._ahead)]
        module = "playground.browser.travelling"
        return Child(module, arguments, self._environment, self._log, self._root)

    def _end(self) -> None:
        """From here on that it has ended is no trouble."""
        child, self._child = self._child, None
        if child:
            child.stop()

    def _watch(self) -> None:
        folders = [self._root / folder for folder in FOLDERS]
        changes = watch(
            *folders,
            watch_filter=PythonFilter(),
            stop_event=self._stopping,
            raise_interrupt=False,
        )
        for changed in changes:
            first, *more = sorted({path for _, path in changed})
            others = f" and {len(more)} more" if more else ""
            where = Path(first).relative_to(self._root)
            self._tell(f"{where}{others} changed: Kringle starts again")
            self.restart()
