"""The composition root: the only file that knows all parts, and starts and stops them."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable

import flask
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient

from bot.certificates import certificates
from bot.config import Settings
from bot.directory import SlackDirectory
from bot.failures import OperatorError
from bot.fence import FencedClient
from bot.http_server import STOP_SECONDS as WEB_STOP_SECONDS
from bot.identity import SingleWorkspace
from bot.listeners import register_listeners
from bot.messenger import SlackMessenger
from bot.readiness import Bounded, Check, first_reason
from bot.sockets import SocketConnections
from bot.stopping import Stopping
from bot.storage import Storage, explained, open_storage, readiness_of
from bot.web import WebServer, create_web
from core.clock import SystemClock
from core.hurry import in_a_hurry
from core.rosters.reading import Reader
from core.scheduler import Scheduler
from core.services.patience import Patience
from core.services.registry import Services

logger = logging.getLogger(__name__)

#: A person waits for three seconds at most; a delivery may take a little longer.
LISTENER_TIMEOUT = 2
DELIVERY_TIMEOUT = 5
#: Supervisors kill after ten seconds.
STOP_SECONDS = 9
READINESS_SECONDS = 2

STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT})
STOPPED, UNFINISHED = 0, 1


class _Bolt(App):
    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Somebody is waiting for each answer."""
        with in_a_hurry(LISTENER_TIMEOUT):
            return super().dispatch(req)


def build_bolt(settings: Settings, services: Services) -> App:
    """The Bolt app with all listeners, for either way in.

    Bolt itself verifies no signature and asks Slack nothing when it is built: `bot.web` has
    verified each request before Bolt reads it, and the token is asked about at the first request.
    """
    client = _client(settings, LISTENER_TIMEOUT)
    app = _Bolt(
        name="kringle",
        client=client,
        authorize=SingleWorkspace(client).authorizer(),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        signing_secret=settings.signing_secret or "verified before Bolt",
        token_verification_enabled=False,
    )
    register_listeners(app, services)
    return app


def build(
    settings: Settings,
    *,
    role: str = "all",
    patience: Patience = Patience(),  # noqa: B008 # it is frozen
    clock: SystemClock | None = None,
) -> Kringle:
    """Everything one process needs; `patience` and `clock` are for tests that cannot wait. Raises
    `OperatorError` when storage cannot be opened, or when several processes would have to share an
    embedded one."""
    if role != "all" and settings.core.is_sqlite:
        raise OperatorError(
            f"--role {role} shares the work with other processes, and a SQLite file is for one:"
            " start without --role, or set DATABASE_URL to a PostgreSQL."
        )
    storage = open_storage(settings.core)
    try:
        with explained():
            return Kringle(settings, storage, role, patience, clock or SystemClock())
    except OperatorError:
        storage.close()
        raise


class Kringle:
    """One process: `role` web answers Slack, worker draws and delivers, all does both."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        role: str,
        patience: Patience,
        clock: SystemClock,
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._clock = clock
        client = FencedClient(
            token=settings.bot_token, base_url=settings.api_url, timeout=DELIVERY_TIMEOUT
        )
        messenger = SlackMessenger(lambda team_id: client)
        self._reader = Reader()
        self.services = Services.build(
            storage.database,
            storage.vault,
            self._clock,
            messenger,
            patience,
            SlackDirectory(lambda team_id: client),
            settings.core.retention,
            self._reader,
        )
        self.services.timekeeping.set_clock()
        self._bolt = build_bolt(settings, self.services) if role in ("all", "web") else None
        self._scheduler: Scheduler | None = None
        if role in ("all", "worker"):
            self._scheduler = Scheduler(
                self.services, storage.database, self._clock, settings.core.tick_seconds
            )
        self._sockets = self._socket_connections()
        self._web = WebServer(self._routes(), settings.host, settings.port)
        self._stopping = threading.Event()
        self._has_stopped = False
        self._status = STOPPED

    @property
    def port(self) -> int:
        """Where health, and in HTTP mode Slack's requests, are answered."""
        return self._web.port

    def run(self) -> int:
        """Work until SIGTERM or SIGINT, then finish what was begun; the exit status. A second
        signal ends the process at once, and so does work that takes too long to finish: whatever is
        left in the middle, the next start takes up."""
        # Blocked here and in every thread that is started from now on, and waited for: a handler in
        # Python would run late or never, for its thread waits for a lock most of the time.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        self.start()
        # What is there by now stays. To look through it for garbage once more takes 45 ms each
        # time, and everybody waits.
        gc.collect()
        gc.freeze()
        signal.sigwait(STOP_SIGNALS)
        self._stopping.set()
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        if not self.stop():
            logger.warning("not everything was finished in %d seconds", STOP_SECONDS)
            logging.shutdown()
            os._exit(self._status or UNFINISHED)  # Python itself would wait for every thread
        return self._status

    def start(self) -> None:
        """Raises `CannotListen` before anything else has been started."""
        try:
            self._web.start()
        except OperatorError:
            self._storage.close()
            raise
        if self._scheduler:
            self._scheduler.start()
        if self._sockets:
            self._sockets.start()
        logger.info("Kringle is running; health on port %d", self._web.port)

    def stop(self) -> bool:
        """Begin nothing new and finish what was begun, within `STOP_SECONDS`; whether that was
        enough. Health is told to the end, and what Slack asks is answered while there is time.
        Harmless when repeated."""
        if self._has_stopped:
            return True
        self._has_stopped = True
        self._stopping.set()
        self._clock.stop()
        self._reader.close()
        stopping = Stopping(STOP_SECONDS)
        stopping.begin(part.stop for part in (self._scheduler, self._sockets) if part)
        stopping.wait(but_for=WEB_STOP_SECONDS + 0.5)
        stopping.begin([self._web.stop])
        if not stopping.wait():
            return False
        self._storage.close()
        logger.info("Kringle has stopped")
        return True

    def _on_silence(self) -> None:
        if not self._stopping.is_set():
            logger.error("Slack's side has been silent for too long: ending, to be started anew")
            self._status = os.EX_TEMPFAIL
            os.kill(os.getpid(), signal.SIGTERM)

    def _routes(self) -> flask.Flask:
        handle = None
        if self._bolt and not self._settings.socket_mode:
            handle = _handler(self._bolt)
        return create_web(
            handle=handle,
            signing_secret=self._settings.signing_secret,
            readiness=first_reason(*self._checks()),
            now=time.time,
        )

    def _checks(self) -> list[Check]:
        """What has to hold for this process to be sent work."""
        database = readiness_of(self._storage.database)
        checks: list[Check] = [
            lambda: "stopping" if self._stopping.is_set() else None,
            Bounded(database, READINESS_SECONDS, "the database does not answer"),
        ]
        if scheduler := self._scheduler:
            checks.append(scheduler.check)
        if sockets := self._sockets:
            checks.append(lambda: None if sockets.is_connected else "not connected to Slack")
        return checks

    def _socket_connections(self) -> SocketConnections | None:
        token = self._settings.app_token
        if self._bolt is None or token is None:
            return None
        return SocketConnections(self._bolt, token, on_silence=self._on_silence)


def _handler(bolt: App) -> Callable[[flask.Request], flask.Response]:
    handler = SlackRequestHandler(bolt)

    def handle(request: flask.Request) -> flask.Response:
        try:
            return handler.handle(request)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            # Signed, but not of a shape that Slack sends: Bolt reads it before any listener does.
            logger.warning("a signed request could not be read: %s", type(error).__name__)
            return flask.Response("That request could not be read.", status=400)

    return handle


def _client(settings: Settings, timeout: int) -> WebClient:
    """One that never repeats a call: after a lost reply slack_sdk would post a message twice."""
    return WebClient(
        token=settings.bot_token,
        base_url=settings.api_url,
        timeout=timeout,
        ssl=certificates(),
        retry_handlers=[],
    )
