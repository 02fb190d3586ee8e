"""Block Kit's composition objects and elements, with Slack's limits."""

from __future__ import annotations

from typing import Any

from playground.blockkit_richtext import RICH_TEXT
from playground.blockkit_shapes import (
    Check,
    Problems,
    anything,
    array,
    boolean,
    by_type,
    integer,
    matching,
    one_of,
    plain_text,
    shape,
    string,
    text,
)

ID = string(255)
PLACEHOLDER = plain_text(150)
DATE = matching(r"\d{4}-\d{2}-\d{2}", "a date like 2026-12-24")
CLOCK = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time like 17:30")
DECIMAL = matching(r"-?\d+(\.\d+)?", "a number in a string")

CONFIRM = shape(
    {"title": plain_text(100), "text": text(300)},
    {"confirm": plain_text(30), "deny": plain_text(30), "style": one_of("primary", "danger")},
)
OPTION = shape(
    {"text": text(75), "value": string(150)}, {"description": text(75), "url": string(3000)}
)
PLAIN_OPTION = shape(
    {"text": plain_text(75), "value": string(150)},
    {"description": plain_text(75), "url": string(3000)},
)
OPTION_GROUP = shape({"label": plain_text(75), "options": array(PLAIN_OPTION, 100)}, {})
DISPATCH = shape(
    {},
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
)
FILTER = shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
TYPE = {"type": anything}
COMMON = {"action_id": ID}
FOCUS = {"focus_on_load": boolean}
MENU = {**COMMON, **FOCUS, "confirm": CONFIRM, "placeholder": PLACEHOLDER}
MULTI = {**MENU, "max_selected_items": integer(1, 1_000_000)}
TYPED = {**COMMON, **FOCUS, "placeholder": PLACEHOLDER, "dispatch_action_config": DISPATCH}
CHOICES = {"options": array(PLAIN_OPTION, 100), "option_groups": array(OPTION_GROUP, 100)}
IDS = array(ID, 100, 0)


def _with_choices(rule: Check) -> Check:
    """A static menu has either options or option groups, and starts with one of them."""

    def check(value: Any, path: str, problems: Problems) -> None:
        rule(value, path, problems)
        if ("options" in value) == ("option_groups" in value):
            problems.add(path, "must have exactly one of: options, option_groups")
        _initial_is_offered(value, path, problems)

    return check


def _starting_with_an_option(rule: Check) -> Check:
    def check(value: Any, path: str, problems: Problems) -> None:
        rule(value, path, problems)
        _initial_is_offered(value, path, problems)

    return check


def offered_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of a menu, those within groups as well."""
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group.get("options") or []
    return [option for option in options if isinstance(option, dict)]


def _initial_is_offered(value: dict[str, Any], path: str, problems: Problems) -> None:
    initial = [value["initial_option"]] if value.get("initial_option") else []
    initial += value.get("initial_options") or []
    offered = {option.get("value") for option in offered_options(value)}
    if any(isinstance(one, dict) and one.get("value") not in offered for one in initial):
        problems.add(path, "initial option must be one of the options")


def _number(value: Any, path: str, problems: Problems) -> None:
    rule = {"initial_value": DECIMAL, "min_value": DECIMAL, "max_value": DECIMAL}
    shape({**TYPE, "is_decimal_allowed": boolean}, {**TYPED, **rule})(value, path, problems)


def _image(value: Any, path: str, problems: Problems) -> None:
    fields = {"image_url": string(3000), "slack_file": anything}
    shape({**TYPE, "alt_text": string(2000)}, fields)(value, path, problems)
    if not ("image_url" in value) ^ ("slack_file" in value):
        problems.add(path, "must have exactly one of: image_url, slack_file")


def _text_input(**more: Check) -> Check:
    return shape(TYPE, {**TYPED, "initial_value": string(3000, 0), **more})


ELEMENTS: dict[str, Check] = {
    "button": shape(
        {**TYPE, "text": plain_text(75)},
        {
            **COMMON,
            "url": string(3000),
            "value": string(2000, 0),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "overflow": shape({**TYPE, "options": array(PLAIN_OPTION, 5)}, {**COMMON, "confirm": CONFIRM}),
    "static_select": _with_choices(
        shape(TYPE, {**MENU, **CHOICES, "initial_option": PLAIN_OPTION})
    ),
    "multi_static_select": _with_choices(
        shape(TYPE, {**MULTI, **CHOICES, "initial_options": array(PLAIN_OPTION, 100)})
    ),
    "users_select": shape(TYPE, {**MENU, "initial_user": ID}),
    "multi_users_select": shape(TYPE, {**MULTI, "initial_users": IDS}),
    "conversations_select": shape(
        TYPE,
        {
            **MENU,
            "initial_conversation": ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": shape(
        TYPE,
        {
            **MULTI,
            "initial_conversations": IDS,
            "default_to_current_conversation": boolean,
            "filter": FILTER,
        },
    ),
    "channels_select": shape(
        TYPE, {**MENU, "initial_channel": ID, "response_url_enabled": boolean}
    ),
    "multi_channels_select": shape(TYPE, {**MULTI, "initial_channels": IDS}),
    "checkboxes": _starting_with_an_option(
        shape(
            {**TYPE, "options": array(OPTION, 10)},
            {**COMMON, **FOCUS, "confirm": CONFIRM, "initial_options": array(OPTION, 10)},
        )
    ),
    "radio_buttons": _starting_with_an_option(
        shape(
            {**TYPE, "options": array(OPTION, 10)},
            {**COMMON, **FOCUS, "confirm": CONFIRM, "initial_option": OPTION},
        )
    ),
    "datepicker": shape(TYPE, {**MENU, "initial_date": DATE}),
    "timepicker": shape(TYPE, {**MENU, "initial_time": CLOCK, "timezone": string(100)}),
    "datetimepicker": shape(
        TYPE,
        {**COMMON, **FOCUS, "confirm": CONFIRM, "initial_date_time": integer(10**9, 10**10 - 1)},
    ),
    "plain_text_input": _text_input(
        multiline=boolean, min_length=integer(0, 3000), max_length=integer(1, 3000)
    ),
    "email_text_input": _text_input(),
    "url_text_input": _text_input(),
    "number_input": _number,
    "file_input": shape(
        TYPE, {**COMMON, "filetypes": array(string(20), 100), "max_files": integer(1, 10)}
    ),
    "rich_text_input": shape(TYPE, {**TYPED, "initial_value": RICH_TEXT}),
    "image": _image,
}

SELECTS = (
    "static_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
MULTI_SELECTS = tuple(f"multi_{select}" for select in SELECTS)
CHOOSERS = (*SELECTS, "checkboxes", "radio_buttons", "datepicker", "timepicker")
MODAL_INPUTS = ("email_text_input", "url_text_input", "number_input", "file_input")
INPUTS = (*CHOOSERS, *MULTI_SELECTS, "datetimepicker", "plain_text_input", "rich_text_input")

ACCESSORY = by_type(ELEMENTS, (*CHOOSERS, *MULTI_SELECTS, "button", "overflow", "image"))
ACTION = by_type(ELEMENTS, (*CHOOSERS, "button", "overflow", "datetimepicker"))
INPUT = by_type(ELEMENTS, INPUTS)
MODAL_INPUT = by_type(ELEMENTS, (*INPUTS, *MODAL_INPUTS))
CONTEXT = by_type({"image": _image, "plain_text": text(3000), "mrkdwn": text(3000)})
