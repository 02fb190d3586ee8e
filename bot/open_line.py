"""Connections to Slack that stay open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, ProtocolError

from bot.connections import connections

#: So many are asked about at the same time: a slow Slack must not take every thread there is.
AT_ONCE = 4
#: While Slack is away, nobody else waits for it in vain. With 429 it says itself for how long.
PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
#: What Slack answers about somebody whom this workspace does not see.
NOT_SEEN = frozenset({"user_not_found", "user_not_visible"})
#: A connection that was silent for longer may be dead without anybody knowing.
SILENT_SECONDS = 15


class NotTold(Exception):
    """Slack does not say who somebody is, and shall not be asked for so many seconds."""

    def __init__(self, why: str, pause: float) -> None:
        super().__init__(why)
        self.pause = pause


class NotSeen(NotTold):
    """Slack does not show this account here."""

    def __init__(self) -> None:
        super().__init__("it does not know them here", 0)


class OpenLine:
    """Connections to Slack that stay open. To open one and to verify who answers takes several
    times as long as to ask, and slack_sdk does both for every call."""

    def __init__(self, client: WebClient, now: Callable[[], float]) -> None:
        self._client = client
        self._now = now
        self._used_at = now()
        self._connections = connections(client, AT_ONCE)

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


def _retry_after(response: BaseHTTPResponse) -> float:
    seconds = response.headers.get("Retry-After", "")
    return min(LONGEST_PAUSE_SECONDS, float(seconds) if seconds.isdigit() else PAUSE_SECONDS)
