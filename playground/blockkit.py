"""Does Slack take these blocks, this view? Checks as Slack does, and names the place.

Callers get a list of problems, empty when everything is fine; nothing is ever raised, whatever
the bot sent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from playground.blockkit_elements import (
    ACCESSORY,
    ACTION,
    CONTEXT,
    ID,
    INPUT,
    MODAL_INPUT,
    TYPE,
)
from playground.blockkit_richtext import RICH_TEXT
from playground.blockkit_shapes import (
    Check,
    Problems,
    anything,
    array,
    boolean,
    by_type,
    integer,
    plain_text,
    shape,
    string,
    text,
)
from playground.errors import Json

MAX_MESSAGE_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
MAX_VIEW_BYTES = 250_000
BLOCK = {"block_id": ID}


def _section(value: Any, path: str, problems: Problems) -> None:
    fields = array(text(2000), 10)
    optional = {**BLOCK, "text": text(3000), "fields": fields, "accessory": ACCESSORY}
    shape(TYPE, {**optional, "expand": boolean})(value, path, problems)
    if not value.get("text") and not value.get("fields"):
        problems.add(path, "must have at least one of: text, fields")


def _image(value: Any, path: str, problems: Problems) -> None:
    source = {"image_url": string(3000), "slack_file": anything}
    rule = shape({**TYPE, "alt_text": string(2000)}, {**BLOCK, **source, "title": plain_text(2000)})
    rule(value, path, problems)
    if ("image_url" in value) == ("slack_file" in value):
        problems.add(path, "must have exactly one of: image_url, slack_file")


def _input(element: Check) -> Check:
    return shape(
        {**TYPE, "label": plain_text(2000), "element": element},
        {**BLOCK, "hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    )


BLOCKS: dict[str, Check] = {
    "section": _section,
    "actions": shape({**TYPE, "elements": array(ACTION, 25)}, BLOCK),
    "context": shape({**TYPE, "elements": array(CONTEXT, 10)}, BLOCK),
    "header": shape({**TYPE, "text": plain_text(150)}, {**BLOCK, "level": integer(1, 4)}),
    "divider": shape(TYPE, BLOCK),
    "image": _image,
    "input": _input(INPUT),
    "rich_text": RICH_TEXT,
}
RULES: dict[str, dict[str, Check]] = {
    "message": {**BLOCKS, "markdown": shape({**TYPE, "text": string(12_000)}, BLOCK)},
    "home": BLOCKS,
    "modal": {**BLOCKS, "input": _input(MODAL_INPUT)},
}
VIEW_FIELDS: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
    "close": plain_text(24),
    "submit": plain_text(24),
}


def check_blocks(blocks: Any, surface: str = "message") -> list[str]:
    """Problems of the blocks of a message, a modal or a home tab."""
    most = MAX_MESSAGE_BLOCKS if surface == "message" else MAX_VIEW_BLOCKS
    problems = Problems()
    array(by_type(RULES[surface]), most, 0)(blocks, "/blocks", problems)
    if isinstance(blocks, list):
        _check_ids([block for block in blocks if isinstance(block, dict)], problems)
    return problems


def check_view(view: Any) -> list[str]:
    """Problems of a whole view: its own fields, its blocks and what belongs together."""
    if not isinstance(view, dict):
        return ["[ERROR] must be an object [json-pointer:/view]"]
    problems = Problems()
    kind = view.get("type")
    if kind not in ("modal", "home"):
        problems.add("/view/type", f"unsupported type: {kind}")
        return problems
    required = {"type": anything, "blocks": anything}
    title = {"title": plain_text(24)}
    rule = shape(
        {**required, **title} if kind == "modal" else required,
        VIEW_FIELDS if kind == "modal" else {**VIEW_FIELDS, **title},
    )
    rule(view, "/view", problems)
    problems += check_blocks(view.get("blocks", []), kind)
    if kind == "modal" and not view.get("submit") and _has_inputs(view):
        problems.add("/view", "missing required field: submit (the view has input blocks)")
    return problems


def is_too_large(view: Any) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements of a block, in the order in which they are seen."""
    candidates = [block.get("accessory"), block.get("element")]
    if block.get("type") == "actions":
        candidates += block.get("elements") or []
    for element in candidates:
        if isinstance(element, dict) and element.get("type") != "image":
            yield element


def _has_inputs(view: Json) -> bool:
    blocks = view.get("blocks")
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )


def _check_ids(blocks: list[Json], problems: Problems) -> None:
    block_ids = Counter(str(block["block_id"]) for block in blocks if block.get("block_id"))
    for block_id in _repeated(block_ids):
        problems.add("/blocks", f"block_id {block_id} already exists, must be unique")
    focused = 0
    for index, block in enumerate(blocks):
        elements = list(elements_of(block))
        ids = Counter(str(one["action_id"]) for one in elements if one.get("action_id"))
        for action_id in _repeated(ids):
            problems.add(f"/blocks/{index}", f"action_id {action_id} already exists in the block")
        focused += sum(one.get("focus_on_load") is True for one in elements)
    if focused > 1:
        problems.add("/blocks", "only one element may have focus_on_load")


def _repeated(counts: Counter[str]) -> list[str]:
    return [name for name, count in counts.items() if count > 1]
