"""What is typed and chosen in a view or a message: state as Slack reports it and keeps it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from playground.blockkit import elements_of
from playground.errors import Json

Typed = dict[tuple[str, str], Json]

# element type -> (field of the state, field of the element that holds its initial value)
STATE_FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
REQUIRED = "Please complete this required field."


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack stores them, with ids and defaults where the bot gave none."""
    stored = []
    for block in with_text_defaults(blocks):
        block = {**block, "block_id": block.get("block_id") or uuid4().hex[:5]}
        for place in ("accessory", "element"):
            if block.get(place):
                block[place] = _with_action_id(block[place])
        if block["type"] == "actions":
            block["elements"] = [_with_action_id(one) for one in block["elements"]]
        if block["type"] == "input":
            defaults = {"optional": False, "dispatch_action": False}
            block = {**defaults, **block}
        stored.append(block)
    return stored


def with_text_defaults(value: Any) -> Any:
    """Slack adds `emoji` and `verbatim` to text objects that lack them."""
    if isinstance(value, list):
        return [with_text_defaults(one) for one in value]
    if not isinstance(value, dict):
        return value
    filled = {name: with_text_defaults(one) for name, one in value.items()}
    return {**filled, **_text_default(value)}


def _text_default(value: Json) -> Json:
    if value.get("type") == "plain_text":
        return {"emoji": value.get("emoji", True)}
    if value.get("type") == "mrkdwn":
        return {"verbatim": value.get("verbatim", False)}
    return {}


def _with_action_id(element: Json) -> Json:
    if element["type"] == "image":
        return element
    return {**element, "action_id": element.get("action_id") or uuid4().hex[:5]}


def state_values(blocks: list[Json], typed: Typed) -> Json:
    """`state.values`: every stateful element, what was typed before what the bot suggested."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in STATE_FIELDS:
                place = (block["block_id"], element["action_id"])
                entry = typed.get(place) or initial_state(element)
                values.setdefault(place[0], {})[place[1]] = entry
    return values


def initial_state(element: Json) -> Json:
    name, initial = STATE_FIELDS[element["type"]]
    many = name == "files" or (name.endswith("s") and name.startswith("selected_"))
    empty: Any = [] if many else None
    state = {"type": element["type"], name: element.get(initial, empty)}
    if element["type"] == "timepicker" and element.get("timezone"):
        state["timezone"] = element["timezone"]
    return state


def kept(typed: Typed, blocks: list[Json]) -> Typed:
    """What stays typed when the view becomes these blocks: only where both ids stay the same."""
    types = {
        (block["block_id"], element["action_id"]): element["type"]
        for block in blocks
        for element in elements_of(block)
    }
    return {place: state for place, state in typed.items() if types.get(place) == state["type"]}


def client_side_errors(blocks: list[Json], typed: Typed) -> dict[str, str]:
    """What Slack's client refuses before it asks the bot: block_id -> words."""
    values = state_values(blocks, typed)
    errors = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = values[block["block_id"]][element["action_id"]][STATE_FIELDS[element["type"]][0]]
        error = _refusal(block, element, value)
        if error:
            errors[block["block_id"]] = error
    return errors


def _refusal(block: Json, element: Json, value: Any) -> str:
    if value in (None, "", []):
        return "" if block.get("optional") else REQUIRED
    if element["type"] == "plain_text_input":
        return _length_refusal(element, value)
    if element["type"] == "number_input":
        return _number_refusal(element, value)
    if element["type"] == "email_text_input" and "@" not in value:
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and "://" not in value:
        return "Please enter a valid URL."
    if element["type"] == "file_input":
        return _file_refusal(element, value)
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Please select no more than {most} items."
    return ""


def _file_refusal(element: Json, files: list[Json]) -> str:
    allowed = element.get("filetypes")
    if allowed and any(file["filetype"] not in allowed for file in files):
        return f"Please choose a file of these types: {', '.join(allowed)}."
    most = element.get("max_files") or 10
    return f"Please choose no more than {most} files." if len(files) > most else ""


def _length_refusal(element: Json, value: str) -> str:
    most, least = element.get("max_length") or 3000, element.get("min_length") or 0
    if len(value) > most:
        return f"Please enter no more than {most} characters."
    return f"Please enter at least {least} characters." if len(value) < least else ""


def _number_refusal(element: Json, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < float(low):
        return f"Please enter a number greater than or equal to {low}."
    if high is not None and number > float(high):
        return f"Please enter a number less than or equal to {high}."
    return ""
