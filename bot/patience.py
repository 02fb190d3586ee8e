"""Reading from Slack while nobody waits for an answer: page by page, as slowly as it asks for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

#: Slack asks for fewer than a thousand at a time (docs.slack.dev, conversations.members).
PAGE = 999
#: Nobody waits for an answer in here, and a page of a thousand people is long.
TIMEOUT_SECONDS = 30
LONGEST_WAIT_SECONDS = 900.0
TOO_OFTEN = frozenset({"ratelimited", "rate_limited"})  # in a body with status 200


def patient(client: WebClient) -> WebClient:
    """The same for calls that nobody waits for."""
    return WebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=TIMEOUT_SECONDS,
        ssl=client.ssl,
        retry_handlers=[],
    )


class PatientReader:
    """Calls that read, each again when Slack has asked to wait."""

    def __init__(self, client: WebClient) -> None:
        self.client = client
        self._left = LONGEST_WAIT_SECONDS

    def ask(self, method: Callable[..., Any], **arguments: Any) -> Any:
        while True:
            try:
                return method(**arguments)
            except SlackApiError as error:
                is_limit = error.response.get("error") in TOO_OFTEN
                if not (is_limit or error.response.status_code == 429) or self._left <= 0:
                    raise
                seconds = str(error.response.headers.get("Retry-After", "1"))
                wait = float(seconds) if seconds.isdigit() else 1.0
                self._left -= wait
                time.sleep(wait)

    def pages(self, method: Callable[..., Any], **arguments: Any) -> Iterator[list[Any]]:
        """Of members: both methods call them so."""
        cursor = ""
        while True:
            page = self.ask(method, limit=PAGE, cursor=cursor, **arguments)
            yield page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
