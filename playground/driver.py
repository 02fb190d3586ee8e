"""The playground from outside: start one here or connect to one that runs elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from playground.browser.desk import Desk
from playground.control_line import ControlLine, Run, at_hand, over_http
from playground.driver_bot import BotFacing
from playground.driver_records import LookingBack
from playground.driver_scene import SceneSetting
from playground.driver_trouble import TroubleMaking
from playground.driver_weather import WeatherMaking
from playground.errors import PlaygroundError
from playground.server import PlaygroundServer


class Playground(SceneSetting, BotFacing, TroubleMaking, WeatherMaking, LookingBack):
    """A local Slack. `start` runs it in this process, `connect` uses one that runs elsewhere."""

    def __init__(self, url: str, run: Run, server: PlaygroundServer | None = None) -> None:
        self._line = ControlLine(run)
        self._server = server
        self._closed = threading.Event()
        self._watchers: list[threading.Thread] = []
        info = self._line.run("info")
        self.url = url
        self.api_url: str = info["api_url"]
        self.bot_token: str = info["bot_token"]
        self.app_token: str = info["app_token"]
        self.signing_secret: str = info["signing_secret"]
        self.team_id: str = info["team_id"]
        self.bot_user_id: str = info["bot_user_id"]

    @classmethod
    def start(cls, *, port: int = 0, now: Callable[[], float] = time.time) -> Self:
        server = PlaygroundServer(port, now)
        return cls(server.url, at_hand(server.controls.run), server)

    @classmethod
    def connect(cls, url: str) -> Self:
        url = url.rstrip("/")
        return cls(url, over_http(url))

    @property
    def desk(self) -> Desk:
        """What the page in the browser goes by; only where the playground runs in this process."""
        if self._server is None:
            raise PlaygroundError("this playground runs elsewhere")
        return self._server.desk

    def close(self) -> None:
        """Ends watchers, and the server if this started it."""
        self._closed.set()
        for watcher in self._watchers:
            watcher.join()
        if self._server:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
