"""The composition root: the only file that knows all parts, and starts and stops them."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from http.client import HTTPException

import flask
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.config import Settings
from bot.identity import SingleWorkspace
from bot.listeners import register_listeners
from bot.messenger import SlackMessenger
from bot.storage import Storage, open_storage, readiness_of
from bot.web import WebServer, create_web
from core.clock import SystemClock
from core.scheduler import Scheduler
from core.services.registry import Services

logger = logging.getLogger(__name__)

#: A person waits for three seconds at most; a delivery may take a little longer, but less than
#: the lease of its lane.
LISTENER_TIMEOUT = 2
DELIVERY_TIMEOUT = 5
LONGEST_PAUSE = 30


def build_bolt(settings: Settings, services: Services) -> App:
    """The Bolt app with all listeners, for either way in.

    Bolt itself verifies no signature and asks Slack nothing when it is built: `bot.web` has
    verified each request before Bolt reads it, and the token is asked about at the first request.
    """
    client = _client(settings, LISTENER_TIMEOUT)
    app = App(
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


def build(settings: Settings, *, role: str = "all") -> Kringle:
    """Everything one process needs. Raises `OperatorError` when storage cannot be opened."""
    return Kringle(settings, open_storage(settings.core), role)


class Kringle:
    """One process: `role` web answers Slack, worker draws and delivers, all does both."""

    def __init__(self, settings: Settings, storage: Storage, role: str) -> None:
        self._settings = settings
        self._database = storage.database
        self._clock = SystemClock()
        client = _client(settings, DELIVERY_TIMEOUT)
        messenger = SlackMessenger(lambda team_id: client)
        self.services = Services.build(storage.database, storage.vault, self._clock, messenger)
        self._answers = role in ("all", "web")
        self._bolt = build_bolt(settings, self.services) if self._answers else None
        self._scheduler: Scheduler | None = None
        if role in ("all", "worker"):
            self._scheduler = Scheduler(
                self.services, storage.database, self._clock, settings.core.tick_seconds
            )
        self._web = WebServer(self._routes(), settings.host, settings.port)
        self._socket = self._socket_handler()
        self._stopping = threading.Event()

    @property
    def port(self) -> int:
        """Where health, and in HTTP mode Slack's requests, are answered."""
        return self._web.port

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what was begun."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        self.start()
        self._stopping.wait()
        self.stop()

    def start(self) -> None:
        """Raises `CannotListen` before anything else has been started."""
        self._web.start()
        if self._scheduler:
            self._scheduler.start()
        if self._socket:
            threading.Thread(target=self._connect, args=[self._socket], daemon=True).start()
        logger.info("Kringle is running; health on port %d", self._web.port)

    def stop(self) -> None:
        self._stopping.set()
        self._clock.stop()
        if self._socket:
            self._socket.close()  # type: ignore[no-untyped-call] # Bolt leaves it without types
        self._web.stop()
        if self._scheduler:
            self._scheduler.stop()
        self._database.close()
        logger.info("Kringle has stopped")

    def _routes(self) -> flask.Flask:
        handle = None
        if self._bolt and not self._settings.socket_mode:
            handle = _handler(self._bolt)
        return create_web(
            handle=handle,
            signing_secret=self._settings.signing_secret,
            readiness=readiness_of(self._database),
            now=time.time,
        )

    def _socket_handler(self) -> SocketModeHandler | None:
        """One for the whole life: each starts threads of its own."""
        if self._bolt is None or not self._settings.socket_mode:
            return None
        return SocketModeHandler(self._bolt, self._settings.app_token, ping_interval=5)

    def _connect(self, handler: SocketModeHandler) -> None:
        """Open the websocket; while Slack is away, try again. Once open it mends itself."""
        pause = 1
        while not self._stopping.is_set():
            try:
                handler.connect()  # type: ignore[no-untyped-call] # as above
            except (SlackApiError, SlackClientError, OSError, HTTPException) as error:
                logger.warning("Slack cannot be reached: %s; trying again", _what(error))
                self._stopping.wait(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                logger.info("connected to Slack")
                return


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
        retry_handlers=[],
    )


def _what(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response["error"])
    return type(error).__name__
