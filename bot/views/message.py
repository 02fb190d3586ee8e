"""What is posted: blocks to look at, and a `text` for notifications and screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from bot.views.blocks import small

MAX_BLOCKS = 50
#: Slack takes a mark for formatting only where a word follows at once.
_MARKS = str.maketrans({mark: f"{mark}\u200b" for mark in "*_~`"})


@dataclass(frozen=True)
class Message:
    """`text` is mrkdwn: our own words, or `escaped` ones."""

    text: str
    blocks: tuple[Block, ...]

    def payload(self) -> dict[str, Any]:
        """The arguments for posting it, or for an `ack` or a `respond`."""
        blocks = fitted([[block] for block in self.blocks], MAX_BLOCKS)
        return {"text": self.text, "blocks": [block.to_dict() for block in blocks]}


def fitted(parts: Sequence[Sequence[Block]], room: int) -> tuple[Block, ...]:
    """As many whole parts as `room` blocks hold, then how many are left out."""
    count = len(parts)
    if sum(map(len, parts)) > room:
        while sum(map(len, parts[:count])) >= room:
            count -= 1
    shown = [block for part in parts[:count] for block in part]
    left_out = len(parts) - count
    return (*shown, small(f"… and {left_out} more")) if left_out else tuple(shown)


def escaped(text: str) -> str:
    """Text that shows in mrkdwn as it is: no mention, no link, no formatting."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.translate(_MARKS)
