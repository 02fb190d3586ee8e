"""An interactive element where it stands, with everything that its HTML says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from playground import rendering
from playground.browser.choices import Group, named_groups, static_groups
from playground.browser.sheet import Sheet
from playground.errors import Json
from playground.forms import STATE_FIELDS, initial_state

#: Of the templates in controls.html, which draws an element.
TEMPLATES = {
    "button": "button",
    "overflow": "overflow",
    "image": "image",
    "checkboxes": "choice",
    "radio_buttons": "choice",
    "file_input": "files",
    "rich_text_input": "area",
    "plain_text_input": "line",
    "email_text_input": "line",
    "url_text_input": "line",
    "number_input": "line",
    "datepicker": "line",
    "timepicker": "line",
    "datetimepicker": "line",
}
INPUT_TYPES = {
    "email_text_input": "email",
    "url_text_input": "url",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}
PROMPTS = {
    "static_select": "Choose an option",
    "users_select": "Choose a person",
    "conversations_select": "Choose a conversation",
    "channels_select": "Choose a channel",
    "datepicker": "Choose a date",
    "timepicker": "Choose a time",
    "datetimepicker": "Choose a date and time",
}
TRIGGERS = {"on_enter_pressed": "enter", "on_character_entered": "character"}
PRESSED = ("button", "overflow")


@dataclass(frozen=True)
class Control:
    """One element. `id` is its own on the page."""

    sheet: Sheet
    block: Json
    element: Json
    id: str

    @property
    def kind(self) -> str:
        return str(self.element["type"])

    @property
    def template(self) -> str:
        if self.kind.endswith("_select"):
            return "select"
        if self.element.get("multiline"):
            return "area"
        return TEMPLATES.get(self.kind, "unknown")

    @property
    def is_group(self) -> bool:
        return self.template == "choice"

    @property
    def is_many(self) -> bool:
        return self.kind.startswith("multi_") or self.kind == "checkboxes"

    @cached_property
    def value(self) -> Any:
        """What is typed or chosen, in Slack's own form."""
        entered = self.sheet.values.get(self.block.get("block_id", ""), {})
        state = entered.get(self.element.get("action_id")) or initial_state(self.element)
        return state.get(STATE_FIELDS[self.kind][0])

    @property
    def placeholder(self) -> str:
        return self.sheet.words(self.element.get("placeholder"))

    @property
    def prompt(self) -> str:
        """What a menu shows as long as nothing is chosen."""
        return self.placeholder or PROMPTS.get(self.kind.removeprefix("multi_"), "")

    @property
    def error(self) -> str:
        return self.sheet.error(self.block)

    @property
    def notes(self) -> str:
        """The ids of what is written about it."""
        given = {"hint": self.block.get("hint"), "error": self.error, "zone": self.zone}
        return " ".join(f"{self.id}-{name}" for name, words in given.items() if words)

    @property
    def zone(self) -> str:
        """In whose time a moment is typed."""
        is_moment = self.kind == "datetimepicker"
        tz = self.sheet.reader.tz if is_moment else self.element.get("timezone") or ""
        city = tz.rpartition("/")[2].replace("_", " ")
        return f"in {city} time" if "/" in tz else f"in {city}" if tz else ""

    @property
    def name(self) -> str:
        """What it is called where no label stands beside it."""
        if self.block["type"] == "input" or self.kind in PRESSED:
            return str(self.element.get("accessibility_label", ""))
        beside = rendering.block_text(self.block, self.sheet.reader)
        return self.placeholder or beside or self.prompt or "Choose"

    @property
    def place(self) -> Json:
        """Which element it is, and what a script has to know before it acts."""
        attributes = {
            "data-block": self.block.get("block_id", ""),
            "data-action": self.element.get("action_id", ""),
            "data-acts": self._acts(),
            "data-confirm": self._confirm(),
        }
        focus = self.sheet.takes_focus and self.element.get("focus_on_load")
        return {**attributes, "data-focus": "" if focus else None}

    @property
    def described(self) -> Json:
        """How it is labelled, for those who do not see it."""
        has_label = self.block["type"] == "input"
        return {
            "id": self.id if has_label and not self.is_group else None,
            "aria-label": self.name or None,
            "aria-describedby": self.notes or None,
            "aria-invalid": "true" if self.error else None,
        }

    @property
    def attributes(self) -> Json:
        return {**self.place, **self.described}

    @property
    def typed(self) -> Json:
        """The attributes of what one types into."""
        return {
            **self.attributes,
            "placeholder": self.placeholder or None,
            "data-min-length": self.element.get("min_length"),
            "data-max-length": self.element.get("max_length"),
        }

    @property
    def line(self) -> Json:
        """The attributes of an input of one line."""
        kind = INPUT_TYPES.get(self.kind, "text")
        is_number = self.kind == "number_input"
        shown = {"type": kind, "inputmode": "decimal" if is_number else None}
        return {**shown, "value": self.content, **self.typed}

    @property
    def content(self) -> str:
        if self.value and self.kind == "datetimepicker":
            zone = ZoneInfo(self.sheet.reader.tz)
            return f"{datetime.fromtimestamp(self.value, UTC).astimezone(zone):%Y-%m-%dT%H:%M}"
        if self.value and self.kind == "rich_text_input":
            return rendering.block_text(self.value, self.sheet.reader)
        return str(self.value or "")

    @property
    def groups(self) -> list[Group]:
        """What a menu offers."""
        reader, choices = self.sheet.reader, self.sheet.choices
        chosen = self.value if self.is_many else [self.value] if self.value else []
        if "users" in self.kind:
            return named_groups(choices.people, chosen, reader)
        if "conversations" in self.kind:
            wanted = (self.element.get("filter") or {}).get("include") or []
            return named_groups(choices.of_kinds(wanted), chosen, reader)
        if "channels" in self.kind:
            return named_groups(choices.channels, chosen, reader)
        return static_groups(self.element, chosen, reader)

    @property
    def many(self) -> Json:
        """The attributes of a menu from which several can be chosen."""
        if not self.is_many:
            return {}
        most = self.element.get("max_selected_items")
        picker = {"multiple": "", "data-picker": "", "data-max": most}
        return {**picker, "data-placeholder": self.prompt}

    @property
    def files(self) -> Json:
        endings = ",".join(f".{one}" for one in self.element.get("filetypes") or [])
        is_one = self.element.get("max_files") == 1
        return {"accept": endings or None, "multiple": None if is_one else "", **self.attributes}

    def url(self, given: Json) -> str | None:
        """Where a button leads, if a browser may go there."""
        url = str(given.get("url") or "")
        return url if url.lower().startswith(("https://", "http://")) else None

    def _acts(self) -> str | None:
        if self.block["type"] != "input":
            return None if self.kind in PRESSED else ""
        if not self.block.get("dispatch_action"):
            return None
        if self.template not in ("line", "area") or self.kind.endswith("picker"):
            return ""
        config = self.element.get("dispatch_action_config") or {}
        given = config.get("trigger_actions_on") or ["on_enter_pressed"]
        return " ".join(TRIGGERS[one] for one in given if one in TRIGGERS)

    def _confirm(self) -> str | None:
        confirm = self.element.get("confirm")
        if not confirm:
            return None
        default = {"title": "", "text": "", "confirm": "Yes", "deny": "No"}
        told = {name: self.sheet.words(confirm.get(name)) or default[name] for name in default}
        return json.dumps({**told, "style": confirm.get("style", "")}, ensure_ascii=False)
