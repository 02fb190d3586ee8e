"""Slack's blocks as HTML that can be operated.

The scripts go by attributes: an element is found by `data-block` and `data-action`; `data-press`
acts when it is pressed and `data-acts` as soon as it is changed; before that, `data-confirm` asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Literal

from markupsafe import Markup

from playground.browser.choices import Choices
from playground.browser.controls import Control
from playground.browser.markup import plain
from playground.browser.richtext import rich_text
from playground.browser.sheet import Sheet
from playground.browser.templating import rendered
from playground.errors import Json
from playground.rendering import Reader

KINDS = (
    *("actions", "context", "divider", "header", "image", "input", "markdown", "rich_text"),
    "section",
)


def blocks(
    given: list[Json],
    values: Json,
    reader: Reader,
    choices: Choices,
    *,
    errors: Mapping[str, str] = {},
    prefix: str,
    where: Literal["modal", "home", "message"] = "modal",
) -> Markup:
    """The blocks as this person sees them. `values` is `state.values`; what it does not know is as
    the bot suggested. Every id begins with `prefix`. A message does not take the focus."""
    sheet = Sheet(values, reader, choices, errors, prefix, takes_focus=where != "message")
    drawn = [Drawn(sheet, block, f"{prefix}-{at}") for at, block in enumerate(given)]
    return rendered("blocks.html", blocks=drawn)


class Drawn:
    """A block as its template sees it."""

    def __init__(self, sheet: Sheet, block: Json, identifier: str) -> None:
        self.sheet = sheet
        self.block = block
        self.kind = block["type"] if block["type"] in KINDS else "unknown"
        self._ids = (f"{identifier}-{number}" for number in count())

    def control(self, element: Json) -> Control:
        return Control(self.sheet, self.block, element, next(self._ids))

    @property
    def rich_text(self) -> Markup:
        return rich_text(self.block, self.sheet.reader)

    @property
    def markdown(self) -> Markup:
        return plain(self.block["text"])
