"""Blocks as HTML, the way a chat client shows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape, unescape

from playground.emoji_names import with_emoji
from playground.errors import Json
from playground.rendering import Reader, date_text, mrkdwn, text_object

TOKEN = re.compile(r"(<[^<>]+>)")
STRONG = re.compile(r"\*([^*\n]+)\*")


@dataclass(frozen=True)
class Entered:
    """What is typed into a modal, by block and action, and what is wrong with it, by label."""

    state: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def blocks(given: list[Json], reader: Reader, entered: Entered | None = None) -> str:
    return "".join(_block(block, reader, entered or Entered()) for block in given)


def _block(block: Json, reader: Reader, entered: Entered) -> str:
    kind = block["type"]
    if kind == "input":
        return _input(block, reader, entered)
    show = _BLOCKS[kind]
    return f'<div class="{kind}">{show(block, reader)}</div>'


def _header(block: Json, reader: Reader) -> str:
    return text(block["text"], reader)


def _section(block: Json, reader: Reader) -> str:
    accessory = block.get("accessory")
    words = f"<div>{text(block['text'], reader)}</div>"
    return words + (_element(accessory, reader) if accessory else "")


def _context(block: Json, reader: Reader) -> str:
    return " ".join(text(one, reader) for one in block["elements"])


def _actions(block: Json, reader: Reader) -> str:
    return "".join(_element(one, reader) for one in block["elements"])


def _rich_text(block: Json, reader: Reader) -> str:
    return "".join(_rich(one, reader) for one in block["elements"])


def _divider(block: Json, reader: Reader) -> str:
    return "<hr>"


_BLOCKS: dict[str, Callable[[Json, Reader], str]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "rich_text": _rich_text,
    "divider": _divider,
}


def text(value: Json | None, reader: Reader) -> str:
    """A text object; plain text has no markup, but picked emoji."""
    if not value:
        return ""
    if value["type"] == "plain_text":
        return _literal(value["text"])
    parts = (_markup(part, reader) for part in TOKEN.split(value["text"]))
    return STRONG.sub(r"<b>\1</b>", "".join(parts))


def _markup(part: str, reader: Reader) -> str:
    if not TOKEN.fullmatch(part):
        return _literal(unescape(part))
    shown = _literal(mrkdwn(part, reader))
    return f'<span class="mention">{shown}</span>' if part[1] in "@#" else shown


def _literal(words: str) -> str:
    return escape(with_emoji(words)).replace("\n", "<br>")


def _rich(element: Json, reader: Reader) -> str:
    kind = element["type"]
    inside = [_rich(one, reader) for one in element.get("elements", [])]
    if kind == "rich_text_list":
        tag = "ol" if element["style"] == "ordered" else "ul"
        items = "".join(f"<li>{item}</li>" for item in inside)
        return f"<{tag}>{items}</{tag}>"
    if kind == "rich_text_quote":
        return f"<blockquote>{''.join(inside)}</blockquote>"
    return "".join(inside) if "elements" in element else _rich_inline(element, reader)


def _rich_inline(element: Json, reader: Reader) -> str:
    kind = element["type"]
    if kind in ("user", "channel"):
        sign = "@" if kind == "user" else "#"
        return f'<span class="mention">{sign}{escape(reader.name(element[f"{kind}_id"]))}</span>'
    if kind == "emoji":
        return _literal(f":{element['name']}:")
    if kind == "date":
        return escape(date_text(int(element["timestamp"]), element["format"], reader))
    if kind == "link":
        return f'<span class="link">{escape(element.get("text") or element["url"])}</span>'
    words = _literal(element["text"])
    return f"<b>{words}</b>" if (element.get("style") or {}).get("bold") else words


def _element(element: Json, reader: Reader) -> str:
    if element["type"] == "overflow":
        return '<span class="button">⋯</span>'
    if element["type"].endswith("_select"):
        shown = (element.get("initial_option") or {}).get("text") or element.get("placeholder")
        return f'<span class="button">{text(shown, reader)} ▾</span>'
    style = escape(element.get("style") or "")
    return f'<span class="button {style}">{text(element["text"], reader)}</span>'


def _input(block: Json, reader: Reader, entered: Entered) -> str:
    element = block["element"]
    value = entered.state.get(block["block_id"], {}).get(element["action_id"], {})
    optional = ' <span class="optional">(optional)</span>' if block.get("optional") else ""
    label = f'<div class="label">{text(block["label"], reader)}{optional}</div>'
    problem = entered.errors.get(block["label"]["text"])
    error = f'<div class="error">{escape(problem)}</div>' if problem else ""
    hint = f'<div class="hint">{text(block["hint"], reader)}</div>' if block.get("hint") else ""
    return f'<div class="input">{label}{_entry(element, value, reader)}{error}{hint}</div>'


def _entry(element: Json, entered: Json, reader: Reader) -> str:
    if element["type"] == "checkboxes":
        chosen = [option["value"] for option in entered.get("selected_options") or []]
        marks = ("☑" if one["value"] in chosen else "☐" for one in element["options"])
        pairs = zip(marks, element["options"], strict=True)
        return "".join(f"<div>{mark} {text(one['text'], reader)}</div>" for mark, one in pairs)
    size = " tall" if element.get("multiline") else ""
    value = _value(entered, reader)
    if value:
        return f'<div class="field{size}">{_literal(value)}</div>'
    placeholder = text(element.get("placeholder"), reader) or "&nbsp;"
    return f'<div class="field empty{size}">{placeholder}</div>'


def _value(entered: Json, reader: Reader) -> str:
    if entered.get("selected_date_time"):
        return date_text(int(entered["selected_date_time"]), "{date_long} at {time}", reader)
    if entered.get("selected_date"):
        day = datetime.fromisoformat(entered["selected_date"]).replace(hour=12, tzinfo=UTC)
        return f"{day:%B} {day.day}, {day.year}"
    if entered.get("selected_option"):
        return text_object(entered["selected_option"]["text"], reader)
    if entered.get("selected_conversation"):
        return "#" + reader.name(entered["selected_conversation"])
    users = entered.get("selected_users") or [entered.get("selected_user")]
    return ", ".join(reader.name(one) for one in users if one) or str(entered.get("value") or "")
