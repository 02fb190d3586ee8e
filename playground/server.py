"""Puts the playground together and runs it on two local ports: HTTP and websocket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from cheroot import wsgi

from playground.bot_link import BotLink
from playground.browser.desk import Desk
from playground.clock import PlaygroundClock
from playground.control import Controls
from playground.control_trouble import Trouble
from playground.faults import Faults
from playground.later import Later
from playground.payloads import Payloads
from playground.people import People
from playground.ratelimits import RateLimits
from playground.signed_http import RequestSigner
from playground.sockets import SocketHub
from playground.weather import Weather
from playground.web import create_web
from playground.webapi.dispatch import WebApi
from playground.wire import Wire
from playground.workspace import Workspace

SIGNING_SECRET = "playground-signing-secret"  # noqa: S105 (everybody may know it)
TEAM_ID = "T0PLAYGRND"
# Each waiting act of a person holds one while the bot makes its calls on others.
HTTP_THREADS = 96


class PlaygroundServer:
    """A running Slack, from construction until `stop`."""

    def __init__(self, port: int = 0, now: Callable[[], float] = time.time) -> None:
        clock = PlaygroundClock(now)
        self.workspace = Workspace(clock)
        self.workspace.add_team(TEAM_ID, "Playground")
        self._sockets = SocketHub(self.workspace.pick)
        self._effects, self._closings = Later("slack-late-calls"), Later("slack-held-connections")
        faults, weather, limits = Faults(), Weather(), RateLimits()
        signer = RequestSigner(SIGNING_SECRET)
        link = BotLink(self._sockets, signer, self.workspace.traffic)
        payloads = Payloads(self.workspace)
        new_socket_url = self._sockets.ticket_url
        api = WebApi(self.workspace, faults, weather, limits, self._effects, new_socket_url)
        people = People(self.workspace, link, payloads)
        trouble = Trouble(faults, weather, limits, self._effects)
        self.controls = controls = Controls(self.workspace, people, link, trouble)
        self.desk = Desk(controls)
        web = create_web(api, controls, self._closings, self.desk)
        self._http = wsgi.Server(("127.0.0.1", port), web, numthreads=HTTP_THREADS)
        self._http.gateway = Wire
        self._http.request_queue_size = 256  # with the default of 5, bursts are reset
        self._http.shutdown_timeout = 1
        self._http.expiration_interval = 0.02  # how quickly `stop` is noticed
        self._http.prepare()
        self.url = f"http://127.0.0.1:{self._http.bind_addr[1]}"
        payloads.base_url = controls.base_url = self.workspace.base_url = self.url
        self._thread = threading.Thread(target=self._http.serve, name="slack-http")
        self._sockets.start()
        self._effects.start()
        self._closings.start()
        self._thread.start()

    def stop(self) -> None:
        """Closes both ports and ends all threads; open connections are closed.

        Late calls that have not taken effect by then never will.
        """
        self._sockets.stop()
        self._http.stop()
        self._thread.join()
        self._effects.stop()
        for close in self._closings.stop():
            close()
