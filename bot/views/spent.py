"""A message whose buttons do not apply any more: the same without them, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.forms import unescaped
from bot.views.blocks import small
from bot.views.message import MAX_BLOCKS, Message

#: In these `&`, `<` and `>` stand for themselves when they are sent.
LITERAL = ("plain_text", "text", "link")


@dataclass(frozen=True)
class Settled(Message):
    """What Slack showed, as far as it is kept."""

    shown: dict[str, Any]

    def payload(self) -> dict[str, Any]:
        return self.shown


def without(
    message: dict[str, Any], is_spent: Callable[[str, str], bool], words: str
) -> Settled | None:
    """`message` as Slack hands it over, without the spent buttons, and with these words once
    beneath; None when it cannot be told so."""
    blocks = message.get("blocks")
    if not blocks:
        return None
    kept = [_as_sent(left) for block in blocks if (left := _left(block, is_spent))]
    why = small(words).to_dict()
    if not any(_says(block, words) for block in kept):
        kept = [*kept[: MAX_BLOCKS - 1], why]
    text = str(message.get("text") or words)
    return Settled(text, (), {"text": text, "blocks": kept})


def has(message: dict[str, Any], is_spent: Callable[[str, str], bool]) -> bool:
    """Whether one of its buttons is spent."""
    blocks = message.get("blocks") or []
    return any(_left(block, is_spent) != block for block in blocks)


def _left(block: dict[str, Any], is_spent: Callable[[str, str], bool]) -> dict[str, Any] | None:
    def is_over(element: dict[str, Any]) -> bool:
        return is_spent(str(element.get("action_id")), str(element.get("value") or ""))

    if block["type"] == "actions":
        elements = [one for one in block["elements"] if not is_over(one)]
        return {**block, "elements": elements} if elements else None
    if "accessory" in block and is_over(block["accessory"]):
        return {name: value for name, value in block.items() if name != "accessory"}
    return block


def _as_sent(part: Any) -> Any:
    """Slack hands all text over escaped (bolt-python#513), so a name with an `&` in it would be
    escaped once more each time it is sent again."""
    if isinstance(part, list):
        return [_as_sent(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") in LITERAL:
        return {key: unescaped(one) if isinstance(one, str) else one for key, one in part.items()}
    return {key: _as_sent(one) for key, one in part.items()}


def _says(block: dict[str, Any], words: str) -> bool:
    elements = block.get("elements") if block["type"] == "context" else None
    return any(one.get("text") == words for one in elements or ())
