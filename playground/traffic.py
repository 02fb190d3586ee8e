"""The last requests in both directions, for whoever wants to see how Slack and a bot talk."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from playground import traffic_words as words
from playground.delivery import BotAnswer
from playground.errors import Json
from playground.webapi.answers import Answer

if TYPE_CHECKING:
    from playground.workspace import Workspace

REMEMBERED = 1_000


class Beginning(NamedTuple):
    """When a request began: by the playground's clock, and by one that measures."""

    at: float
    measured: float


class Request(NamedTuple):
    """One request and its answer; `method` is empty when it went to the bot.

    These are the very objects that were sent. Nobody changes them afterwards: messages and views
    that are edited get other blocks.
    """

    n: int
    began: Beginning
    method: str
    payload: Json
    concerns: Json
    answer: Answer | BotAnswer
    fault: str | None
    seconds: float


class Traffic:
    """Remembers the last thousand requests, each as soon as it is over.

    They are numbered as they end; `at` tells when they began. It is cheap to remember one: the
    words for it are found when somebody looks, and whoever looks holds the workspace's lock.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._requests: deque[Request] = deque(maxlen=REMEMBERED)

    def begin(self) -> Beginning:
        return Beginning(self._workspace.clock.now(), time.monotonic())

    def slack_answered(
        self,
        began: Beginning,
        method: str,
        args: Json,
        concerns: Json,
        answer: Answer,
        fault: str | None,
    ) -> None:
        """A request of the bot's is over; `concerns` names whom and what it is about."""
        self._remember(began, method, args, concerns, answer, fault, answer.hold)

    def bot_answered(self, began: Beginning, payload: Json, answer: BotAnswer) -> None:
        """The bot acknowledged what it was sent, or did not."""
        concerns = words.concerns_of(payload)
        self._remember(began, "", payload, concerns, answer, None, 0.0)

    def entries(self, after: int) -> list[Json]:
        """Summaries of what came after the nth request, the oldest first."""
        with self._lock:
            newer = itertools.takewhile(lambda one: one.n > after, reversed(self._requests))
            found = list(newer)
        return [self._summary(one) for one in reversed(found)]

    def entry(self, n: int) -> Json | None:
        """The nth request's summary, payload and answer; None once it is forgotten."""
        with self._lock:
            found = next((one for one in self._requests if one.n == n), None)
        if found is None:
            return None
        payload = {name: value for name, value in found.payload.items() if name != "token"}
        answer = words.answer_of(found.answer)
        return {**self._summary(found), "payload": payload, "answer": answer}

    def _remember(
        self,
        began: Beginning,
        method: str,
        payload: Json,
        concerns: Json,
        answer: Answer | BotAnswer,
        fault: str | None,
        held: float,
    ) -> None:
        seconds = time.monotonic() - began.measured + held
        with self._lock:
            n = next(self._numbers)
            self._requests.append(
                Request(n, began, method, payload, concerns, answer, fault, seconds)
            )

    def _summary(self, one: Request) -> Json:
        outcome = words.outcome(one.answer, one.fault)
        return {
            "n": one.n,
            "at": one.began.at,
            "to": "slack" if one.method else "bot",
            "what": one.method or words.what(self._workspace, one.payload),
            "about": words.about(self._workspace, one.concerns),
            "outcome": outcome,
            "good": outcome in words.GOOD,
            "fault": one.fault,
            "seconds": one.seconds,
        }
