"""Sending through Slack, and telling apart how it fails.

slack_sdk is told never to repeat a call by itself: after a lost reply it would post twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.fence import fenced
from bot.rendering import rendered
from bot.views.tidying import tidied
from core.domain.snapshots import Order, Receipt, Tidied
from core.domain.types import ChannelId, DeliveryKind, TeamId
from core.ports import Blocked, LostReply, NotSent, RateLimited, Refused

EVENT_TYPE = "kringle_delivery"

#: Slack refuses everything until somebody mends the installation.
BLOCKING = frozenset(
    {
        "accesslimited",
        "account_inactive",
        "access_denied",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
#: "Some aspect of the operation may have succeeded": docs.slack.dev, chat.postMessage.
UNCLEAR = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "update_failed"}
)
#: In a body with status 200; docs.slack.dev, chat.postMessage.
TOO_MANY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
PASSING = frozenset({"external_channel_migrating", "team_added_to_org"})
#: By how much this machine's clock may be off; a conversation with a bot is short.
CLOCKS_DIFFER = timedelta(days=1)
#: What is no answer of Slack's, slack_sdk hands over as an error whose code is a sentence.
SLACKS_CODE = re.compile(r"[a-z0-9_]+")


class SlackMessenger:
    """The `core.ports.Messenger` of Slack."""

    def __init__(self, client_for: Callable[[TeamId], WebClient]) -> None:
        self._client_for = client_for

    def send(self, order: Order, may_go: Callable[[], bool]) -> Receipt:
        """`chat.postMessage` to a person's id opens the conversation by itself. What is to be
        rewritten goes by `chat.update`."""
        client = self._client_for(order.team_id)
        if isinstance(order.content, Tidied):
            with translated(), fenced(may_go):
                return _tidy(client, order, order.content)
        content = rendered(order).payload()
        if order.kind == DeliveryKind.ANONYMOUS and _is_deactivated(client, order.addressee_id):
            raise Refused("user_disabled")
        with translated(), fenced(may_go):
            if order.place is not None:
                client.chat_update(
                    channel=order.place.channel_id, ts=order.place.message_ts, **content
                )
                return order.place
            sent = client.chat_postMessage(
                channel=order.addressee_id,
                **content,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"k": order.key}},
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
                parse="none",
            )
            return Receipt(ChannelId(sent["channel"]), sent["ts"])

    def find(self, order: Order) -> Receipt | None:
        """Read the conversation with the person since the first try.

        In a channel Kringle may not read along; an announcement whose reply was lost is posted
        again, and both of its buttons work.
        """
        if not order.is_to_person:
            return None
        client = self._client_for(order.team_id)
        with translated():
            channel = client.conversations_open(users=order.addressee_id)["channel"]["id"]
        with reading():
            return _found(client, channel, order)


def _tidy(client: WebClient, order: Order, content: Tidied) -> Receipt:
    """It is read first: what it says may have changed since it was sent, and stays so."""
    place = _place_of(client, order)
    found = client.conversations_history(
        channel=place.channel_id,
        latest=place.message_ts,
        oldest=place.message_ts,
        inclusive=True,
        limit=1,
    )
    message = next((one for one in found["messages"] if one["ts"] == place.message_ts), None)
    if message is None:
        raise Refused("message_not_found")
    if changed := tidied(content, message):
        client.chat_update(channel=place.channel_id, ts=place.message_ts, **changed.payload())
    return place


def _place_of(client: WebClient, order: Order) -> Receipt:
    if order.place and order.place.message_ts:
        return order.place
    channel = client.conversations_open(users=order.addressee_id)["channel"]["id"]
    place = _found(client, channel, order)
    if place is None:
        raise Refused("message_not_found")
    return place


def _is_deactivated(client: WebClient, user_id: str) -> bool:
    """Slack takes messages to such people all the same (python-slack-sdk#1156), and nobody reads
    them. Unless it says so, the message is sent."""
    try:
        user = client.users_info(user=user_id).get("user") or {}
    except (SlackApiError, OSError, HTTPException):
        return False
    return bool(user.get("deleted"))


def _found(client: WebClient, channel: str, order: Order) -> Receipt | None:
    since = order.first_tried_at - CLOCKS_DIFFER
    for page in client.conversations_history(
        channel=channel, oldest=str(since.timestamp()), include_all_metadata=True, limit=200
    ):
        for message in page["messages"]:
            if _key_of(message) == order.key:
                return Receipt(ChannelId(channel), message["ts"])
    return None


@contextmanager
def reading() -> Iterator[None]:
    """A conversation that cannot be read says nothing of whether its person can be written to."""
    try:
        with translated():
            yield
    except Refused as error:
        raise NotSent(error.error) from error
    except Blocked as error:
        if error.error == "missing_scope":
            raise NotSent(error.error) from error
        raise


@contextmanager
def translated() -> Iterator[None]:
    """What slack_sdk and the network raise, as the port's errors."""
    try:
        yield
    except SlackApiError as error:
        raise _of_response(error.response) from error
    except HTTPError as error:
        raise LostReply(f"http_{error.code}") from error
    except (OSError, HTTPException) as error:
        raise LostReply("no_reply") from error


def _of_response(response: Any) -> Exception:
    if response.status_code == 429:
        seconds = str(response.headers.get("Retry-After", "1"))
        return RateLimited(timedelta(seconds=int(seconds) if seconds.isdigit() else 1))
    code = str((response.data or {}).get("error", "")) if isinstance(response.data, dict) else ""
    if not SLACKS_CODE.fullmatch(code):
        return LostReply(f"http_{response.status_code}")  # a proxy's page, or half an answer
    # Slack's own refusals come with status 200: with another, something in between spoke, or Slack
    # in trouble, and nobody knows of what came before.
    if response.status_code != 200 or code in UNCLEAR:
        return LostReply(code)
    if code in TOO_MANY:
        return RateLimited(timedelta(seconds=1))
    if code in PASSING:
        return NotSent(code)
    return Blocked(code) if code in BLOCKING else Refused(code)


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key = (metadata.get("event_payload") or {}).get("k")
    return str(key) if key else None
