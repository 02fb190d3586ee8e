"""From what a form control of the page holds to the state that Slack reports of an element."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from playground.attachments import file_json
from playground.blockkit import elements_of
from playground.blockkit_elements import offered_options
from playground.errors import Json, PlaygroundError
from playground.forms import STATE_FIELDS
from playground.values import TYPEABLE, moment_state, typed_state
from playground.workspace import Workspace

#: What a control holds: its text, or the values that are chosen in it.
Held = str | Sequence[str]
GONE = "That has changed in the meantime. Please look again."


def find(blocks: Sequence[Json], block_id: str, action_id: str) -> Json | None:
    """The element of these ids."""
    return next(
        (
            element
            for block in blocks
            if block.get("block_id") == block_id
            for element in elements_of(block)
            if element.get("action_id") == action_id
        ),
        None,
    )


def state_of(workspace: Workspace, element: Json, held: Held, tz: str) -> Json:
    """`held` is told in the terms of `playground.browser.blocks`: options by their value,
    people and conversations by id, moments without a zone, as they are in `tz`. Raises
    PlaygroundError when it is nothing that was offered."""
    kind: str = element["type"]
    if kind in TYPEABLE:
        return typed_state(element, held)
    values = [held] if isinstance(held, str) else list(held)
    values = [value for value in values if value]
    field = STATE_FIELDS[kind][0]
    try:
        if kind == "file_input":
            files = (workspace.attachments[one] for one in values)
            return {"type": kind, field: [file_json(workspace, one) for one in files]}
        if kind in ("datepicker", "datetimepicker") and values:
            return moment_state(element, _moment(kind, values[0], tz))
        chosen = [_choice(element, one) for one in values]
        zone = {"timezone": element["timezone"]} if element.get("timezone") else {}
    except (KeyError, ValueError):
        raise PlaygroundError(GONE) from None
    if field.startswith("selected_") and field.endswith("s"):
        return {"type": kind, field: chosen}
    return {"type": kind, field: chosen[0] if chosen else None, **zone}


def action_of(workspace: Workspace, block_id: str, element: Json, held: Held, tz: str) -> Json:
    """What the bot is told when somebody presses or changes this element."""
    kind = element["type"]
    place = {"action_id": element["action_id"], "block_id": block_id}
    if kind == "button":
        return {**{name: value for name, value in element.items() if name != "url"}, **place}
    if kind == "overflow":
        try:
            return {"type": kind, "selected_option": _choice(element, str(held)), **place}
        except KeyError:
            raise PlaygroundError(GONE) from None
    return {**state_of(workspace, element, held, tz), **place}


def _choice(element: Json, value: str) -> Any:
    options = {one["value"]: one for one in offered_options(element)}
    return options[value] if options else value


def _moment(kind: str, value: str, tz: str) -> date:
    """Refused where no calendar has it in all zones: browsers let people type any year."""
    try:
        if kind == "datepicker":
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(tz))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise PlaygroundError(f"There is no such day: {value}.") from None
