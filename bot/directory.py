"""What Slack says of many people at once, for work that nobody waits for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.open_line import NOT_SEEN
from bot.profiles import person_of
from core.domain.types import Person, TeamId, UserId

logger = logging.getLogger(__name__)

#: So many are asked about one by one (docs.slack.dev, users.info: a hundred a minute). Of more, the
#: list of the workspace is read.
FEW = 40
#: Slack hands that out twenty pages a minute, each of fewer than a thousand (users.list: tier 2).
PAGE, MOST_PAGES = 999, 20
#: Whoever asks, asks again a minute later, or does without.
PATIENCE_SECONDS = 45.0
TIMEOUT_SECONDS = 10
TOO_OFTEN = frozenset({"ratelimited", "rate_limited"})
AWAY = (SlackApiError, OSError, HTTPException)


class _Enough(Exception):
    """It takes too long."""


class SlackDirectory:
    """The `core.ports.Directory` of Slack: up to twenty pages of the workspace's list, and then
    some people one by one. In a workspace of more than 20,000 accounts it may not get to all."""

    def __init__(
        self,
        client_for: Callable[[TeamId], WebClient],
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._client_for, self._now, self._sleep = client_for, now, sleep

    def people(self, team_id: TeamId, user_ids: Collection[UserId]) -> list[Person]:
        look = _Look(_unhurried(self._client_for(team_id)), team_id, self._now, self._sleep)
        try:
            look.look_up(user_ids)
        except _Enough:
            logger.info("not everybody could be looked up in time")
        except AWAY as error:
            logger.warning("people could not be looked up: %s", type(error).__name__)
        return list(look.found.values())


def _unhurried(client: WebClient) -> WebClient:
    return WebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=TIMEOUT_SECONDS,
        ssl=client.ssl,
        retry_handlers=[],
    )


class _Look:
    """`found` is filled as Slack answers, so that what was told before it fails counts."""

    def __init__(
        self,
        client: WebClient,
        team_id: TeamId,
        now: Callable[[], float],
        sleep: Callable[[float], object],
    ) -> None:
        self._client, self._team_id = client, team_id
        self._now, self._sleep = now, sleep
        self._until = now() + PATIENCE_SECONDS
        self.found: dict[UserId, Person] = {}

    def look_up(self, user_ids: Collection[UserId]) -> None:
        wanted = set(user_ids)
        if len(wanted) > FEW:
            self._read_list(wanted)
        for user_id in sorted(wanted - self.found.keys())[:FEW]:
            self.found[user_id] = self._asked(user_id)

    def _read_list(self, wanted: set[UserId]) -> None:
        for page in self._pages():
            for user in page:
                if user["id"] in wanted:
                    self.found[user["id"]] = person_of(user, self._team_id)
            if len(self.found) == len(wanted):
                return

    def _pages(self) -> Iterator[list[dict[str, Any]]]:
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self._ask(self._client.users_list, limit=PAGE, cursor=cursor)
            yield page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _asked(self, user_id: UserId) -> Person:
        try:
            return person_of(
                self._ask(self._client.users_info, user=user_id)["user"], self._team_id
            )
        except SlackApiError as error:
            if error.response.get("error") in NOT_SEEN:
                return Person(user_id, TeamId(""))  # of another workspace, as far as this one sees
            raise

    def _ask(self, method: Callable[..., Any], **arguments: Any) -> Any:
        """Again when Slack has asked to wait. Raises `_Enough`, and what slack_sdk does."""
        while self._now() < self._until:
            try:
                return method(**arguments)
            except SlackApiError as error:
                code = error.response.get("error")
                if error.response.status_code != 429 and code not in TOO_OFTEN:
                    raise
                seconds = str(error.response.headers.get("Retry-After", "1"))
                wait = float(seconds) if seconds.isdigit() else 1.0
                if self._now() + wait > self._until:
                    raise _Enough from error
                self._sleep(wait)
        raise _Enough
