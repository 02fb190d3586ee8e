"""Puts the playground together and runs it on two local ports: HTTP and websocket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from cheroot import wsgi

from playground.bot_link import BotLink
from playground.clock import PlaygroundClock
from playground.control import Controls
from playground.faults import Faults
from playground.payloads import Payloads
from playground.people import People
from playground.ratelimits import RateLimits
from playground.signed_http import RequestSigner
from playground.sockets import SocketHub
from playground.web import CONNECTION, create_web
from playground.webapi.dispatch import WebApi
from playground.workspace import Workspace

SIGNING_SECRET = "playground-signing-secret"  # noqa: S105 (everybody may know it)
TEAM_ID = "T0PLAYGRND"
# Each waiting act of a person holds one while the bot makes its calls on others.
HTTP_THREADS = 96


class _Gateway(wsgi.Gateway_10):
    """Lets the app close a connection without an answer."""

    # cheroot's own annotations say None here, for its abstract base class.
    def get_environ(self) -> dict[str, Any]:  # type: ignore[override]
        environ: dict[str, Any] = super().get_environ()  # type: ignore[no-untyped-call]
        return {**environ, CONNECTION: self.req.conn.socket}


class PlaygroundServer:
    """A running Slack, from construction until `stop`."""

    def __init__(self, port: int = 0, now: Callable[[], float] = time.time) -> None:
        clock = PlaygroundClock(now)
        self.workspace = Workspace(clock)
        self.workspace.add_team(TEAM_ID, "Playground")
        self._sockets = SocketHub(self.workspace.pick)
        self._sockets.start()
        faults, limits = Faults(), RateLimits()
        link = BotLink(self._sockets, RequestSigner(SIGNING_SECRET))
        payloads = Payloads(self.workspace)
        api = WebApi(self.workspace, faults, limits, self._sockets.ticket_url)
        people = People(self.workspace, link, payloads)
        controls = Controls(self.workspace, people, link, faults, limits)
        self._http = wsgi.Server(
            ("127.0.0.1", port), create_web(api, controls), numthreads=HTTP_THREADS
        )
        self._http.gateway = _Gateway
        self._http.request_queue_size = 256  # with the default of 5, bursts are reset
        self._http.shutdown_timeout = 1
        self._http.expiration_interval = 0.02  # how quickly `stop` is noticed
        self._http.prepare()
        self.url = f"http://127.0.0.1:{self._http.bind_addr[1]}"
        payloads.base_url = controls.base_url = self.url
        self._thread = threading.Thread(target=self._http.serve, name="slack-http")
        self._thread.start()

    def stop(self) -> None:
        """Closes both ports and ends all threads; open connections are closed."""
        self._sockets.stop()
        self._http.stop()
        self._thread.join()
