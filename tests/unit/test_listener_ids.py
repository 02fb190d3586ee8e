"""What Slack may send back, and who listens: ids, views, listeners and manifest agree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk.models.views import View

from bot import ids
from bot.listeners import register_listeners
from bot.listeners.commands import FLOWS, WORDS
from bot.views import participation
from bot.views.message import Message
from tests.unit.views.catalogue import everything
from tests.unit.views.reading import Json, nodes, shown

ROOT = Path(__file__).parents[2]
MANIFEST = yaml.safe_load((ROOT / "app_manifest.yml").read_text(encoding="utf-8"))
ALL_IDS = {name: value for name, value in vars(ids).items() if name.isupper()}


class Recorder:
    """Stands where Bolt's `App` does and writes down who listens to what."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.shortcuts: list[str] = []
        self.actions: list[str] = []
        self.submissions: list[str] = []
        self.events: list[str] = []
        self.errors = 0

    def command(self, name: str) -> Callable[[object], None]:
        return lambda listener: self.commands.append(name)

    def global_shortcut(self, name: str) -> Callable[[object], None]:
        return lambda listener: self.shortcuts.append(name)

    def block_action(self, name: str) -> Callable[[object], None]:
        return lambda listener: self.actions.append(name)

    def view_submission(self, name: str) -> Callable[[object], None]:
        return lambda listener: self.submissions.append(name)

    def event(self, name: str) -> Callable[[object], None]:
        return lambda listener: self.events.append(name)

    def error(self, listener: object) -> None:
        self.errors += 1


@pytest.fixture(scope="module")
def registered() -> Recorder:
    recorder: Any = Recorder()
    services: Any = object()  # registering needs none of it
    register_listeners(recorder, services)
    return recorder


@cache
def every_view() -> list[tuple[Message | View, Json]]:
    """Each with what Slack is given."""
    return [(what, shown(what)) for what in (make() for make in everything().values())]


def pressed() -> set[str]:
    """Action ids that Slack sends when they are pressed: not those of a form's fields."""
    return {node["action_id"] for _, view in every_view() for node in _pressable(view)}


def _pressable(view: Json) -> Iterator[Json]:
    for block in view["blocks"]:
        if block["type"] == "input" and not block.get("dispatch_action"):
            continue
        yield from (node for node in nodes(block) if "action_id" in node)


def fields() -> set[str]:
    """Block ids of the fields of all forms, which are their action ids as well."""
    inputs = [
        block for _, view in every_view() for block in view["blocks"] if block["type"] == "input"
    ]
    assert all(block["block_id"] == block["element"]["action_id"] for block in inputs)
    return {block["block_id"] for block in inputs}


def blocks() -> set[str]:
    """Block ids of what is no field."""
    return {
        block["block_id"]
        for _, view in every_view()
        for block in view["blocks"]
        if block["type"] != "input" and "block_id" in block
    }


def callbacks(*, submitted: bool) -> set[str]:
    return {
        view["callback_id"]
        for what, view in every_view()
        if not isinstance(what, Message)
        and view.get("callback_id")
        and bool(view.get("submit")) is submitted
    }


def used_in(room: str) -> set[str]:
    """Names of `ids` that the modules of a room say."""
    return {
        node.attr
        for path in (ROOT / "bot" / room).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "ids"
    }


def test_everything_that_can_be_pressed_has_a_listener(registered: Recorder) -> None:
    assert pressed() - set(registered.actions) == set()


def test_everything_that_is_listened_to_can_be_pressed(registered: Recorder) -> None:
    assert set(registered.actions) - pressed() == set()


def test_every_form_that_can_be_submitted_has_a_listener(registered: Recorder) -> None:
    assert callbacks(submitted=True) == set(registered.submissions)


def test_nothing_is_listened_to_twice(registered: Recorder) -> None:
    for names in (registered.actions, registered.submissions, registered.commands):
        assert len(names) == len(set(names))
    assert registered.errors == 1


def test_every_id_is_used_by_a_view() -> None:
    in_views = pressed() | fields() | blocks()
    in_views |= callbacks(submitted=True) | callbacks(submitted=False)

    assert {name: value for name, value in ALL_IDS.items() if value not in in_views} == {
        "COMMAND": ids.COMMAND,
        "START_SHORTCUT": ids.START_SHORTCUT,
    }


def test_every_id_is_said_by_its_name() -> None:
    """An id whose value another one has by chance is used by nobody, and is to be deleted."""
    said = used_in("views") | used_in("listeners") | used_in("forms") | used_in(".")

    assert set(ALL_IDS) - said == set()


def test_every_field_is_read() -> None:
    read = {ALL_IDS[name] for name in used_in("forms")}

    assert fields() - read == set()


def test_no_two_ids_of_a_kind_are_the_same(registered: Recorder) -> None:
    views = [value for name, value in ALL_IDS.items() if name.endswith("_VIEW")]

    assert len(views) == len(set(views))
    assert not set(registered.actions) & fields()


def test_listeners_write_no_id_by_hand() -> None:
    for path in [*(ROOT / "bot/listeners").glob("*.py"), *(ROOT / "bot/views").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in ("block_action", "view_submission", "command", "global_shortcut"):
                assert isinstance(node.args[0], ast.Attribute), f"{path.name}:{node.lineno}"


def test_the_manifest_names_the_commands_that_are_listened_to(registered: Recorder) -> None:
    named = [command["command"] for command in MANIFEST["features"]["slash_commands"]]

    assert named == registered.commands == [ids.COMMAND]


def test_the_manifest_names_the_shortcuts_that_are_listened_to(registered: Recorder) -> None:
    shortcuts = MANIFEST["features"]["shortcuts"]

    assert {one["type"] for one in shortcuts} == {"global"}
    assert [one["callback_id"] for one in shortcuts] == registered.shortcuts


def test_the_manifest_names_the_events_that_are_listened_to(registered: Recorder) -> None:
    assert MANIFEST["settings"]["event_subscriptions"]["bot_events"] == registered.events


def test_the_manifest_hints_at_every_word_of_the_command() -> None:
    hint = MANIFEST["features"]["slash_commands"][0]["usage_hint"]
    words = [word.strip() for word in hint.strip("[]").split("|")]

    assert sorted(words) == sorted([*WORDS, "help"])


def test_whatever_can_be_chosen_from_a_list_goes_on() -> None:
    assert set(FLOWS) == set(participation.QUESTIONS)
    assert set(FLOWS) <= set(WORDS)


def test_a_button_carries_no_more_than_ids() -> None:
    for _, view in every_view():
        for node in nodes(view):
            if node.get("type") == "button":
                assert len(node.get("value") or "") <= 2000
                assert "INJECTED" not in str(node.get("value"))
