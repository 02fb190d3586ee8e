"""What goes over a Socket Mode connection from Slack's side."""

from __future__ import annotations

from uuid import uuid4

from playground.delivery import Delivery
from playground.errors import Json
from playground.workspace import APP_ID


def hello(connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "playground", "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP_ID},
    }


def goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}


def envelope(delivery: Delivery, retry: int) -> Json:
    answerable = delivery.payload.get("type") in (None, "view_submission", "block_suggestion")
    wrapped: Json = {
        "envelope_id": str(uuid4()),
        "payload": delivery.payload,
        "type": delivery.kind,
        "accepts_response_payload": answerable,
    }
    if delivery.kind == "events_api":
        reason = "timeout" if retry else ""
        wrapped |= {"retry_attempt": retry, "retry_reason": reason}
    return wrapped
