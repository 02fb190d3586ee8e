"""What Slack knows of somebody."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.open_line import AT_ONCE, NotSeen, NotTold, OpenLine
from bot.profiles import Profile, as_sent, profile
from core.domain import rules
from core.domain.types import Caller, Person, TeamId, UserId

logger = logging.getLogger(__name__)

#: Somebody who becomes a guest may join for so long all the same.
REMEMBERED_SECONDS = 600
MOST_REMEMBERED = 10_000
#: Slack says who somebody is a hundred times a minute (docs.slack.dev, users.info: tier 4). To ask
#: oftener only makes it say so to nobody for a while.
MOST_A_MINUTE = 100
#: Of them for one request that names several; and how long each waits for its turn.
AT_ONCE_FOR_ONE = 2
TURN_SECONDS = 0.5


class People:
    """Asks Slack who people are, once in a while for each. Safe to share between threads.

    When Slack cannot tell (down, slow, 429), the request itself has to do: it is signed, names the
    person's workspace, and neither a bot nor a deactivated account presses buttons. A join is not
    lost for that. Of a rush it can only tell a part: a hundred people a minute.
    """

    def __init__(self, client: WebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._line = OpenLine(client, now)
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

    def profiles_of(
        self, team_id: TeamId, user_ids: Collection[UserId], *, anew: bool = False
    ) -> list[Profile]:
        """People whom somebody has named; whom Slack does not show is a stranger. Here nobody is
        believed: raises `NotTold` when Slack does not say of each who they are. `anew`: nor is what
        Slack said a while ago."""
        with ThreadPoolExecutor(AT_ONCE_FOR_ONE) as pool:
            return list(pool.map(lambda user_id: self._named(team_id, user_id, anew), user_ids))

    def _named(self, team_id: TeamId, user_id: UserId, anew: bool) -> Profile:
        them = Caller(team_id, user_id, "")
        remembered = None if anew else self._remembered(them)
        try:
            return remembered or self._asked(them, TURN_SECONDS)
        except NotSeen:
            return Profile(Person(user_id, TeamId("")), "UTC")

    def _remembered(self, caller: Caller) -> Profile | None:
        known, until = self._known.get((caller.team_id, caller.user_id), (None, 0.0))
        return known if self._now() < until else None

    def _asked(self, caller: Caller, patience: float = 0) -> Profile:
        """Raises `NotTold`; `patience` is how long it waits for its turn."""
        if self._now() < self._asks_again_at or not self._turns.acquire(timeout=patience):
            raise NotTold("it is not asked now", 0)
        try:
            if not self._has_question_left():
                raise NotTold("it is not asked now", 0)
            told = self._told(caller)
        finally:
            self._turns.release()
        # A refusal is not remembered: whoever becomes a full member may join at once.
        if rules.allowed(rules.check_may_take_part, told.person, caller.team_id):
            self._remember(caller, told)
        return told

    def _told(self, caller: Caller) -> Profile:
        try:
            return profile(self._line.user(caller.user_id), caller.team_id)
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

    def _remember(self, caller: Caller, told: Profile) -> None:
        with self._lock:
            while len(self._known) >= MOST_REMEMBERED:
                del self._known[next(iter(self._known))]
            key = (caller.team_id, caller.user_id)
            self._known.pop(key, None)
            self._known[key] = (told, self._now() + REMEMBERED_SECONDS)


def profile_of(client: WebClient, caller: Caller, body: dict[str, Any]) -> Profile:
    """Whoever sent this request, asked anew; see `People`."""
    try:
        user = client.users_info(user=caller.user_id)["user"]
    except (SlackApiError, OSError, HTTPException) as error:
        logger.warning("Slack did not say who somebody is: %s", type(error).__name__)
        return as_sent(caller, body)
    return profile(user, caller.team_id)
