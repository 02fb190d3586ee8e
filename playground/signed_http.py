"""HTTP mode: the same payloads, posted to the bot's Request URL and signed as Slack signs."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import requests
from slack_sdk.signature import SignatureVerifier

from playground.delivery import BotAnswer, Delivery
from playground.errors import Json

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class SignedRequest:
    """The very bytes and headers of one request, so that it can be sent again."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class RequestSigner:
    """Signs bodies with the app's signing secret.

    The timestamp is the real time, for a bot compares it with its own clock, which does not
    follow the playground's.
    """

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def headers(
        self,
        body: bytes,
        content_type: str,
        *,
        timestamp: str | None = None,
        secret: str | None = None,
    ) -> dict[str, str]:
        moment = timestamp if timestamp is not None else str(int(time.time()))
        verifier = SignatureVerifier(secret or self.secret)
        signature = verifier.generate_signature(timestamp=moment, body=body)
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": signature or "",
        }

    def sign(self, delivery: Delivery, retry: int = 0) -> SignedRequest:
        body, content_type = encoded(delivery)
        headers = self.headers(body, content_type)
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_error"}
        return SignedRequest(body, headers)


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Commands as a form, interactions as JSON within a form, events as JSON."""
    if delivery.kind == "slash_commands":
        flat = {name: _form_value(value) for name, value in delivery.payload.items()}
        return urlencode(flat).encode(), FORM
    if delivery.kind == "interactive":
        return urlencode({"payload": json.dumps(delivery.payload)}).encode(), FORM
    return json.dumps(delivery.payload).encode(), "application/json"


def _form_value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def post(url: str, request: SignedRequest, seconds: float) -> BotAnswer:
    """Posts, and waits so long for the acknowledgement."""
    try:
        with requests.Session() as session:
            session.trust_env = False  # as in `control_line`: the bot is on this machine
            return _answer(
                session.post(url, data=request.body, headers=request.headers, timeout=seconds)
            )
    except requests.Timeout:
        return BotAnswer("timeout", reason=f"not acknowledged within {seconds:g} s")
    except requests.RequestException as error:
        return BotAnswer("failed", reason=f"no connection to the bot: {type(error).__name__}")


def _answer(response: requests.Response) -> BotAnswer:
    if response.status_code != 200:
        reason = f"the bot answered {response.status_code}"
        return BotAnswer("failed", response.text, response.status_code, reason)
    return BotAnswer("answered", _body(response), 200)


def _body(response: requests.Response) -> Json | None:
    if not response.content:
        return None
    if "json" not in response.headers.get("Content-Type", ""):
        return {"text": response.text}
    body = response.json()
    return body if isinstance(body, dict) else {"text": response.text}
