"""What Slack knows of somebody."""

from __future__ import annotations

import logging
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import proxy_bypass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager
from urllib3.exceptions import HTTPError, ProtocolError

from core.domain import rules
from core.domain.types import Caller, Person, TeamId, UserId

logger = logging.getLogger(__name__)

#: Somebody who becomes a guest may join for so long all the same.
REMEMBERED_SECONDS = 600
MOST_REMEMBERED = 10_000
#: While Slack is away, nobody else waits for it in vain. With 429 it says itself for how long.
PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
#: Slack says who somebody is a hundred times a minute (docs.slack.dev, users.info: tier 4). To ask
#: oftener only makes it say so to nobody for a while.
MOST_A_MINUTE = 100
#: So many are asked about at the same time: a slow Slack must not take every thread there is.
AT_ONCE = 4
#: Of them for one request that names several; and how long each waits for its turn.
AT_ONCE_FOR_ONE = 2
TURN_SECONDS = 0.5
#: What Slack answers about somebody whom this workspace does not see.
NOT_SEEN = frozenset({"user_not_found", "user_not_visible"})
#: A connection that was silent for longer may be dead without anybody knowing.
SILENT_SECONDS = 15


@dataclass(frozen=True)
class Profile:
    """`time_zone` is an IANA name, UTC when Slack tells none. `name` is how people see them, empty
    when Slack tells none; `names` is all that they go by. `is_told`: this is what Slack says, and
    not only the request."""

    person: Person
    time_zone: str
    name: str = ""
    is_told: bool = True
    names: tuple[str, ...] = field(default=(), compare=False)


class NotTold(Exception):
    """Slack does not say who somebody is, and shall not be asked for so many seconds."""

    def __init__(self, why: str, pause: float) -> None:
        super().__init__(why)
        self.pause = pause


class NotSeen(NotTold):
    """Slack does not show this account here."""

    def __init__(self) -> None:
        super().__init__("it does not know them here", 0)


class People:
    """Asks Slack who people are, once in a while for each. Safe to share between threads.

    When Slack cannot tell (down, slow, 429), the request itself has to do: it is signed, names the
    person's workspace, and neither a bot nor a deactivated account presses buttons. A join is not
    lost for that. Of a rush it can only tell a part: a hundred people a minute.
    """

    def __init__(self, client: WebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._line = _Line(client, now)
        self._now = now
        self._known: dict[tuple[TeamId, UserId], tuple[Profile, float]] = {}
        self._asks_again_at = float("-inf")
        self._questions, self._counted_at = float(MOST_A_MINUTE), now()
        self._turns = threading.Semaphore(AT_ONCE)
        self._lock = threading.Lock()

    def profile_of(self, caller: Caller, body: dict[str, Any]) -> Profile:
        """Whoever sent this request."""
        try:
            return self._remembered(caller) or self._asked(caller)
        except NotTold:
            return as_sent(caller, body)

    def profiles_of(self, team_id: TeamId, user_ids: Collection[UserId]) -> list[Profile]:
        """People whom somebody has named; whom Slack does not show is a stranger. Here nobody is
        believed: raises `NotTold` when Slack does not say of each who they are."""
        with ThreadPoolExecutor(AT_ONCE_FOR_ONE) as pool:
            return list(pool.map(lambda user_id: self._named(team_id, user_id), user_ids))

    def _named(self, team_id: TeamId, user_id: UserId) -> Profile:
        them = Caller(team_id, user_id, "")
        try:
            return self._remembered(them) or self._asked(them, TURN_SECONDS)
        except NotSeen:
            return Profile(Person(user_id, TeamId("")), "UTC")

    def _remembered(self, caller: Caller) -> Profile | None:
        profile, until = self._known.get((caller.team_id, caller.user_id), (None, 0.0))
        return profile if self._now() < until else None

    def _asked(self, caller: Caller, patience: float = 0) -> Profile:
        """Raises `NotTold`; `patience` is how long it waits for its turn."""
        if self._now() < self._asks_again_at or not self._turns.acquire(timeout=patience):
            raise NotTold("it is not asked now", 0)
        try:
            if not self._has_question_left():
                raise NotTold("it is not asked now", 0)
            profile = self._told(caller)
        finally:
            self._turns.release()
        # A refusal is not remembered: whoever becomes a full member may join at once.
        if rules.allowed(rules.check_may_take_part, profile.person, caller.team_id):
            self._remember(caller, profile)
        return profile

    def _told(self, caller: Caller) -> Profile:
        try:
            return _profile(self._line.user(caller.user_id), caller.team_id)
        except NotTold as silence:
            self._asks_again_at = self._now() + silence.pause
            logger.warning("Slack did not say who somebody is: %s", silence)
            raise

    def _has_question_left(self) -> bool:
        """It takes one of those left, which grow back as the minute passes."""
        with self._lock:
            now = self._now()
            grown = (now - self._counted_at) * MOST_A_MINUTE / 60
            self._questions = min(MOST_A_MINUTE, self._questions + grown)
            self._counted_at = now
            if self._questions < 1:
                return False
            self._questions -= 1
            return True

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
    user = body.get("user") or {}
    home = user.get("team_id") or caller.team_id
    person = Person(caller.user_id, TeamId(home))
    return Profile(person, "UTC", is_told=False, names=_names(user))


class _Line:
    """Connections to Slack that stay open. To open one and to verify who answers takes several
    times as long as to ask, and slack_sdk does both for every call."""

    def __init__(self, client: WebClient, now: Callable[[], float]) -> None:
        self._client = client
        self._now = now
        self._used_at = now()
        self._connections = _connections(client)

    def user(self, user_id: str) -> dict[str, Any]:
        """What `users.info` says. Raises `NotTold`."""
        try:
            response = self._ask({"user": user_id})
            if response.status == 429:
                raise NotTold("it has been asked too often", _retry_after(response))
            answer = response.json()
        except (HTTPError, ValueError) as error:
            raise NotTold(type(error).__name__, PAUSE_SECONDS) from None
        user = answer.get("user") if isinstance(answer, dict) else None
        if not isinstance(user, dict):
            is_unseen = isinstance(answer, dict) and answer.get("error") in NOT_SEEN
            raise NotSeen() if is_unseen else NotTold("it refuses to", 0)
        return user

    def _ask(self, arguments: dict[str, str]) -> BaseHTTPResponse:
        since, self._used_at = self._used_at, self._now()
        if self._used_at - since > SILENT_SECONDS:
            self._connections.clear()
        try:
            return self._post(arguments)
        except ProtocolError:
            return self._post(arguments)  # Slack may have closed it just then; another one is new

    def _post(self, arguments: dict[str, str]) -> BaseHTTPResponse:
        headers = {**self._client.headers, "Authorization": f"Bearer {self._client.token}"}
        url = f"{self._client.base_url}users.info"
        return self._connections.request(
            "POST", url, fields=arguments, headers=headers, encode_multipart=False
        )


def _connections(client: WebClient) -> PoolManager:
    """The way that slack_sdk goes: a proxy is spoken to in plain HTTP, however it is written."""
    options: dict[str, Any] = {
        "maxsize": AT_ONCE,
        "retries": False,
        "ssl_context": client.ssl,
        "timeout": client.timeout,
    }
    if not client.proxy or proxy_bypass(urlsplit(client.base_url).netloc):
        return PoolManager(**options)
    proxy = urlsplit(client.proxy if "://" in client.proxy else f"//{client.proxy}")
    login, _, address = proxy.netloc.rpartition("@")
    secret = b64encode(unquote_to_bytes(login)).decode()
    headers = {"Proxy-Authorization": f"Basic {secret}"} if login else None
    return ProxyManager(f"http://{address}", proxy_headers=headers, **options)


def _retry_after(response: BaseHTTPResponse) -> float:
    seconds = response.headers.get("Retry-After", "")
    return min(LONGEST_PAUSE_SECONDS, float(seconds) if seconds.isdigit() else PAUSE_SECONDS)


def _profile(user: dict[str, Any], team_id: TeamId) -> Profile:
    zone = user.get("tz")
    return Profile(
        person_of(user, team_id),
        zone if zone in rules.time_zones() else "UTC",
        name=_name(user),
        names=_names(user) + _names(user.get("profile") or {}),
    )


def _name(user: dict[str, Any]) -> str:
    profile = user.get("profile") or {}
    return str(profile.get("display_name") or profile.get("real_name") or user.get("name") or "")


def _names(told: dict[str, Any]) -> tuple[str, ...]:
    """Of a user, or of the profile in it."""
    keys = ("name", "username", "real_name", "display_name", "first_name", "last_name")
    return tuple(str(told[key]) for key in keys if told.get(key))


def person_of(user: dict[str, Any], team_id: TeamId) -> Person:
    # In an Enterprise organization a person belongs to several workspaces.
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id")]
    home = team_id if team_id in teams else TeamId(str(user.get("team_id")))
    return Person(
        user_id=UserId(user["id"]),
        team_id=home,
        is_bot=bool(user.get("is_bot")),
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
    )
