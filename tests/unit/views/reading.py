"""What somebody would see, press and be mentioned by, read from what Slack is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.views import View

from bot.views.message import Message

Json = dict[str, Any]
IDS = {"action_id", "block_id", "type", "style", "value", "user_id", "channel_id", "format"}


def shown(what: Message | View) -> Json:
    """As it goes to Slack; the SDK refuses most of what Slack would."""
    payload: Json = what.payload() if isinstance(what, Message) else what.to_dict()
    return payload


def nodes(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def of_type(what: Message | View, kind: str) -> list[Json]:
    return [node for node in nodes(shown(what)) if node.get("type") == kind]


def mentioned(what: Message | View) -> list[str]:
    return [node["user_id"] for node in of_type(what, "user")]


def moments(what: Message | View) -> list[int]:
    """The moments shown in each reader's own time zone, in seconds since 1970."""
    return [int(one) for one in re.findall(r"<!date\^(\d+)\^", words(what))]


def buttons(what: Message | View) -> dict[str, Json]:
    return {node["action_id"]: node for node in of_type(what, "button")}


def words(what: Message | View) -> str:
    """Every visible text in order, emoji as their names and links as their addresses."""
    return "".join(_words(shown(what).get("blocks", [])))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, dict) and value.get("type") == "emoji":
        tone = value.get("skin_tone")
        yield f":{value['name']}:" + (f":skin-tone-{tone}:" if tone else "")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key not in IDS:
                yield inner
            yield from _words(inner)


def fields(view: View) -> dict[str, Json]:
    return {block["block_id"]: block["element"] for block in of_type(view, "input")}
