"""What Slack sends over a websocket goes through Bolt's listeners, and their answers go back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

logger = logging.getLogger(__name__)


class Answers:
    """Runs the listeners and sends what they answer; knows when none is running."""

    def __init__(self, bolt: App, workers: int) -> None:
        self._bolt = bolt
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="socket-listener")
        self._changed = threading.Condition()
        self._unanswered = 0
        self._is_closed = False

    def begin(self, request: SocketModeRequest, send: Callable[[str], None]) -> None:
        """Without effect once closed."""
        with self._changed:
            if not self._is_closed:
                self._unanswered += 1
                self._pool.submit(self._answer, request, send)

    def wait_until_idle(self, deadline: float) -> None:
        with self._changed:
            self._changed.wait_for(self._is_idle, deadline - time.monotonic())

    def close(self, deadline: float) -> None:
        """At the first moment when nothing is running, or at the deadline."""
        with self._changed:
            if not self._changed.wait_for(self._is_idle, deadline - time.monotonic()):
                logger.warning("stopped before %d payloads were answered", self._unanswered)
            self._is_closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _is_idle(self) -> bool:
        return self._unanswered == 0

    def _answer(self, request: SocketModeRequest, send: Callable[[str], None]) -> None:
        try:
            answer = run_bolt_app(self._bolt, request)
            send_response(_Way(send, self._bolt.logger), request, answer, time.time())
        except Exception:
            # The edge of a thread: without this nobody would ever hear of it.
            logger.exception("a payload of Slack's was not answered")
        finally:
            with self._changed:
                self._unanswered -= 1
                self._changed.notify_all()


class _Way(BaseSocketModeClient):
    """What slack_bolt sends an acknowledgement through."""

    def __init__(self, send: Callable[[str], None], logger: logging.Logger) -> None:
        self._send = send
        self.logger = logger

    def send_message(self, message: str) -> None:
        self._send(message)
