"""Blocks for the tests of how they are drawn, and what becomes of them."""

from __future__ import annotations

from typing import Any

from playground.browser.blocks import blocks
from playground.browser.choices import Choices
from playground.errors import Json
from playground.forms import state_values, with_ids
from playground.rendering import Reader
from tests.playground.html_reading import Element, parsed

READER = Reader({"U1": "Ana", "U9": "Gone", "C9": "away"}, tz="America/New_York", now=1_764_900_000)
CHOICES = Choices(
    people=[("U1", "Ana"), ("U2", "Bo")],
    conversations=[("C1", "#office"), ("G1", "#secret"), ("D1", "Bo")],
    channels=[("C1", "#office")],
    kinds={"C1": "public", "G1": "private", "D1": "im"},
    local="http://127.0.0.1:8000",
)
ID = {"action_id": "a"}


def plain(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str) -> Json:
    return {"type": "mrkdwn", "text": words}


def option(words: str, **more: Any) -> Json:
    return {"text": plain(words), "value": f"v-{words}", **more}


RED, GREEN, BLUE = (
    option("Red"),
    option("Green", description=plain("as trees are")),
    option("Blue"),
)
OPTIONS = [RED, GREEN, BLUE]
GROUPS = [
    {"label": plain("Warm"), "options": [RED]},
    {"label": plain("Cold"), "options": [BLUE, GREEN]},
]


def drawn(*given: Json, typed: Json | None = None, **more: Any) -> Element:
    """Only block "b" and action "a" are typed into."""
    stored = with_ids(list(given))
    values = state_values(stored, {("b", "a"): typed} if typed else {})
    return parsed(blocks(stored, values, READER, CHOICES, prefix="p", **more))


def asked(element: Json, typed: Json | None = None, **more: Any) -> Element:
    """An input block that asks for it."""
    block = {"type": "input", "block_id": "b", "label": plain("Label"), **more}
    return drawn({**block, "element": {**ID, **element}}, typed=typed)


def beside(element: Json) -> Element:
    """A section with it as accessory."""
    block = {"type": "section", "block_id": "b", "text": mrkdwn("Said")}
    return drawn({**block, "accessory": {**ID, **element}})


def acting(element: Json) -> Element:
    return drawn({"type": "actions", "block_id": "b", "elements": [{**ID, **element}]})


def chosen(html: Element) -> list[str]:
    options = [*html.all("option"), *html.all("input")]
    return [one["value"] for one in options if "selected" in one or "checked" in one]
