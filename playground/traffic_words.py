"""How requests between Slack and the bot, and their answers, are called in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playground.delivery import BotAnswer, kind_of
from playground.errors import Json
from playground.rendering import Reader, mrkdwn
from playground.webapi.answers import Answer, Ending

if TYPE_CHECKING:
    from playground.workspace import Workspace

GOOD = ("ok", "acknowledged")
#: The arguments and fields by which a channel or a person is named; an id may lead to a person.
PLACES = ("channel", "channel_id")
PEOPLE = ("user", "user_id", "users", "trigger_id", "view_id")


def concerns_of(payload: Json) -> Json:
    """The part of a payload to the bot that names people and channels."""
    event = payload.get("event")
    return event if isinstance(event, dict) else payload


def what(workspace: Workspace, payload: Json) -> str:
    """What the bot was sent: a command as it was typed, the type of anything else."""
    kind = kind_of(payload)
    if kind == "slash_commands":
        typed = f"{payload['command']} {payload.get('text', '')}".strip()
        return mrkdwn(typed, Reader(workspace.names))
    return str((concerns_of(payload) if kind == "events_api" else payload).get("type", kind))


def about(workspace: Workspace, concerns: Json) -> str:
    """Whom it concerns, and where: "Ana Lind in #general", "DM with Ana Lind"; "" for nobody."""
    place = next(filter(None, (_place(workspace, concerns.get(one)) for one in PLACES)), "")
    person = next(filter(None, (_person(workspace, concerns.get(one)) for one in PEOPLE)), "")
    if person and place.startswith("#"):
        return f"{person} in {place}"
    return place or person


def _place(workspace: Workspace, value: Any) -> str:
    identifier = _identifier(value)
    person = workspace.person_behind(identifier)
    if person or identifier in workspace.members:
        return "DM with " + workspace.names[person or identifier]
    name = workspace.names.get(identifier)
    return "#" + name if name else identifier if identifier.startswith("#") else ""


def _person(workspace: Workspace, value: Any) -> str:
    identifier = _identifier(value)
    return workspace.names.get(workspace.person_behind(identifier) or identifier, "")


def _identifier(value: Any) -> str:
    """The id itself or that of an object, as payloads have them; bots may send anything."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def outcome(answer: Answer | BotAnswer, fault: str | None) -> str:
    """How it ended, in few words; one of GOOD if all went well."""
    if isinstance(answer, BotAnswer):
        failed = f"failed: {answer.reason}" if answer.outcome == "failed" else answer.reason
        return "acknowledged" if answer.acked else failed
    if not answer.is_sent:
        return "no answer, takes effect late" if fault == "late" else "no answer"
    if answer.ending is Ending.CUT:
        return "answer cut off"
    if fault == "garble":
        return "no proper answer"
    if answer.status == 429:
        return f"429, retry after {answer.headers['Retry-After']} s"
    return _said(answer)


def _said(answer: Answer) -> str:
    if answer.status == 200 and answer.body.get("ok"):
        return "ok"
    error = "" if answer.page else answer.body.get("error")
    parts = [str(answer.status)] if answer.status != 200 else []
    return ", ".join(parts + ([f"error {error}"] if error else []))


def answer_of(answer: Answer | BotAnswer) -> Any:
    """What came back: JSON or text; None where nothing did."""
    if isinstance(answer, BotAnswer):
        return answer.body
    if not answer.is_sent:
        return None
    if answer.page is not None:
        return answer.page
    if answer.data is not None:
        return f"{len(answer.data):,} bytes"
    if answer.ending is Ending.CUT:
        whole = json.dumps(answer.body)
        return whole[: len(whole) // 2]
    return answer.body
