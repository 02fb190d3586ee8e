"""A view of the bot as a window on the page of the album."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.views.message import Message
from playground import Message as Shown
from playground import Screen
from playground import View as Modal
from playground.rendering import Reader
from tests.album import page
from tests.album.page import Window
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make
from tests.unit.views.reading import shown

NAMES = (
    *("Priya", "Kwame", "Yuki", "Aoife", "Mateo", "Zsófia", "Ahmed", "Ingrid", "Linh", "Tomasz"),
    *("Chiara", "Noor", "Sven", "Amara", "Jonas", "Mei", "Rafael", "Elif", "Dmitri", "Hana"),
)
COLUMNS = 3
#: What makes a window about a line higher.
LINES = re.compile(r"<(?:div|label|p|br|li)\b")


def reader() -> Reader:
    names = {str(one): NAMES[at % len(NAMES)] for at, one in enumerate(worlds.people(1000))}
    names |= {worlds.ORGANIZER: "Marit", worlds.RECIPIENT: "Priya", "C0CHANNEL01": "office"}
    return Reader(names, tz="Europe/Berlin", now=worlds.NOW.timestamp())


def columns(made: Iterable[tuple[str, Make]]) -> list[list[Window]]:
    """In columns of about the same length."""
    heights, stacks = [0] * COLUMNS, [list[Window]() for _ in range(COLUMNS)]
    for name, make in made:
        shortest = heights.index(min(heights))
        one = window(name, make)
        stacks[shortest].append(one)
        heights[shortest] += len(LINES.findall(one.html))
    return stacks


def window(name: str, make: Make) -> Window:
    what = make()
    raw = shown(what)
    if isinstance(what, Message):
        told = {"raw": raw, "ephemeral": False, "channel": "C0CHANNEL01"}
        return page.conversation(name, "Kringle", Shown(told, reader()))
    if raw["type"] == "home":
        return page.home(name, Screen(raw, reader()))
    return page.modal(name, Modal({"raw": raw, "errors": {}, "banner": ""}, reader()))
