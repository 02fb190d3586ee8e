"""Socket Mode: Slack's payloads come in over websockets that Kringle opens.

There are two, and Slack gives each payload to one of them. Slack ends every websocket now and then
and says so beforehand: the next one is open before the old one is given up. What came in over a
websocket is acknowledged over it, or over another if it has ended meanwhile.

slack_sdk's SocketModeClient is not used, because it was measured (3.47, pings every 5 s) to lose
what this is for: a connection cut off leaves it deaf for 29 s with a thread at full speed; one that
is silent from its beginning is never noticed; a replacement that fails closes the old one as well;
replacing holds acknowledgements back for 3 s, and closing drops those of running listeners; a 429
makes it sleep with its locks held; more than 65,535 bytes cannot be sent; and half a payload that
stalls for 3 s is forgotten.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPException

from slack_bolt import App
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.request import SocketModeRequest
from websockets.exceptions import ConnectionClosed, WebSocketException

from bot.answers import Answers
from bot.redaction import describe
from bot.websocket import NoHello, Websocket

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30
LONGEST_RETRY_AFTER = 300
#: A websocket that ends sooner than this was no success.
SHORT_LIFE = 10
#: How long `stop` waits for listeners. Slack waits three seconds for their answers.
FINISH_SECONDS = 2
AWAY = (SlackApiError, SlackClientError, WebSocketException, OSError, HTTPException)


class SocketConnections:
    """Keeps `count` websockets to Slack open, from `start` to `stop`.

    While Slack is away it is tried again, after pauses that grow to 30 s, or after as long as Slack
    asks for. Websockets are opened at least `apart` seconds from one another, so that they do not
    end together, unless there is none at all.

    `on_silence` is called once, from a thread of its own, when for `silent_after` seconds no
    websocket has shown a sign of life and no attempt to open one has come to an end. A Slack that
    is away or a network that is down is no silence: attempts fail, and go on. What remains is
    something stuck in here that only a new process cures. The seconds are those in which this
    process ran: being suspended or frozen does not count.
    """

    def __init__(
        self,
        bolt: App,
        app_token: str,
        *,
        on_silence: Callable[[], None],
        count: int = 2,
        ping_interval: float = 5,
        silent_after: float = 60,
        apart: float = 15,
        shortest_pause: float = 1,
        workers: int = 8,
    ) -> None:
        self._client = bolt.client
        self._app_token = app_token
        self._on_silence = on_silence
        self._count = count
        self._ping_interval = ping_interval
        self._silent_after = silent_after
        self._apart = apart
        self._shortest_pause = shortest_pause
        self._answers = Answers(bolt, workers)
        self._stopping = threading.Event()
        self._heard_at: float | None = None
        self._tried_at: float | None = None
        #: Guards what follows, and wakes the thread that opens websockets.
        self._changed = threading.Condition()
        self._websockets: list[Websocket] = []
        self._failures = 0
        self._short_lives = 0
        self._pause_until = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether Slack has somewhere to send its payloads, and not just for a few seconds more."""
        with self._changed:
            return bool(self._serving())

    def start(self) -> None:
        """Returns at once; the websockets open in the background."""
        for work in (self._keep_open, self._watch):
            name = f"sockets{work.__name__.replace('_', '-')}"
            threading.Thread(target=work, name=name, daemon=True).start()

    def stop(self) -> None:
        """Answer what has come in, then say goodbye; takes about three seconds at most.

        All websockets but one are closed first: what was on its way to them is answered over the
        last one, which closes at a moment when nothing is running. What is on its way to that one
        is not begun: Slack repeats an event, and tells the person about anything else. Harmless
        when repeated.
        """
        deadline = time.monotonic() + FINISH_SECONDS
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
            websockets = sorted(self._websockets, key=lambda one: one.is_retired)
        self._answers.wait_until_idle(deadline)
        for websocket in websockets[1:]:
            websocket.close()
        self._answers.close(deadline)
        for websocket in websockets[:1]:
            websocket.close()

    def on_sign_of_life(self) -> None:
        self._heard_at = time.monotonic()

    def on_request(self, websocket: Websocket, request: SocketModeRequest) -> None:
        self._answers.begin(request, partial(self._send, websocket))

    def on_retired(self, websocket: Websocket) -> None:
        with self._changed:
            lived = time.monotonic() - websocket.opened_at
            self._short_lives = self._short_lives + 1 if lived < SHORT_LIFE else 0
            # Slack may end all of them at once, even soon after they were opened.
            self._pause(self._short_lives - self._count)
            self._changed.notify_all()

    def on_over(self, websocket: Websocket) -> None:
        with self._changed:
            self._websockets.remove(websocket)

    def _keep_open(self) -> None:
        while self._is_needed():
            try:
                websocket = self._opened()
            except AWAY as error:
                self._note_failure(error)
            else:
                self._take_up(websocket)
            self._tried_at = time.monotonic()

    def _is_needed(self) -> bool:
        """Wait until one more is to be opened; False when it is time to stop."""
        with self._changed:
            while not self._stopping.is_set():
                seconds = self._due_in()
                if seconds is not None and seconds <= 0:
                    return True
                self._changed.wait(seconds)
        return False

    def _due_in(self) -> float | None:
        """Seconds until one more is to be opened; None while there are enough."""
        serving = self._serving()
        if len(serving) >= self._count:
            return None
        due = max((one.opened_at + self._apart for one in serving), default=0)
        return max(due, self._pause_until) - time.monotonic()

    def _serving(self) -> list[Websocket]:
        return [one for one in self._websockets if not one.is_retired]

    def _opened(self) -> Websocket:
        answer = self._client.apps_connections_open(app_token=self._app_token)
        return Websocket(
            str(answer.get("url")),
            self,
            ping_interval=self._ping_interval,
            ssl=self._client.ssl,
            proxy=self._client.proxy,
        )

    def _take_up(self, websocket: Websocket) -> None:
        with self._changed:
            if not self._stopping.is_set():
                self._failures = 0
                for one in self._websockets:
                    if one.is_retired:
                        one.give_up()
                self._websockets.append(websocket)
                self.on_sign_of_life()
                websocket.listen()
                logger.info("connected to Slack, %d of %d", len(self._serving()), self._count)
                return
        websocket.close()

    def _note_failure(self, error: Exception) -> None:
        with self._changed:
            self._failures += 1
            pause = self._pause(self._failures, _retry_after(error))
        logger.warning("Slack cannot be reached: %s; next try in %d s", _what(error), pause)

    def _pause(self, failures: int, at_least: float = 0) -> float:
        """Open nothing for a while, which is longer after several failures; returns the seconds."""
        growing = self._shortest_pause * 2.0 ** min(failures - 1, 10) if failures > 0 else 0
        pause = max(at_least, min(growing, LONGEST_PAUSE))
        self._pause_until = max(self._pause_until, time.monotonic() + pause)
        return pause

    def _send(self, websocket: Websocket, message: str) -> None:
        """Slack's own clients, too, answer over the next websocket when one has ended."""
        with self._changed:
            others = [one for one in self._websockets if one is not websocket]
        for one in (websocket, *others):
            try:
                one.send(message)
            except ConnectionClosed:
                continue
            return
        logger.warning("an acknowledgement found no connection to Slack")

    def _watch(self) -> None:
        """Counts its own steps and not the clock's seconds: after having been frozen, the others
        get the time to show that they live."""
        step = min(1.0, self._silent_after / 10)
        silent, last_sign = 0.0, (self._heard_at, self._tried_at)
        while not self._stopping.wait(step):
            sign = (self._heard_at, self._tried_at)
            is_pausing = time.monotonic() < self._pause_until
            silent = 0.0 if is_pausing or sign != last_sign else silent + step
            last_sign = sign
            if silent >= self._silent_after:
                logger.critical("no sign of life from Slack's websockets for %d s", silent)
                self._on_silence()
                return


def _retry_after(error: Exception) -> float:
    if isinstance(error, SlackApiError) and getattr(error.response, "status_code", 0) == 429:
        seconds = str(getattr(error.response, "headers", {}).get("Retry-After", ""))
        return min(int(seconds), LONGEST_RETRY_AFTER) if seconds.isdigit() else LONGEST_PAUSE
    return 0


def _what(error: Exception) -> str:
    return f"it said {error.reason}" if isinstance(error, NoHello) else describe(error)
