"""The HTTP side: Slack's requests behind a guard, and how the process is."""

from __future__ import annotations

import threading
from collections.abc import Callable

import flask
from werkzeug.exceptions import HTTPException

from bot.failures import OperatorError
from bot.guard import BodyLimit, SignatureGuard
from bot.http_server import HttpServer

Handle = Callable[[flask.Request], flask.Response]
WATCH_SECONDS = 1


class CannotListen(OperatorError):
    """The address cannot be listened on."""


def create_web(
    *,
    handle: Handle | None,
    signing_secret: str | None,
    readiness: Callable[[], str | None],
    now: Callable[[], float],
) -> flask.Flask:
    """The routes of one process.

    `handle` answers what Slack has signed with `signing_secret`; without it there is no
    `/slack/events`. `readiness` gives None or a short reason why not, fit for anybody's eyes.
    `now` is the time in seconds since 1970.
    """
    web = flask.Flask(__name__, static_folder=None)
    web.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    web.url_map.merge_slashes = False
    web.register_error_handler(HTTPException, _short)
    _add_health(web, readiness)
    if handle is not None:
        _add_slack(web, handle, SignatureGuard(_required(signing_secret), now))
    web.wsgi_app = BodyLimit(web.wsgi_app)  # type: ignore[method-assign]
    return web


def _required(signing_secret: str | None) -> str:
    if not signing_secret:
        raise ValueError("requests of Slack cannot be told from others without a signing secret")
    return signing_secret


def _short(error: HTTPException) -> flask.Response:
    """Status and headers of the error without Werkzeug's page."""
    response = flask.Response(status=error.code)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _add_health(web: flask.Flask, readiness: Callable[[], str | None]) -> None:
    @web.get("/healthz")
    def healthz() -> flask.Response:
        return flask.jsonify(status="ok")

    @web.get("/readyz")
    def readyz() -> tuple[flask.Response, int]:
        reason = readiness()
        if reason is None:
            return flask.jsonify(status="ready"), 200
        return flask.jsonify(status="not ready", reason=reason), 503


def _add_slack(web: flask.Flask, handle: Handle, guard: SignatureGuard) -> None:
    @web.post("/slack/events")
    def slack_events() -> flask.Response:
        if not guard.is_genuine(flask.request.headers, flask.request.get_data()):
            return flask.Response(status=401)
        return handle(flask.request)


class WebServer:
    """Serves an application in the background until stopped."""

    def __init__(self, app: flask.Flask, host: str, port: int, threads: int = 8) -> None:
        self._server = HttpServer((host, port), app, threads)
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def port(self) -> int:
        """The port listened on: the one asked for, or the one found for 0 once started."""
        return int(self._server.bind_addr[1])

    def start(self) -> None:
        """Raises `CannotListen`; afterwards requests are answered."""
        host, port = self._server.bind_addr
        try:
            self._server.prepare()
        except OSError as error:
            raise CannotListen(
                f"Nothing can listen on {host}, port {port}; perhaps another process does. Stop it,"
                " or set KRINGLE_HOST and KRINGLE_PORT to an address that is free."
            ) from error
        for work in (self._server.serve, self._watch):
            thread = threading.Thread(target=work, name=f"web-{work.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish the requests under way, for a few seconds, and close. Harmless when repeated."""
        self._stopping.set()
        self._server.stop()
        for thread in self._threads:
            thread.join(timeout=10)

    def _watch(self) -> None:
        while not self._stopping.wait(WATCH_SECONDS):
            self._server.hang_up_on_the_slow()
