"""What all blocks of one screen have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from playground.browser import markup
from playground.browser.choices import Choices
from playground.errors import Json
from playground.rendering import Reader


@dataclass(frozen=True)
class Sheet:
    """Who looks at which choices, and what has been entered so far."""

    values: Json
    reader: Reader
    choices: Choices
    errors: Mapping[str, str]
    prefix: str
    takes_focus: bool

    def text(self, value: Json | None) -> Markup:
        return markup.text_object(value, self.reader)

    def error(self, block: Json) -> str:
        """What is wrong with an input block."""
        return self.errors.get(block.get("block_id", ""), "") if block["type"] == "input" else ""

    def words(self, value: Json | None) -> str:
        return markup.words(value, self.reader)
