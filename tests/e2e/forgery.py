"""Requests that no view of Kringle's offers, made from ones that it does."""

from __future__ import annotations

import copy
import json
import secrets
from typing import Any

from playground import Message, Person
from playground.driver_bot import Delivered
from tests.e2e.world import World


def press(world: World, person: Person, action_id: str, value: str) -> str:
    """Presses a button that says this, beneath the newest message of the channel; what is read
    then."""
    genuine = person.sees(world.general)[-1]
    raw = copy.deepcopy(genuine.raw)
    button = {
        "type": "button",
        "action_id": action_id,
        "value": value,
        "text": {"type": "plain_text", "text": "Forged", "emoji": True},
    }
    raw["blocks"] = [{"type": "actions", "block_id": "forged", "elements": [button]}]
    shown = {"raw": raw, "ephemeral": genuine.ephemeral, "channel": genuine.channel_id}
    reply = person.press("Forged", message=Message(shown, genuine.reader))
    return reply.text if reply else ""


def submit(
    world: World,
    person: Person,
    callback_id: str,
    remembered: dict[str, str],
    fields: dict[str, dict[str, Any]],
) -> Delivered:
    """Submits a form with these fields, as it would come from the person's client."""
    blocks = [
        {
            "type": "input",
            "block_id": name,
            "label": {"type": "plain_text", "text": name},
            "element": {"type": state["type"], "action_id": name},
        }
        for name, state in fields.items()
    ]
    team = {"id": world.slack.team_id, "domain": "playground"}
    view_id = f"V{secrets.token_hex(4).upper()}"
    view = {
        "id": view_id,
        "team_id": world.slack.team_id,
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": json.dumps(remembered),
        "hash": secrets.token_hex(4),
        "blocks": blocks,
        "state": {"values": {name: {name: state} for name, state in fields.items()}},
        "previous_view_id": view_id,
        "root_view_id": view_id,
    }
    return world.slack.deliver(
        {
            "type": "view_submission",
            "team": team,
            "user": {"id": person.id, "username": person.username, "team_id": team["id"]},
            "api_app_id": "A0",
            "token": "t",
            "trigger_id": secrets.token_hex(8),
            "view": view,
            "response_urls": [],
        }
    )


def words_of(delivered: Delivered) -> str:
    """What the person reads in the form after this answer; empty when it just closes."""
    body = delivered.body or {}
    if "errors" in body:
        return " ".join(body["errors"].values())
    return json.dumps(body["view"]["blocks"]) if "view" in body else ""
