"""What the app's manifest says of commands and shortcuts, for the page to offer them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[2] / "app_manifest.yml"


@dataclass(frozen=True)
class Command:
    """A slash command; `words` are those that may follow it, by its usage hint."""

    name: str
    description: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Shortcut:
    """A global shortcut."""

    name: str
    callback_id: str
    description: str


@dataclass(frozen=True)
class App:
    """Nobody can write to it in its direct messages: its manifest has them for reading."""

    name: str
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]

    def command(self, typed: str) -> Command | None:
        """The command that a line of text begins with."""
        first = typed.split(maxsplit=1)[0]
        return next((one for one in self.commands if one.name == first), None)


@cache
def app() -> App:
    """As the manifest beside this folder describes it."""
    return _read(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def _read(manifest: dict[str, Any]) -> App:
    features = manifest["features"]
    commands = (_command(one) for one in features.get("slash_commands", ()))
    shortcuts = (
        Shortcut(one["name"], one["callback_id"], one["description"])
        for one in features.get("shortcuts", ())
        if one["type"] == "global"
    )
    return App(manifest["display_information"]["name"], tuple(commands), tuple(shortcuts))


def _command(one: dict[str, Any]) -> Command:
    """A hint such as `[new | join]` names the words."""
    words = re.findall(r"[a-z]+", one.get("usage_hint", ""))
    return Command(one["command"], one["description"], tuple(words))
