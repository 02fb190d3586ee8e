"""What Slack knows of somebody."""

from __future__ import annotations

import json
import logging
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import available_timezones

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from core.domain.types import Caller, Person, TeamId, UserId

logger = logging.getLogger(__name__)

#: Somebody who becomes a guest may join for so long all the same.
REMEMBERED_SECONDS = 600
MOST_REMEMBERED = 10_000
#: While Slack is away, nobody else waits for it in vain. With 429 it says itself for how long.
PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
#: So many are asked about at the same time: a slow Slack must not take every thread there is.
AT_ONCE = 4
#: A connection that was silent for longer may be dead without anybody knowing.
SILENT_SECONDS = 15


@dataclass(frozen=True)
class Profile:
    """`time_zone` is an IANA name, UTC when Slack tells none."""

    person: Person
    time_zone: str


class NotTold(Exception):
    """Slack does not say who somebody is, and shall not be asked for so many seconds."""

    def __init__(self, why: str, pause: float) -> None:
        super().__init__(why)
        self.pause = pause


class People:
    """Asks Slack who people are, once in a while for each. Safe to share between threads.

    When Slack cannot tell (down, slow, 429), the request itself has to do: it is signed, names the
    person's workspace, and neither a bot nor a deactivated account presses buttons. A join is not
    lost for that. Of a rush it can only tell a part: a hundred people a minute.
    """

    def __init__(self, client: WebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._lines = _Lines(client)
        self._now = now
        self._known: dict[tuple[TeamId, UserId], tuple[Profile, float]] = {}
        self._asks_again_at = float("-inf")
        self._turns = threading.Semaphore(AT_ONCE)
        self._lock = threading.Lock()

    def profile_of(self, caller: Caller, body: dict[str, Any]) -> Profile:
        """Whoever sent this request."""
        if self._client.proxy:
            return profile_of(self._client, caller, body)  # slack_sdk knows the way
        return self._remembered(caller) or self._asked(caller) or as_sent(caller, body)

    def _remembered(self, caller: Caller) -> Profile | None:
        profile, until = self._known.get((caller.team_id, caller.user_id), (None, 0.0))
        return profile if self._now() < until else None

    def _asked(self, caller: Caller) -> Profile | None:
        if self._now() < self._asks_again_at or not self._turns.acquire(blocking=False):
            return None
        try:
            profile = _profile(self._lines.user(caller.user_id), caller.team_id)
        except NotTold as silence:
            self._asks_again_at = self._now() + silence.pause
            logger.warning("Slack did not say who somebody is: %s", silence)
            return None
        finally:
            self._turns.release()
        # A refusal is not remembered: whoever becomes a full member may join at once.
        if profile.person == Person(caller.user_id, caller.team_id):
            self._remember(caller, profile)
        return profile

    def _remember(self, caller: Caller, profile: Profile) -> None:
        with self._lock:
            while len(self._known) >= MOST_REMEMBERED:
                del self._known[next(iter(self._known))]
            key = (caller.team_id, caller.user_id)
            self._known.pop(key, None)
            self._known[key] = (profile, self._now() + REMEMBERED_SECONDS)


def profile_of(client: WebClient, caller: Caller, body: dict[str, Any]) -> Profile:
    """Whoever sent this request, asked anew; see `People`."""
    try:
        user = client.users_info(user=caller.user_id)["user"]
    except (SlackApiError, OSError, HTTPException) as error:
        logger.warning("Slack did not say who somebody is: %s", type(error).__name__)
        return as_sent(caller, body)
    return _profile(user, caller.team_id)


def as_sent(caller: Caller, body: dict[str, Any]) -> Profile:
    """What the request itself says."""
    home = (body.get("user") or {}).get("team_id") or caller.team_id
    return Profile(Person(caller.user_id, TeamId(home)), "UTC")


class _Line(HTTPConnection):
    def __del__(self) -> None:
        self.close()  # with the thread that it belonged to


class _SecureLine(HTTPSConnection):
    def __del__(self) -> None:
        self.close()


class _Lines:
    """Connections to Slack that stay open, one for each thread. To open one and to verify who
    answers takes several times as long as to ask, and slack_sdk does both for every call."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._address = urlsplit(client.base_url)
        self._own = threading.local()

    def user(self, user_id: str) -> dict[str, Any]:
        """What `users.info` says. Raises `NotTold`."""
        try:
            response, said = self._ask(urlencode({"user": user_id}))
            answer = json.loads(said)
        except (OSError, HTTPException, ValueError) as error:
            raise NotTold(type(error).__name__, PAUSE_SECONDS) from None
        if response.status == 429:
            raise NotTold("it has been asked too often", _retry_after(response))
        user = answer.get("user") if isinstance(answer, dict) else None
        if not isinstance(user, dict):
            raise NotTold("it refuses to", 0)
        return user

    def _ask(self, arguments: str) -> tuple[HTTPResponse, bytes]:
        line = self._line()
        is_new = line.sock is None
        try:
            line.request("POST", f"{self._address.path}users.info", arguments, self._headers())
            response = line.getresponse()
            return response, response.read()
        except (OSError, HTTPException) as error:
            line.close()
            if is_new or isinstance(error, TimeoutError):
                raise
        return self._ask(arguments)  # Slack had closed it; another one is new

    def _line(self) -> HTTPConnection:
        """This thread's. It opens by itself where it is closed."""
        line: HTTPConnection | None = getattr(self._own, "line", None)
        if line is None:
            line = self._own.line = self._made()
        elif time.monotonic() - self._own.used_at > SILENT_SECONDS:
            line.close()
        self._own.used_at = time.monotonic()
        return line

    def _made(self) -> HTTPConnection:
        host, timeout = self._address.netloc, self._client.timeout
        if self._address.scheme == "https":
            return _SecureLine(host, timeout=timeout, context=certificates())
        return _Line(host, timeout=timeout)

    def _headers(self) -> dict[str, str]:
        return {
            **self._client.headers,
            "Authorization": f"Bearer {self._client.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }


@cache
def certificates() -> ssl.SSLContext:
    """Whom to believe that they are Slack. To read that takes 20 ms, and slack_sdk reads it for
    every call unless it is told."""
    return ssl.create_default_context()


def _retry_after(response: HTTPResponse) -> float:
    seconds = response.getheader("Retry-After", "")
    return min(LONGEST_PAUSE_SECONDS, float(seconds) if seconds.isdigit() else PAUSE_SECONDS)


def _profile(user: dict[str, Any], team_id: TeamId) -> Profile:
    zone = user.get("tz")
    return Profile(_person(user, team_id), zone if zone in _time_zones() else "UTC")


def _person(user: dict[str, Any], team_id: TeamId) -> Person:
    # In an Enterprise organization a person belongs to several workspaces.
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id")]
    home = team_id if team_id in teams else TeamId(str(user.get("team_id")))
    return Person(
        user_id=UserId(user["id"]),
        team_id=home,
        is_bot=bool(user.get("is_bot")),
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
    )


@cache
def _time_zones() -> frozenset[str]:
    """Found once: Python walks through hundreds of files for them each time."""
    return frozenset(available_timezones())
